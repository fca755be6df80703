// Makes a first version of an API table from Apache's JSON, for npm run new -- api NAME.
import {lowered, range, type ApacheField, type Definition, type Side} from '../test/support/apache-definitions.ts'

type Versions = readonly [first: number, last: number]

/** The context that applies to everything below a field. */
interface Place {
  readonly side: Side
  readonly versions: Versions
  readonly common: readonly ApacheField[]
  readonly indent: string
  readonly inTag: boolean
}

/** `DescribeConfigs` → `describe-configs`, as the files of tables are named. */
export const kebab = (name: string): string => name.replaceAll(/(?<=[a-z])[A-Z]/g, '-$&').toLowerCase()

/** Judged by its name; other names are assumed to change something until a human decides. */
export const onlyReads = (name: string): boolean => /^(Describe|List|Get|Find|Fetch)|Describe$/.test(name)

/** Fields that are of no use in the audit log. */
const notAudited: ReadonlySet<string> = new Set(['timeoutMs', 'validateOnly'])

/** The line of a table that changes something: when it does, and what the audit log shows of it. */
function changesText({fields, validVersions}: Definition): string {
  const [first, last] = range(validVersions)
  const spoken = fields.filter(({versions}) => range(versions)[0] <= last && range(versions)[1] >= first)
  const names = spoken.map(({name}) => lowered(name))
  const shown = names.filter((name) => !notAudited.has(name)).join(', ')
  const when = names.includes('validateOnly') ? 'when: ({validateOnly}) => validateOnly !== true, ' : ''
  return `  // check: nothing secret in the audit log; 'count only' for what members and producers send\n  changes: {${when}audit: ({${shown}}) => ({${shown}})},\n`
}

/** The whole file of a table, before prettier. */
export function tableText(name: string, request: Definition, response: Definition): string {
  const used = new Set<string>()
  const versions = range(request.validVersions)
  const [flexible] = range(request.flexibleVersions)
  const side = (side: Side, {fields, commonStructs: common = []}: Definition) =>
    `  ${side}: ${structText(fields, {side, versions, common, indent: '  ', inTag: false}, used)},\n`
  const tables = side('request', request) + side('response', response)
  const flexibleText = flexible === Infinity ? '' : `  flexible: ${flexible},\n`
  return `import {api} from '../wire/api.ts'
import {${[...used].sort().join(', ')}} from '../wire/schema.ts'

export const ${name} = api({
  key: ${request.apiKey},
  name: '${name}',
  versions: [${versions.join(', ')}],
${flexibleText}  to: 'any', // check: any, controller, group, transaction, leader or node
${onlyReads(name) ? '' : changesText(request)}${tables}})
`
}

function structText(fields: readonly ApacheField[], place: Place, used: Set<string>): string {
  const lines = fields.map((field) => fieldText(field, place, used)).filter((line) => line !== undefined)
  const short = `{${lines.join(', ')}}`
  if (short.length + place.indent.length < 100 && !short.includes('\n')) return short
  return `{\n${lines.map((line) => `${place.indent}  ${line},\n`).join('')}${place.indent}}`
}

/** Undefined for a field that none of the versions has. */
function fieldText(field: ApacheField, place: Place, used: Set<string>): string | undefined {
  const word = (helper: string, ...args: readonly (string | number | undefined)[]) => {
    used.add(helper)
    return args.length > 0 ? `${helper}(${args.filter((arg) => arg !== undefined).join(', ')})` : helper
  }
  const [from, to] = place.versions
  const own = range(field.versions)
  const versions: Versions = [Math.max(own[0], from), Math.min(own[1], to)]
  if (versions[0] > versions[1]) return undefined
  const array = field.type.startsWith('[]')
  const element = field.type.replace('[]', '')
  const inner = field.fields ?? place.common.find((struct) => struct.name === element)?.fields
  const inTag = (place.inTag || field.tag !== undefined) && !array

  const below = {...place, versions, inTag, indent: `${place.indent}  `}
  let text = inner ? structText(inner, below, used) : word(element)
  if (array) text = word('array', text)
  else if (inner) text = word('struct', text)
  const nullable = range(field.nullableVersions)
  if (nullable[1] >= versions[0]) text = word('nullable', text, nullable[0] > versions[0] ? nullable[0] : undefined)
  const value = defaultText(field)
  const optional = field.tag !== undefined || place.inTag || (place.side === 'request' && field.default !== undefined)
  const partly = versions[0] > from || versions[1] < to
  if (versions[1] < to) text = word('between', ...versions, text, value)
  else if (versions[0] > from) text = word('since', versions[0], text, value)
  else if (optional) text = word('optional', text, value)
  if (place.side === 'request' && field.ignorable && partly) text = word('ignorable', text)
  if (field.tag !== undefined) text = word('tagged', field.tag, text)
  return `${lowered(field.name)}: ${text}`
}

/** Apache's default, if it is not the empty value of the type. */
function defaultText({type, default: value}: ApacheField): string | undefined {
  if (value === undefined || value === null || value === 'null' || value === '') return undefined
  if (type === 'bool') return String(value) === 'true' ? 'true' : undefined
  if (/^u?int|^float/.test(type)) return Number(value) === 0 ? undefined : String(Number(value))
  return `'${String(value)}'`
}
