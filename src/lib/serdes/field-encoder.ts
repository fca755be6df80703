// Encodes the keys, or the values, of all records: JSON text to bytes, with the frame that says the schema.
import {NumberText, parseExactJson} from '../text/exact-json.ts'
import {TextBuffer} from '../text/text-buffer.ts'
import type {AvroEncodeOptions, WriteBinary} from './avro/encode.ts'
import type {SchemaText} from './payload.ts'
import type {RegisteredSchema} from './schema-source.ts'
import {EncodeError, SchemaInvalid} from './serde-error.ts'

export interface EncoderSettings extends AvroEncodeOptions {
  readonly schema: SchemaText | RegisteredSchema
}

/** The bytes of a value that is given as JSON text, or as bare text where that is no JSON. Raises `EncodeError`. */
export type FieldEncoder = (text: string) => Buffer

/** With the registry's id in front where the schema has one. Raises `SchemaInvalid`. */
export async function fieldEncoder({schema, form}: EncoderSettings): Promise<FieldEncoder> {
  if (schema.rules && schema.rules.length > 0)
    throw new SchemaInvalid(
      `the schema has rules (${schema.rules.join(', ')}) that change what is in a record: that cannot be done here`,
    )
  const write = await writer(schema, form)
  const id = (schema as Partial<RegisteredSchema>).id
  const to = new TextBuffer(4096)
  return (text) => {
    to.length = 0
    if (id !== undefined) {
      to.byte(0)
      to.int32(id)
    }
    try {
      write(valueOf(text), to)
    } catch (error) {
      if (error instanceof RangeError) throw new EncodeError('it is too deep inside of itself', {cause: error})
      throw error
    }
    return Buffer.from(to.buffer.subarray(0, to.length))
  }
}

async function writer(schema: SchemaText, form: AvroEncodeOptions['form']): Promise<WriteBinary> {
  switch (schema.type) {
    case 'AVRO': {
      const [{jsonToAvro}, {parseAvroSchema}, {leavesFirst}] = await Promise.all([
        import('./avro/encode.ts'),
        import('./avro/schema.ts'),
        import('./payload.ts'),
      ])
      const others = new Set(leavesFirst(schema.references).map(({text}) => text))
      return jsonToAvro(parseAvroSchema(schema.text, [...others]), {form})
    }
    case 'JSON': {
      const {jsonValidator} = await import('./json/validate.ts')
      const problemOf = await jsonValidator(schema)
      return (value, to) => {
        const text = exactText(value)
        const problem = problemOf(JSON.parse(text))
        if (problem !== undefined) throw new EncodeError(problem)
        to.text(text)
      }
    }
    default:
      throw new SchemaInvalid(`kafkit encodes by schemas of type AVRO and JSON, and this one is ${String(schema.type)}`)
  }
}

function valueOf(text: string): unknown {
  try {
    return parseExactJson(text)
  } catch (error) {
    // Bare text stands for itself, so that keys need no quotation marks; what begins as JSON was meant as JSON.
    if (!/^\s*[[{"]/.test(text)) return text
    throw new EncodeError(`it is not JSON: ${(error as Error).message}`, {cause: error})
  }
}

/** JSON again, with all digits of its numbers. */
function exactText(value: unknown): string {
  if (typeof value === 'bigint') return String(value)
  if (Array.isArray(value)) return `[${value.map(exactText).join(',')}]`
  if (value instanceof NumberText) return value.text
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  return `{${Object.entries(value)
    .map(([name, each]) => `${JSON.stringify(name)}:${exactText(each)}`)
    .join(',')}}`
}
