// Compares two snapshots. What one side does not know is neither the same nor different.
import {UsageError} from '../errors/usage-error.ts'
import {nameSelector, isSelected, type NameSelector} from '../text/name-selector.ts'
import {nearest} from '../text/nearest.ts'
import {factsOf, isSame, type Fact} from './facts.ts'
import {sectionNames, type SectionName, type Snapshot} from './snapshot.ts'

export interface Difference {
  readonly section: SectionName
  /** `orders`, `orders-0`, `topic/orders`; null: the whole section, or part of it. */
  readonly item: string | null
  /** `partitions`, `retention.ms`; null: the item itself. */
  readonly field: string | null
  /** Null: it does not exist, or is not known. A config then has its default. */
  readonly a: string | null
  readonly b: string | null
  readonly status: 'only in a' | 'only in b' | 'different' | 'unknown'
  /** Why it is unknown. */
  readonly reason: string | null
}

/** `offsets`, `topics:scratch-*`, `configs:broker/*:log.dirs`. */
export interface IgnoredDifferences {
  readonly section: SectionName
  /** Matches items, or items with a field after a colon; undefined: the whole section. */
  readonly selector: NameSelector | undefined
}

/** Throws UsageError if there is no such section. */
export function parseSection(text: string): SectionName {
  const found = sectionNames.find((name) => name === text.trim().toLowerCase())
  if (found) return found
  const guess = nearest(text, sectionNames)
  throw new UsageError(
    `there is no section '${text}'; the sections are ${sectionNames.join(', ')}${guess ? `; did you mean ${guess}?` : ''}`,
  )
}

/** Parses `SECTION` or `SECTION:PATTERN`; throws UsageError for anything else. */
export function parseIgnoredDifferences(text: string): IgnoredDifferences {
  const colon = text.indexOf(':')
  if (colon < 0) return {section: parseSection(text), selector: undefined}
  const pattern = text.slice(colon + 1)
  if (pattern === '')
    throw new UsageError(`'${text}': after the colon comes a name or a pattern, as in topics:scratch-*`)
  return {section: parseSection(text.slice(0, colon)), selector: nameSelector(pattern)}
}

export interface ComparisonInput {
  /** Default: all sections. */
  readonly only?: readonly SectionName[] | undefined
  readonly ignore?: readonly IgnoredDifferences[] | undefined
}

/** What differs, or may differ, by section, item and field. */
export function compareSnapshots(a: Snapshot, b: Snapshot, {only, ignore = []}: ComparisonInput = {}): Difference[] {
  const isIgnored = (section: SectionName, item: string | null, field: string | null): boolean =>
    ignore.some(
      (each) =>
        each.section === section &&
        (each.selector === undefined ||
          (item !== null &&
            (isSelected([each.selector], item) ||
              (field !== null && isSelected([each.selector], `${item}:${field}`))))),
    )
  const names = sectionNames.filter((name) => !only || only.includes(name))
  const facts = new Map(names.map((name) => [name, {a: factsOf(a, name), b: factsOf(b, name)}]))
  /**
   * A topic that only one side has is a single difference; its partitions, configs and offsets are not listed in
   * addition.
   */
  const isSettled = ({owners}: Fact): boolean =>
    owners.some(({section, item}) => {
      const both = facts.get(section)
      if (isIgnored(section, item, null)) return true
      return both !== undefined && both.a.has(item) !== both.b.has(item)
    })
  return names.flatMap((section) => {
    const both = facts.get(section)
    if (!both || isIgnored(section, null, null)) return []
    const found = ofSection(section, {snapshot: a, facts: both.a}, {snapshot: b, facts: both.b}, isSettled)
    return found.filter(({item, field}) => !isIgnored(section, item, field))
  })
}

interface Side {
  readonly snapshot: Snapshot
  readonly facts: ReadonlyMap<string, Fact>
}

function ofSection(section: SectionName, a: Side, b: Side, isSettled: (fact: Fact) => boolean): Difference[] {
  const unread = [...unreadOf(section, a, 'a'), ...unreadOf(section, b, 'b')]
  // If the whole section may be incomplete, nothing can be said about what that side lacks.
  const whole = unread.some(({item}) => item === null)
  const unknownItems = new Set(unread.flatMap(({item}) => item ?? []))
  const rows: Difference[] = [...unread]
  const blank = {section, field: null, reason: null}
  for (const item of new Set([...a.facts.keys(), ...b.facts.keys()])) {
    if (unknownItems.has(item)) continue
    const [left, right] = [a.facts.get(item), b.facts.get(item)]
    const present = left ?? right
    if (!present || isSettled(present)) continue
    if (left && right) {
      rows.push(...ofFields(section, left, right))
      continue
    }
    // Configs that only one side sets differ from a default.
    if (section === 'configs') {
      if (!whole) rows.push(...ofFields(section, left ?? nothing(item), right ?? nothing(item)))
      continue
    }
    if (whole) continue
    const lacking = left ? b : a
    if (lacking.snapshot[section]?.everything === false) {
      const reason = `${left ? 'b' : 'a'} was read by a user who may not see everything, so it may exist`
      rows.push({
        ...blank,
        item,
        a: left ? shown(left) : null,
        b: right ? shown(right) : null,
        status: 'unknown',
        reason,
      })
    } else
      rows.push({
        ...blank,
        item,
        a: left ? shown(left) : null,
        b: right ? shown(right) : null,
        status: left ? 'only in a' : 'only in b',
      })
  }
  return rows.toSorted((x, y) => order(x.item, y.item) || order(x.field, y.field))
}

const nothing = (item: string): Fact => ({item, owners: [], fields: new Map()})

const order = (x: string | null, y: string | null): number =>
  (x ?? '').localeCompare(y ?? '', 'en', {numeric: true}) || ((x ?? '') < (y ?? '') ? -1 : x === y ? 0 : 1)

/** What a side marks as unknown, and a section that it does not have. */
function unreadOf(section: SectionName, {snapshot}: Side, side: 'a' | 'b'): Difference[] {
  const row = (item: string | null, reason: string): Difference => ({
    section,
    item,
    field: null,
    a: null,
    b: null,
    status: 'unknown',
    reason: `${side}: ${reason}`,
  })
  const found = snapshot[section]
  if (!found) return [row(null, 'the snapshot does not have this section')]
  return found.unknown.map(({item, reason}) => row(item, reason))
}

function ofFields(section: SectionName, a: Fact, b: Fact): Difference[] {
  return [...new Set([...a.fields.keys(), ...b.fields.keys()])].flatMap((field): Difference[] => {
    const [left, right] = [a.fields.get(field), b.fields.get(field)]
    const same = left && right ? isSame(left, right) : false
    if (same === true) return []
    return [
      {
        section,
        item: a.item,
        field,
        a: left?.text ?? null,
        b: right?.text ?? null,
        status: same === undefined ? 'unknown' : 'different',
        reason: same === undefined ? 'both are set and secret: brokers do not show them' : null,
      },
    ]
  })
}

const shown = ({fields}: Fact): string => [...fields].map(([name, {text}]) => `${name} ${text}`).join(', ') || 'there'
