import type {CountRange} from '../../groups/lag/count-range.ts'
import type {LagFinding} from '../../groups/lag/finding.ts'
import {durationText} from '../../text/duration.ts'
import {plural} from '../../text/plural.ts'
import {problemText} from './problem-text.ts'
import {stampText} from './row-text.ts'

/** The finding as a sentence. Numbers have no separators, because the sentence is also part of the JSON document. */
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
      return `${group}: has committed nothing, or nothing that you may see`
    case 'ageUnknown': {
      const {error, stampedAt} = finding
      const ahead =
        stampedAt === null ? '' : `: its timestamp is ${stampText(stampedAt)}, ahead of this machine's clock`
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
      const meanwhile = `${count(written, 'record')} written in that time`
      return `${place}: nothing committed for ${durationText(forMs)} although there are unread records (${meanwhile})`
    }
    case 'firstLook':
      return `${place}: seen for the first time, so kafkit cannot tell yet whether it is stuck`
    default:
      return `${place}: ${problemText(finding.at)}`
  }
}

function missingText(finding: LagFinding & {readonly reason: 'missing'}): string {
  const {groupId, topic} = finding
  if (finding.what === 'pattern')
    return finding.pattern === '*' ? 'there is no group that reads topics' : `no group matches ${finding.pattern}`
  if (finding.what === 'group') return `${groupId}: there is no such group`
  return groupId === null ? `no group reads topic ${topic}` : `${groupId}: does not read topic ${topic}`
}

/**
 * The name of the measure that a limit is compared with: the group, or the group and its `topic-partition`, topic,
 * member or host.
 */
export const measureText = ({groupId, key}: {readonly groupId: string | null; readonly key: string | null}): string =>
  key === null ? (groupId ?? '') : `${groupId} ${key}`

const count = (number: number, noun: string) => `${number} ${plural(number, noun)}`

/** `3`, `3 or more`, `2 to 4`. */
const rangeText = ({min, max}: CountRange): string =>
  max === Infinity ? `${min} or more` : min === max ? String(min) : `${min} to ${max}`
