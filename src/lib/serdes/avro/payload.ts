// Payloads of Avro schemas.
import type {ByteReader} from '../byte-reader.ts'
import {copyJson, isJsonText} from '../json/copy-json.ts'
import {leavesFirst, usedUp, type DecodedForm, type PayloadDecoder, type SchemaText} from '../payload.ts'
import {DecodeError} from '../serde-error.ts'
import {avroToJson} from './decode.ts'
import {parseAvroSchema} from './schema.ts'

export function avroDecoder(schema: SchemaText, form: DecodedForm): PayloadDecoder {
  const type = parseAvroSchema(schema.text, distinct(leavesFirst(schema.references).map(({text}) => text)))
  const write = avroToJson(type, form)
  return {
    decode(from, to, frame) {
      if (frame.jsonText) {
        copyJson(from, to)
        return undefined
      }
      const {at} = from
      const before = to.length
      try {
        write(from, to)
        usedUp(from)
      } catch (error) {
        // Apicurio's serializer may write JSON for Avro, which only headers would show.
        if (!(error instanceof DecodeError) || !startsObject(from, at)) throw error
        to.length = before
        from.open(from.bytes, at, from.end)
        if (!isJsonText(from)) throw error
        copyJson(from, to)
      }
      return undefined
    },
  }
}

const startsObject = ({bytes, end}: ByteReader, at: number) => at < end && bytes[at] === 123

/** The same text may be registered under several subjects. */
const distinct = (texts: readonly string[]) => [...new Set(texts)]
