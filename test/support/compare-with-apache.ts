// Finds the differences between a table and Apache's own definitions, version by version.
import type {Api, Versions} from '../../src/lib/wire/api.ts'
import {defaultOf, inVersion} from '../../src/lib/wire/codec.ts'
import type {Fields} from '../../src/lib/wire/schema.ts'
import {
  includes,
  lowered,
  messageName,
  range,
  type ApacheField,
  type Definition,
  type Definitions,
  type Side,
} from './apache-definitions.ts'

export const sides: readonly Side[] = ['request', 'response']

/**
 * `definitions`: newest first. Each version is compared with the first definition that has it, so versions that a
 * newer Kafka has dropped are compared with an older definition.
 */
export function differences(api: Api, definitions: readonly Definitions[]): string[] {
  return sides.flatMap((side) => {
    const known = definitions.map((each) => each.get(messageName(api.name, side))).filter((each) => each !== undefined)
    if (known.length === 0) return [`${api.name} ${side}: Apache has no such message`]
    const found: string[] = []
    const [newest] = range(known[0]?.validVersions).slice(1)
    if (api.versions[1] !== newest) found.push(`the newest version is ${newest}`)
    if (known[0]?.apiKey !== api.key) found.push(`the key is ${known[0]?.apiKey}`)
    for (let version = api.versions[0]; version <= api.versions[1]; version++) {
      const definition = known.find((each) => includes(each.validVersions, version))
      const difference = definition
        ? firstDifference(api[side], version, api.flexible, definition, side, api.versions)
        : 'Apache has no such version'
      if (difference) found.push(`v${version}: ${difference}`)
    }
    return found.map((text) => `${api.name} ${side}: ${text}`)
  })
}

/** The first difference at one version, or undefined. */
export function firstDifference(
  fields: Fields,
  version: number,
  flexible: number | undefined,
  definition: Definition,
  side: Side,
  versions: Versions,
): string | undefined {
  const theirFlexible = includes(definition.flexibleVersions, version)
  if (version >= (flexible ?? Infinity) !== theirFlexible) return theirFlexible ? 'is flexible' : 'is not flexible'
  const [first, last] = range(definition.validVersions)
  const both: Versions = [Math.max(first, versions[0]), Math.min(last, versions[1])]
  const ours = ourShape(oursEverIn(both, fields), version, side)
  const leftOut = tagged(definition.fields).filter((path) => !ours.some((line) => isAt(path, line)))
  const theirs = theirShape(everIn(both, definition.fields), version, side, definition.commonStructs ?? []).filter(
    (line) => !leftOut.some((path) => isAt(path, line)),
  )
  const at = [...ours, ''].findIndex((line, i) => line !== (theirs[i] ?? ''))
  if (at >= 0) return `Apache has '${theirs[at] ?? ''}', the table '${ours[at] ?? ''}'`
  return theirs.length > ours.length ? `Apache has '${theirs[ours.length]}', the table nothing` : undefined
}

// One line per field, in wire order. A field that a version lacks is listed, too: readers see its default, and
// 'ignorable' decides whether a request that sets it may still be sent. For a tagged field, the default always
// matters, because it is not sent.
function present(at: string, type: string, nulls: boolean, tag: number | undefined, value: unknown) {
  const inTag = tag === undefined ? '' : `, tag ${tag}, ${emptyOr(value)}`
  return `${at}: ${type}${nulls ? ' or null' : ''}${inTag}`
}
function absent(at: string, side: Side, ignorable: boolean, value: unknown) {
  return `${at}: absent, ${emptyOr(value)}${side === 'request' && ignorable ? ', ignorable' : ''}`
}
function emptyOr(value: unknown) {
  const text = String(value)
  if (['', 'false', '0', 'null', 'AAAAAAAAAAAAAAAAAAAAAA'].includes(text)) return 'empty'
  return /^-?(0x)?[0-9a-f]+$/.test(text) ? String(Number(text)) : text
}

function ourShape(fields: Fields, version: number, side: Side, path = ''): string[] {
  return Object.entries(fields).flatMap(([name, field]) => {
    const at = path + name
    const compound = field.kind === 'array' || field.kind === 'struct'
    const value = compound || field.kind === 'bytes' || field.kind === 'records' ? '' : defaultOf(field)
    if (!inVersion(field, version)) return absent(at, side, field.ignorable === true, value)
    const element = field.items ?? field
    const type = (field.items ? '[]' : '') + element.kind
    const nulls = field.nullableSince !== undefined && version >= field.nullableSince
    const below = element.fields ? ourShape(element.fields, version, side, `${at}.`) : []
    return [present(at, type, nulls, field.tag, value), ...below]
  })
}

function theirShape(
  fields: readonly ApacheField[],
  version: number,
  side: Side,
  common: readonly ApacheField[],
  path = '',
): string[] {
  return fields.flatMap((field) => {
    const at = path + lowered(field.name)
    const array = field.type.startsWith('[]')
    const value = array ? '' : (field.default ?? '')
    if (!includes(field.versions, version)) return absent(at, side, field.ignorable === true, value)
    const element = field.type.replace('[]', '')
    const inner = field.fields ?? common.find(({name}) => name === element)?.fields
    const type = (array ? '[]' : '') + (inner ? 'struct' : element)
    const below = inner ? theirShape(inner, version, side, common, `${at}.`) : []
    return [present(at, type, includes(field.nullableVersions, version), field.tag, value), ...below]
  })
}

/** Without the fields that none of the versions has. */
const everIn = ([first, last]: Versions, fields: readonly ApacheField[]): ApacheField[] =>
  fields
    .filter((field) => range(field.versions)[0] <= last && range(field.versions)[1] >= first)
    .map((field) => (field.fields ? {...field, fields: everIn([first, last], field.fields)} : field))

const oursEverIn = ([first, last]: Versions, fields: Fields): Fields =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(([, {since = 0, until = Infinity}]) => since <= last && until >= first)
      .map(([name, field]) => {
        const items = field.items?.fields && {...field.items, fields: oursEverIn([first, last], field.items.fields)}
        const inner = field.fields && oursEverIn([first, last], field.fields)
        return [name, {...field, ...(items ? {items} : {}), ...(inner ? {fields: inner} : {})}]
      }),
  )

const isAt = (path: string, line: string) => line.startsWith(`${path}:`) || line.startsWith(`${path}.`)

/**
 * A table may leave out tagged fields: if they are not sent they have their default, and if they are not read they
 * are skipped.
 */
const tagged = (fields: readonly ApacheField[], path = ''): string[] =>
  fields.flatMap(({name, tag, fields: inner = []}) =>
    tag === undefined ? tagged(inner, `${path}${lowered(name)}.`) : [path + lowered(name)],
  )
