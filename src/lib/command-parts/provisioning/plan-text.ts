// A plan for people: a line for each item, with its details below.
import type {Colours} from '../../cli/colour.ts'
import {ConnectionError} from '../../cluster/errors.ts'
import {roughDuration} from '../../text/duration.ts'
import {grouped, plural} from '../../text/plural.ts'
import {listed} from '../../text/listed.ts'
import {joinedWith, readersText, recordsLost, unseenReaders} from '../../views/provisioning/cost.ts'
import {sizeText} from '../../text/size.ts'
import type {Kind, PlanLine} from '../../provisioning/plan/plan.ts'
import type {PlanItem} from './items.ts'

const signs: Readonly<Record<string, string>> = {create: '+', change: '~', delete: '-'}

const kindWords: Readonly<Record<Kind, string>> = {
  topic: 'topic',
  acl: 'acl',
  user: 'user',
  quota: 'quota',
  broker: 'broker',
  group: 'group',
  'client-metrics': 'client-metrics',
}

export function planText(items: readonly PlanItem[], colours: Colours): string {
  const width = Math.min(44, Math.max(10, ...items.map(headOf).map(({length}) => length)))
  return items.map((item) => itemText(item, width, colours)).join('')
}

const headOf = ({kind, name}: PlanItem): string => (kind === 'acl' ? `acl ${name}` : `${kindWords[kind]} ${name}`)

function itemText(item: PlanItem, width: number, colours: Colours): string {
  const {status, change, summary, consents, details, file, line} = item
  const sign =
    status === 'notice' ? '!' : status === 'unknown' ? '?' : status === 'refused' ? 'x' : (signs[change ?? ''] ?? ' ')
  const paint =
    change === 'create'
      ? colours.good
      : change === 'delete' || status === 'refused' || status === 'unknown'
        ? colours.bad
        : colours.warn
  const head = headOf(item).padEnd(width)
  const outcome =
    status === 'planned' || status === 'notice'
      ? []
      : [status === 'unknown' ? 'unknown, see below' : status === 'refused' ? 'cannot be done, see below' : status]
  const lost = costText(item)
  const inLine = [...outcome, ...(summary === '' ? [] : [summary]), ...(lost === '' ? [] : [lost])].join(', ')
  const place = file === null ? '' : colours.faint(line === null ? file : `${file}:${line}`)
  const alone = consents.filter((harm) => !details.some((each) => each.harm === harm))
  const parts = [
    head.trimEnd() === '' ? '' : `${paint(sign)} ${head}`,
    inLine,
    place,
    colours.warn(alone.join(', ')),
  ].filter((part) => part !== '')
  return `${parts.join('  ').trimEnd()}\n${details.map((each) => detailText(each, colours)).join('')}`
}

function detailText({field, from, to, harm, note}: PlanLine, colours: Colours): string {
  const value = from === null ? (to ?? '') : `${from} → ${to ?? 'unset'}`
  const parts = [
    `      ${field.padEnd(22)}  ${value}`,
    note === null ? '' : colours.faint(note),
    harm === null ? '' : colours.warn(harm),
  ]
  return `${parts
    .filter((part) => part !== '')
    .join('  ')
    .trimEnd()}\n`
}

/** `18.0 GiB, 40,200,000 records, read by audit`. */
export function costText({
  kind,
  records,
  bytes,
  leastMs,
  readers,
  readAgo,
  readersComplete,
  alike,
  change,
  consents,
}: PlanItem): string {
  if (consents.length === 0) return ''
  const copied = consents.includes('move') && !consents.includes('data-loss')
  const lost = kind === 'topic' ? recordsLost(records, {deleted: change === 'delete', harms: consents}) : undefined
  const goes = change === 'delete' ? '' : copied ? ' to copy' : ' go'
  return [
    ...(bytes === null ? [] : [`${change === 'delete' || copied ? '' : 'about '}${sizeText(bytes)}${goes}`]),
    ...(leastMs === null ? [] : [`at least ${roughDuration(leastMs)} with the throttle`]),
    ...(lost === undefined ? [] : [`${lost}${change === 'delete' ? '' : ' go'}`]),
    ...(readers && readers.length > 0 ? [`read by ${listed(readersText(readers, readAgo), 'and')}`] : []),
    ...(readersComplete === false ? [`read ${unseenReaders}`] : []),
    ...(alike && alike.length > 0 ? [`unlike ${listed(alike, 'and')}, ${joinedWith}`] : []),
  ].join(', ')
}

const things: Readonly<Record<Kind, string>> = {
  topic: 'topic',
  acl: 'ACL',
  user: 'user',
  quota: 'quota',
  broker: 'broker',
  group: 'group',
  'client-metrics': 'client metrics subscription',
}

/** `1 topic and 3 ACLs to create, 2 topics to change, 1 topic to delete, 1 unknown; 210 topics and 28 ACLs are as they should be`. */
export function summaryText(items: readonly PlanItem[], unchanged: Readonly<Partial<Record<Kind, number>>>): string {
  if (items.some(({status}) => status in outcomeWords)) return outcomeText(items)
  const of = (change: PlanItem['change']) =>
    countedKinds(
      Map.groupBy(
        items.filter((item) => item.change === change),
        ({kind}) => kind,
      ),
    )
  const parts = (['create', 'change', 'delete'] as const).flatMap((change) => {
    const text = of(change)
    return text === '' ? [] : [`${text} to ${change}`]
  })
  for (const status of ['refused', 'unknown'] as const) {
    const count = items.filter((item) => item.status === status).length
    if (count > 0) parts.push(`${grouped(count)} ${status === 'refused' ? 'that cannot be done' : 'unknown'}`)
  }
  const same = (Object.entries(unchanged) as [Kind, number][]).map(
    ([kind, count]) => `${grouped(count)} ${plural(count, things[kind])}`,
  )
  const total = Object.values(unchanged).reduce((sum, count) => sum + count, 0)
  const rest =
    same.length === 0 ? '' : `${listed(same, 'and')} ${total === 1 ? 'is as it should be' : 'are as they should be'}`
  return [
    ...(parts.length === 0 ? ['there is nothing to do'] : [parts.join(', ')]),
    ...(rest === '' ? [] : [rest]),
  ].join('; ')
}

/** What was left out, so that it is not mistaken for unchanged; empty if nothing was. */
export const leftOutText = (leftOut: Readonly<Partial<Record<Kind, number>>> = {}): string[] => {
  const parts = (Object.entries(leftOut) as [Kind, number][]).map(
    ([kind, count]) => `${grouped(count)} ${plural(count, things[kind])}`,
  )
  const total = Object.values(leftOut).reduce((sum, count) => sum + count, 0)
  return parts.length === 0
    ? []
    : [`${listed(parts, 'and')} ${total === 1 ? 'was' : 'were'} left out (--only, --match)`]
}

const outcomeWords: Readonly<Record<string, string>> = {
  done: 'done',
  unchanged: 'done already',
  failed: 'failed',
  skipped: 'skipped',
  stale: 'stale',
}

/** `2 topics created, 1 topic changed; 1 failed`. */
function outcomeText(items: readonly PlanItem[]): string {
  const done = items.filter(({status}) => status === 'done')
  const parts = (['create', 'change', 'delete'] as const).flatMap((change) => {
    const text = countedKinds(
      Map.groupBy(
        done.filter((item) => item.change === change),
        ({kind}) => kind,
      ),
    )
    return text === '' ? [] : [`${text} ${change}d`]
  })
  const others = ['unchanged', 'failed', 'skipped', 'stale', 'refused', 'unknown'].flatMap((status) => {
    const count = items.filter((item) => item.status === status).length
    return count === 0
      ? []
      : [`${grouped(count)} ${outcomeWords[status] ?? (status === 'refused' ? 'that cannot be done' : status)}`]
  })
  // A request that was not answered may have been carried out.
  const unsure = items.some(({status, error}) => status === 'failed' && error instanceof ConnectionError)
  return [
    ...(parts.length > 0 ? [parts.join(', ')] : [unsure ? 'nothing is known to have changed' : 'nothing was changed']),
    ...(others.length === 0 ? [] : [others.join(', ')]),
  ].join('; ')
}

const countedKinds = (byKind: ReadonlyMap<Kind, readonly PlanItem[]>): string =>
  listed(
    [...byKind].map(([kind, some]) => `${grouped(some.length)} ${plural(some.length, things[kind])}`),
    'and',
  )
