import type {CountRange} from '../../groups/lag/count-range.ts'
import type {LagFinding} from '../../groups/lag/finding.ts'
import {durationText} from '../../text/duration.ts'
import {plural} from '../../text/plural.ts'
import {problemText} from './problem-text.ts'
import {stampText} from './row-text.ts'

/** What is wrong, in one sentence. Numbers have no separators, because the sentence is in the JSON document too. */
export function findingText(finding: LagFinding): string {
  const {groupId, topic, partition} = finding
  const group = groupId ?? ''
  const place = `${group} ${topic}-${partition}`
  switch (finding.reason) {
    case 'missing':
      return missingText(finding)
    case 'refused':
      return finding.what === 'broker'
        ? `groups of broker ${finding.node} are missing: ${finding.error.message}`
        : finding.error.message
    case 'groups':
      return `${count(finding.count, 'group')}, ${rangeText(finding.expected)} expected`
    case 'members':
      return `${group}: ${count(finding.count, 'member')}, ${rangeText(finding.expected)} expected`
    case 'state':
      return `${group}: is ${finding.state}, ${finding.expected.join(' or ')} expected`
    case 'nothingCommitted':
      return `${group}: has committed nothing, or nothing that may be seen`
    case 'ageUnknown': {
      const {error, stampedAt} = finding
      const ahead = stampedAt === null ? '' : `: it is stamped ${stampText(stampedAt)}, ahead of the clock here`
      const why = error ? `: ${error.text}` : ahead
      return `${place}: the age of the oldest unread record is unknown${why}`
    }
    case 'lag':
      return `${measureText(finding)}: lag ${finding.value} is more than ${finding.limit}`
    case 'age': {
      const [age, limit] = [durationText(finding.value), durationText(finding.limit)]
      return `${measureText(finding)}: the oldest unread record is ${age} old, more than ${limit}`
    }
    case 'stuck': {
      const {forMs, written} = finding
      const meanwhile = `${count(written, 'record')} written meanwhile`
      return `${place}: nothing committed for ${durationText(forMs)} although there is something to read (${meanwhile})`
    }
    case 'firstLook':
      return `${place}: seen for the first time, so it is not known whether it is stuck`
    default:
      return `${place}: ${problemText(finding.at)}`
  }
}

function missingText(finding: LagFinding & {readonly reason: 'missing'}): string {
  const {groupId, topic} = finding
  if (finding.what === 'pattern')
    return finding.pattern === '*' ? 'there is no group that reads topics' : `no group matches ${finding.pattern}`
  if (finding.what === 'group') return `${groupId}: there is no such group`
  return groupId === null
    ? `no group has anything to do with topic ${topic}`
    : `${groupId}: has nothing to do with topic ${topic}`
}

/** The name of what a limit is compared with: the group, or the group and its `topic-partition`, topic, member or host. */
export const measureText = ({groupId, key}: {readonly groupId: string | null; readonly key: string | null}): string =>
  key === null ? (groupId ?? '') : `${groupId} ${key}`

const count = (number: number, noun: string) => `${number} ${plural(number, noun)}`

/** `3`, `3 or more`, `2 to 4`. */
const rangeText = ({min, max}: CountRange): string =>
  max === Infinity ? `${min} or more` : min === max ? String(min) : `${min} to ${max}`
