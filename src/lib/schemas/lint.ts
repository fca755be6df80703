// Finds what makes schemas hard to evolve, or what has another meaning than it seems, from the text alone and without a
// registry.
import {AvroSchemaError, parseAvro, typeText, type AvroField, type AvroType} from './avro-schema.ts'
import type {SchemaType} from './schema-type.ts'

export interface LintFinding {
  /** `error`: the schema does not do what it says. `warning`: it will cause problems when the schema changes. */
  readonly severity: 'error' | 'warning'
  /** A stable name for --ignore. */
  readonly rule: string
  /** The path in the schema: `/fields/2`; empty for the whole schema. */
  readonly path: string
  readonly text: string
}

/** The findings in the order of the schema. `references`: texts of the schemas that it refers to, leaves first. */
export function lintSchema(type: SchemaType, text: string, references: readonly string[] = []): LintFinding[] {
  if (type === 'AVRO') return lintAvro(text, references)
  if (type === 'JSON') return lintJson(text)
  return lintProtobuf(text)
}

const finding = (severity: LintFinding['severity'], rule: string, path: string, text: string): LintFinding => ({
  severity,
  rule,
  path,
  text,
})

function lintAvro(text: string, references: readonly string[]): LintFinding[] {
  let schema: AvroType
  try {
    schema = parseAvro(text, references)
  } catch (error) {
    if (!(error instanceof AvroSchemaError)) throw error
    return [finding('error', 'not-a-schema', error.path, error.message)]
  }
  const found: LintFinding[] = []
  visit(schema, '', found, new Set())
  return found
}

function visit(type: AvroType, path: string, found: LintFinding[], seen: Set<AvroType>): void {
  if (seen.has(type)) return
  logical(type, path, found)
  switch (type.kind) {
    case 'array':
      return visit(type.items, `${path}/items`, found, seen)
    case 'map':
      return visit(type.values, `${path}/values`, found, seen)
    case 'union':
      return type.branches.forEach((branch, i) => visit(branch, `${path}/${i}`, found, seen))
    case 'enum':
      seen.add(type)
      if (type.default === undefined)
        found.push(finding('warning', 'enum-without-default', path, `enum ${type.fullName} has no default: a new symbol cannot be read by those with the old schema`)) // prettier-ignore
      return
    case 'record':
      seen.add(type)
      if (!type.fullName.includes('.'))
        found.push(finding('warning', 'no-namespace', path, `record ${type.fullName} has no namespace`))
      return type.fields.forEach((field, i) => visitField(field, `${path}/fields/${i}`, found, seen))
    default:
  }
}

function visitField(field: AvroField, path: string, found: LintFinding[], seen: Set<AvroType>): void {
  if ('logicalType' in field.properties)
    found.push(
      finding('error', 'logical-type-outside', path, `logicalType of field ${field.name} has no effect there: it belongs inside its type, {"type": {"type": …, "logicalType": …}}`), // prettier-ignore
    )
  if (field.hasDefault) {
    const problem = defaultProblem(field.type, field.default)
    if (problem !== undefined)
      found.push(finding('error', 'invalid-default', path, `the default of field ${field.name} is not ${problem}`))
  } else if (field.type.kind === 'union' && field.type.branches.some(isNull))
    found.push(
      finding('warning', 'optional-without-default', path, `field ${field.name} may be null but has no default: producers cannot leave it out, and it cannot be added or removed later`), // prettier-ignore
    )
  visit(field.type, `${path}/type`, found, seen)
}

const isNull = (type: AvroType) => type.kind === 'primitive' && type.type === 'null'

/**
 * What the default should be, judged by its type; undefined if it is right. A union's default belongs to its first
 * branch.
 */
function defaultProblem(type: AvroType, value: unknown): string | undefined {
  const wrong = (is: boolean) => (is ? undefined : `of type ${typeText(type)}`)
  switch (type.kind) {
    case 'union': {
      const [first] = type.branches
      return first && defaultProblem(first, value) !== undefined
        ? `of the first type of the union, ${typeText(first)}`
        : undefined
    }
    case 'array':
      return wrong(Array.isArray(value) && value.every((each) => defaultProblem(type.items, each) === undefined))
    case 'map':
    case 'record':
      return wrong(typeof value === 'object' && value !== null && !Array.isArray(value))
    case 'enum':
      return wrong(typeof value === 'string' && type.symbols.includes(value))
    case 'fixed':
      return wrong(typeof value === 'string' && value.length === type.size)
    case 'primitive': {
      if (type.type === 'null') return wrong(value === null)
      if (type.type === 'boolean') return wrong(typeof value === 'boolean')
      if (type.type === 'int' || type.type === 'long') return wrong(Number.isInteger(value))
      if (type.type === 'float' || type.type === 'double') return wrong(typeof value === 'number')
      return wrong(typeof value === 'string')
    }
  }
}

/** Logical types and the types that they can annotate (Avro 1.12). All readers ignore others. */
const bases: Readonly<Record<string, readonly string[]>> = {
  decimal: ['bytes', 'fixed'],
  'big-decimal': ['bytes'],
  uuid: ['string', 'fixed'],
  date: ['int'],
  'time-millis': ['int'],
  'time-micros': ['long'],
  'timestamp-millis': ['long'],
  'timestamp-micros': ['long'],
  'timestamp-nanos': ['long'],
  'local-timestamp-millis': ['long'],
  'local-timestamp-micros': ['long'],
  'local-timestamp-nanos': ['long'],
  duration: ['fixed'],
}

function logical(type: AvroType, path: string, found: LintFinding[]): void {
  const {logicalType, precision, scale = 0} = type.properties
  if (typeof logicalType !== 'string') return
  const base = type.kind === 'primitive' ? type.type : type.kind
  const allowed = bases[logicalType]
  if (!allowed) return
  if (!allowed.includes(base))
    found.push(finding('error', 'logical-type-ignored', path, `${logicalType} stands on ${allowed.join(' or ')}, not on ${base}: readers ignore it`)) // prettier-ignore
  else if (logicalType === 'decimal' && !(Number.isInteger(precision) && Number(precision) > 0 && Number(scale) >= 0 && Number(scale) <= Number(precision))) // prettier-ignore
    found.push(finding('error', 'logical-type-ignored', path, `decimal with precision ${String(precision)} and scale ${String(scale)}: readers ignore it`)) // prettier-ignore
}

function lintJson(text: string): LintFinding[] {
  let schema: unknown
  try {
    schema = JSON.parse(text)
  } catch (error) {
    return [finding('error', 'not-a-schema', '', `it is not JSON: ${(error as Error).message}`)]
  }
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema))
    return typeof schema === 'boolean'
      ? []
      : [finding('error', 'not-a-schema', '', 'a JSON Schema is an object, true or false')]
  const {properties, required, $schema: draft} = schema as {properties?: object; required?: unknown; $schema?: unknown}
  const found: LintFinding[] = []
  if (draft === undefined)
    found.push(finding('warning', 'no-draft', '', 'there is no $schema, so each reader chooses a draft'))
  for (const name of Array.isArray(required) ? (required as unknown[]) : [])
    if (typeof name === 'string' && properties && !(name in properties))
      found.push(
        finding('error', 'required-but-undefined', '/required', `${name} is required, but not among the properties`),
      )
  return found
}

function lintProtobuf(text: string): LintFinding[] {
  const plain = text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
  const found: LintFinding[] = []
  if (!/\b(?:message|enum)\s+\w+\s*\{/.test(plain))
    found.push(finding('error', 'not-a-schema', '', 'there is neither a message nor an enum in it'))
  if (!/\b(?:syntax|edition)\s*=/.test(plain))
    found.push(finding('warning', 'no-syntax', '', 'there is no syntax, which means proto2'))
  if (!/\bpackage\s+[\w.]+\s*;/.test(plain)) found.push(finding('warning', 'no-package', '', 'there is no package'))
  for (const [, field] of plain.matchAll(/\brequired\s+[\w.]+\s+(\w+)\s*=/g))
    found.push(finding('warning', 'required-field', '', `field ${field ?? ''} is required: it can never be removed`))
  return found
}
