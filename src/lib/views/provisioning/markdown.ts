// A plan as a comment on a pull request.
import {roughDuration} from '../../text/duration.ts'
import {grouped, plural} from '../../text/plural.ts'
import {joinedWith, readersText, recordsLost, unseenReaders} from './cost.ts'
import {sizeText} from '../../text/size.ts'
import type {Action, Kind, Plan} from '../../provisioning/plan/plan.ts'
import {actionKey} from '../../provisioning/plan/plan.ts'
import type {Cost, Costs} from '../../provisioning/plan/costs.ts'
import {placeText} from '../../text/place.ts'

/** The most characters that GitHub accepts in a comment. */
const mostCharacters = 65_536
/** Room for the text after the table. */
const room = 2000

export interface MarkdownOptions {
  /** The profile or the cluster, for the heading, and for the mark by which a program finds the comment again. */
  readonly title: string
  /** The command that carries the plan out. */
  readonly command: string
}

/** Never longer than a comment may be; rows that do not fit are counted. */
export function planMarkdown(plan: Plan, costs: Costs, {title, command}: MarkdownOptions): string {
  const {actions, unknown, refused, notices} = plan
  const head = [
    `<!-- kafkit-plan ${title.replaceAll('--', '- -')} -->`,
    `### kafkit plan: ${escaped(title)} — ${headline(plan)}`,
    '',
  ]
  const rows = [
    ...actions
      .filter(({kind, change}) => kind !== 'acl' || change === 'delete')
      .map((action) => actionRow(action, costs.get(actionKey(action)))),
    ...refused.map(({kind, name, error}) => row('🔴 x', kind, name, escaped(error.message), '')),
    ...unknown.map(({kind, name, error}) => row('🔴 ?', kind, name, `not known: ${escaped(error.message)}`, '')),
  ]
  const acls = actions.flatMap(({deed, name}) => (deed.type === 'createAcl' ? [`- ${code(name)}`] : []))
  const said = notices.map(({place, text}) => `- ${code(placeText(place))}: ${escaped(text)}`)
  const tail = [
    '',
    ...(actions.length === 0 ? [] : [`To carry it out: ${code(command)}`]),
    `Cluster ${code(plan.clusterId ?? 'without an id')}${actions.length === 0 ? '.' : '; the plan is out of date as soon as one of these items changes.'}`,
    '',
  ]
  const budget = mostCharacters - room - head.join('\n').length - tail.join('\n').length
  const table = rows.length === 0 ? [] : ['| | what | change | consent |', '|---|---|---|---|']
  const body = [
    ...fitting(table, rows, budget / 2, 'more changes'),
    ...folded(`${grouped(acls.length)} new ${plural(acls.length, 'ACL')}`, acls, budget / 4),
    ...folded(`${grouped(said.length)} ${plural(said.length, 'remark')}`, said, budget / 4),
  ]
  return [...head, ...body, ...tail].join('\n')
}

function headline({actions, unknown, refused, leftOut = {}}: Plan): string {
  const count = (change: Action['change']) => actions.filter((action) => action.change === change).length
  const parts = [
    ...(count('create') > 0 ? [`${grouped(count('create'))} to create`] : []),
    ...(count('change') > 0 ? [`${grouped(count('change'))} to change`] : []),
    ...(count('delete') > 0 ? [`**${grouped(count('delete'))} to delete**`] : []),
    ...(refused.length > 0 ? [`**${grouped(refused.length)} cannot be done**`] : []),
    ...(unknown.length > 0 ? [`**${grouped(unknown.length)} unknown**`] : []),
  ]
  const left = Object.values(leftOut).reduce((sum, each) => sum + each, 0)
  return [
    parts.length === 0 ? 'nothing to do' : parts.join(', '),
    ...(left > 0 ? [`${grouped(left)} left out`] : []),
  ].join(', ')
}

function actionRow({kind, name, change, lines, summary, harms}: Action, cost: Cost | undefined): string {
  const mark = change === 'create' ? '🟢 +' : change === 'delete' ? '🔴 −' : harms.length > 0 ? '🟠 ~' : '🟡 ~'
  const details = lines.map(({field, from, to, note}) => {
    const value = from === null ? code(to ?? '') : `${code(from)} → ${to === null ? 'unset' : code(to)}`
    return `${code(field)} ${value}${note === null ? '' : ` (${escaped(note)})`}`
  })
  const parts = [
    ...(summary === '' ? [] : [escaped(summary)]),
    ...details,
    ...costParts(cost, {deleted: kind === 'topic' && change === 'delete', harms: kind === 'topic' ? harms : []}),
  ]
  return row(mark, kind, name, parts.join('; '), harms.join(', '))
}

function costParts(cost: Cost | undefined, loss: Parameters<typeof recordsLost>[1]): string[] {
  const lost = recordsLost(cost?.records, loss)
  return [
    ...(cost?.bytes == null ? [] : [`about ${sizeText(cost.bytes)}`]),
    ...(cost?.leastMs == null ? [] : [`at least ${roughDuration(cost.leastMs)} with the throttle`]),
    ...(lost === undefined ? [] : [lost]),
    ...(cost?.readers && cost.readers.groups.length > 0
      ? [
          `read by ${readersText(cost.readers.groups, cost.readAgo && Object.fromEntries(cost.readAgo), code).join(', ')}`,
        ]
      : []),
    ...(cost?.readers?.complete === false ? [`read ${unseenReaders}`] : []),
    ...(cost?.alike && cost.alike.length > 0 ? [`unlike ${cost.alike.map(code).join(', ')}, ${joinedWith}`] : []),
  ]
}

const row = (mark: string, kind: Kind, name: string, change: string, consent: string): string =>
  `| ${mark} | ${kind} ${code(name)} | ${change} | ${consent} |`

/** Escapes everything that has a meaning in Markdown, in HTML or in table cells. */
const escaped = (text: string): string =>
  text.replaceAll(/[\\`*_{}[\]<>|#]/g, (mark) => `&#${mark.codePointAt(0) ?? 0};`).replaceAll(/\s+/g, ' ')

/** A name as code; a backtick in the name would end the code, and a bar the cell. */
const code = (text: string): string =>
  /[`|<>\n]/.test(text)
    ? `<code>${text.replaceAll(/[^\w .:=,/-]/g, (mark) => `&#${mark.codePointAt(0) ?? 0};`)}</code>`
    : `\`${text}\``

function fitting(head: readonly string[], rows: readonly string[], most: number, what: string): string[] {
  if (rows.length === 0) return []
  let left = most - head.join('\n').length
  const shown = rows.filter((text) => (left -= text.length + 1) > 0)
  const hidden = rows.length - shown.length
  return [
    ...head,
    ...shown,
    ...(hidden > 0 ? ['', `…and ${grouped(hidden)} ${what}, which do not fit into a comment.`] : []),
    '',
  ]
}

function folded(title: string, rows: readonly string[], most: number): string[] {
  if (rows.length === 0) return []
  return [`<details><summary>${title}</summary>`, '', ...fitting([], rows, most, 'more'), '</details>', '']
}
