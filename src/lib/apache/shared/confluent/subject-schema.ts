// The schema by which a console producer writes keys or values: where its text comes from, and its id in the
// registry.
import {readFile} from 'node:fs/promises'
import {avroReadingProblems} from '../../../registry/local-check.ts'
import type {RegistrySchemas} from '../../../registry/registry-schemas.ts'
import type {Registry} from '../../../registry/registry.ts'
import type {Reference, SchemaText as RegistryText} from '../../../registry/types.ts'
import type {SchemaText} from '../../../serdes/payload.ts'
import {SchemaInvalid} from '../../../serdes/serde-error.ts'
import {SchemaUnknown} from '../../../serdes/schema-source.ts'
import {fileProblem} from '../../../text/file-problem.ts'
import {isTrue} from '../../client/config-def.ts'
import {configException, JavaError, serializationException} from '../../java/errors.ts'
import type {RegistryAccess} from './registry-access.ts'
import type {SchemaFormat} from './class-names.ts'
import {notFound, registryException, schemaException} from './registry-access.ts'

type Properties = ReadonlyMap<string, string>
type Field = 'key' | 'value'

/** A schema with everything that it refers to, in the form in which it is registered. */
export interface GivenSchema {
  readonly text: SchemaText
  readonly registered: RegistryText
}

/**
 * The schema of `value.schema.id`, `value.schema` or `value.schema.file`, in this order, as in Confluent's reader.
 * Throws JavaError for each mistake.
 */
export async function givenSchema(
  field: Field,
  type: SchemaFormat,
  properties: Properties,
  {schemas, registry}: RegistryAccess,
): Promise<GivenSchema> {
  const id = properties.get(`${field}.schema.id`)
  if (id !== undefined) return byId(field, type, id, {schemas, registry})
  const text = await textOf(field, properties)
  const references = jsonProperty<readonly Reference[]>(properties, `${field}.refs`, Array.isArray) ?? []
  const metadata = jsonProperty<object>(properties, `${field}.metadata`, (each) => typeof each === 'object')
  const rules = jsonProperty<object>(properties, `${field}.rule.set`, (each) => typeof each === 'object')
  if (rules && Object.values(rules).some((each) => Array.isArray(each) && each.length > 0))
    throw configException(`${field}.rule.set has rules, which change records: that cannot be done without a JVM`)
  return {
    text: {type, text, references: await referred(references, schemas)},
    registered: {type, text, references, ...(metadata && {metadata})},
  }
}

async function byId(
  field: Field,
  type: SchemaFormat,
  text: string,
  {schemas, registry}: {readonly schemas: RegistrySchemas; readonly registry: Registry},
): Promise<GivenSchema> {
  if (!/^[+-]?\d{1,10}$/.test(text))
    throw new JavaError(serializationException('').javaClass, `Error parsing ${field}.schema.id as int`, {
      cause: new JavaError('java.lang.NumberFormatException', `For input string: "${text}"`),
    })
  const failed = (cause: unknown) => registryException(`Error retrieving schema for id ${Number(text)}`, cause)
  try {
    const [found, registered] = await Promise.all([schemas.byId(Number(text)), registry.byId(Number(text))])
    if (!registered) throw new SchemaUnknown('')
    if (found.type !== type) throw new SchemaInvalid(`schema ${text} is of type ${found.type}, and not ${type}`)
    const {guid: _, id: __, ...schema} = registered
    return {text: found, registered: schema}
  } catch (error) {
    throw failed(error instanceof SchemaUnknown ? notFound(`Schema ${Number(text)}`, 40_403) : error)
  }
}

async function textOf(field: Field, properties: Properties): Promise<string> {
  const text = properties.get(`${field}.schema`)
  if (text !== undefined) return text
  const file = properties.get(`${field}.schema.file`)
  if (file === undefined)
    throw configException(
      `Must provide the ${field} schema in either ${field}.schema, ${field}.schema.id, or ${field}.schema.file`,
    )
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw configException(`Error reading schema from ${file}`, {
      cause: new Error(fileProblem(error as NodeJS.ErrnoException)),
    })
  }
}

function jsonProperty<T>(properties: Properties, name: string, fits: (value: unknown) => boolean): T | undefined {
  const text = properties.get(name)
  if (text === undefined) return undefined
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw configException(`${name} is not JSON: ${(error as Error).message}`, {cause: error, relation: 'repeats'})
  }
  if (value === null || !fits(value)) throw configException(`Invalid value ${text} for configuration ${name}`)
  return value as T
}

async function referred(references: readonly Reference[], schemas: RegistrySchemas) {
  try {
    return await schemas.references(references, undefined)
  } catch (error) {
    throw registryException('Error retrieving the schemas that the schema refers to', error)
  }
}

const strategies = 'io.confluent.kafka.serializers.subject.'

/**
 * `name`: of the record or message; undefined if the schema has none. Throws JavaError for a strategy that is not
 * built in.
 */
export function subjectOf(field: Field, topic: string, name: string | undefined, properties: Properties): string {
  const property = `${field}.subject.name.strategy`
  const strategy = properties.get(property)?.trim() ?? `${strategies}TopicNameStrategy`
  if (strategy === `${strategies}TopicNameStrategy`) return `${topic}-${field}`
  const ofRecord = strategy === `${strategies}RecordNameStrategy`
  if (!ofRecord && strategy !== `${strategies}TopicRecordNameStrategy`)
    throw configException(
      `Invalid value ${strategy} for configuration ${property}: Class ${strategy} could not be found. Built in are TopicNameStrategy, RecordNameStrategy and TopicRecordNameStrategy of ${strategies}*`,
    )
  if (name === undefined)
    throw serializationException(
      `In configuration ${property} = ${strategy}, the message ${field} must only be a record schema`,
    )
  return ofRecord ? name : `${topic}-${name}`
}

const names = {
  AVRO: ['Avro schema', 'Avro schema'],
  PROTOBUF: ['Protobuf schema', 'Protobuf schema: '],
  JSON: ['JSON schema', 'JSON schema: '],
} as const

/**
 * The id, and the schema by which values are written: the given one or, with use.latest.version, the newest of the
 * subject. Registers the schema unless auto.register.schemas forbids it. Throws JavaError if the registry refuses.
 */
export async function registeredAs(
  subject: string,
  {registered, text}: GivenSchema,
  properties: Properties,
  {registry, schemas}: RegistryAccess,
): Promise<{readonly id: number; readonly schema: SchemaText}> {
  const normalize = isTrue(properties.get('normalize.schemas'))
  const [, what] = names[registered.type]
  const shown = `${what}${registered.text}`
  if (isTrue(properties.get('auto.register') ?? properties.get('auto.register.schemas'), true))
    return tried(`Error registering ${shown}`, async () => {
      // A schema that is registered already is not counted as a change.
      const found = await registry.lookUp(subject, registered, {normalize})
      return {id: found?.id ?? (await registry.register(subject, registered, {normalize})), schema: text}
    })
  if (isTrue(properties.get('use.latest.version'))) {
    const newest = await tried(
      `Error retrieving latest version${registered.type === 'AVRO' ? ` of ${shown}` : `: ${registered.text}`}`,
      async () => {
        const latest = await schemas.bySubject(subject, 'latest').catch((error: unknown) => {
          throw error instanceof SchemaUnknown ? notFound(`Subject '${subject}'`, 40_401) : error
        })
        if (latest.type !== registered.type)
          throw new SchemaInvalid(
            `the newest schema of ${subject} is of type ${latest.type}, and not ${registered.type}`,
          )
        return {id: latest.id, schema: latest}
      },
    )
    if (isTrue(properties.get('latest.compatibility.strict'), true)) checkStrictly(newest.schema, text)
    return newest
  }
  return tried(`Error retrieving ${shown}`, async () => {
    const found = await registry.lookUp(subject, registered, {normalize})
    if (!found) throw notFound('Schema', 40_403)
    return {id: found.id, schema: text}
  })
}

/**
 * `latest.compatibility.strict`: the newest schema must be able to read what is written by the given one. Only Avro's
 * rules are implemented here.
 */
function checkStrictly(latest: SchemaText, given: SchemaText): void {
  if (given.type !== 'AVRO') return
  const problems = avroReadingProblems(latest, given)
  if (problems.length === 0) return
  const reasons = problems.map(({type, path, detail}) => `${type} at ${path}: ${detail}`).join('; ')
  throw schemaException(
    'Error serializing Avro message',
    new JavaError(
      'java.io.IOException',
      `Incompatible schema ${latest.text} of type AVRO for schema ${given.text} (${reasons}). Set latest.compatibility.strict=false to disable this check`,
    ),
  )
}

async function tried<T>(message: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    throw error instanceof SchemaInvalid ? schemaException(message, error) : registryException(message, error)
  }
}
