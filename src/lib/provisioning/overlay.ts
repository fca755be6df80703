// An overlay: a document in kafkit's own format that is merged over the others, map by map. A null removes what is
// below it.
import {isNull, valueAt, type MapEntry, type MapNode, type Node} from '../text/node.ts'
import type {Reading} from './reader.ts'

/**
 * Sections whose entries are merged into the document that already has them; new entries belong to the overlay's own
 * document.
 */
const byName = ['topics', 'access', 'users', 'brokers', 'groups', 'clientMetrics']
/** Sections that are merged into every document. */
const forAll = ['cluster', 'defaults', 'kinds']

export function withOverlay(under: readonly Node[], over: Node, reading: Reading): Node[] {
  if (over.kind !== 'map' || valueAt(over, 'kafkit') === undefined) {
    reading.problem(over.place, "an overlay is in kafkit's own format and begins with kafkit: 1")
    return [...under]
  }
  const foreign = under.find((node) => valueAt(node, 'kafkit') === undefined)
  if (foreign)
    reading.problem(
      over.place,
      `an overlay changes only files in kafkit's own format, and ${foreign.place.file} is in another one`,
    )
  const rest = new Map(over.entries)
  const merged = under.map((node) => {
    if (node.kind !== 'map') return node
    const entries = new Map(node.entries)
    for (const [key, entry] of over.entries) {
      if (forAll.includes(key) || (key === 'scope' && entries.has(key))) {
        entries.set(key, mergedEntry(entries.get(key), entry))
        if (key === 'scope' || key === 'cluster') rest.delete(key)
      } else if (byName.includes(key)) {
        const [section, own] = [entries.get(key)?.value, rest.get(key)?.value]
        if (section?.kind !== 'map' || own?.kind !== 'map') continue
        const known = [...own.entries].filter(([name]) => section.entries.has(name))
        if (known.length === 0) continue
        const part: MapNode = {...own, entries: new Map(known)}
        entries.set(key, mergedEntry(entries.get(key), {...entry, value: part}))
        rest.set(key, {
          ...entry,
          value: {...own, entries: new Map([...own.entries].filter(([name]) => !section.entries.has(name)))},
        })
      }
    }
    return {...node, entries}
  })
  // Kinds and defaults are copied, because what the overlay declares itself may use them.
  const own = new Map(
    [...rest].filter(([, {value}]) => value.kind !== 'map' || value.entries.size > 0 || isNull(value)),
  )
  const declares = [...own.keys()].some((key) => key !== 'kafkit' && !forAll.includes(key))
  return declares ? [...merged, {...over, entries: own}] : merged
}

const mergedEntry = (under: MapEntry | undefined, over: MapEntry): MapEntry => ({
  place: over.place,
  value: under ? mergedNode(under.value, over.value) : withoutNulls(over.value),
})

function mergedNode(under: Node, over: Node): Node {
  if (over.kind !== 'map' || under.kind !== 'map') return withoutNulls(over)
  const entries = new Map(under.entries)
  for (const [key, entry] of over.entries) {
    if (isNull(entry.value)) entries.delete(key)
    else entries.set(key, mergedEntry(entries.get(key), entry))
  }
  return {...over, entries}
}

/** Nulls are dropped where there is nothing that they could remove. */
function withoutNulls(node: Node): Node {
  if (node.kind !== 'map') return node
  const entries = [...node.entries].flatMap(([key, {place, value}]): [string, MapEntry][] =>
    isNull(value) ? [] : [[key, {place, value: withoutNulls(value)}]],
  )
  return {...node, entries: new Map(entries)}
}
