// Which topics and partitions kafka-get-offsets selects.
import {JavaError, runtimeException} from '../java/errors.ts'
import {parseJavaInt} from '../java/numbers.ts'
import {javaSplit} from '../java/split.ts'
import {includeList} from '../java/topic-filter.ts'
import {terse} from './terse.ts'

export interface Rule {
  /** Matches whole names. */
  readonly topic: RegExp
  allows(partition: number): boolean
}

/**
 * The rule of --topic and --partitions; without them, all topics and all partitions. Throws JavaError for values that
 * cannot be read.
 */
export function simpleRule(topic: string | undefined, partitions: string | undefined): Rule {
  const pattern = topicPattern(topic ?? '.*')
  const ids = new Set(partitionIds(partitions ?? ''))
  return {topic: pattern, allows: (partition) => ids.size === 0 || ids.has(partition)}
}

/**
 * The rules of --topic-partitions: `regex[:partition]`, separated by commas. Throws JavaError for a text of another
 * form.
 */
export const patternRules = (text: string): Rule[] => javaSplit(text, ',').map(ruleOf)

const form = /^([^:,]*)(?::(?:([0-9]*)|(?:([0-9]*)-([0-9]*))))?$/

function ruleOf(text: string): Rule {
  const match = form.exec(text)
  if (!match) throw runtimeException(terse(`Invalid rule specification: ${text}`))
  const [, topic = '', one = '', lower = '', upper = ''] = match
  const pattern = topicPattern(topic === '' ? '.*' : topic)
  if (one !== '') {
    const only = parseJavaInt(one)
    return {topic: pattern, allows: (partition) => partition === only}
  }
  const from = lower === '' ? 0 : parseJavaInt(lower)
  const to = upper === '' ? Infinity : parseJavaInt(upper)
  return {topic: pattern, allows: (partition) => partition >= from && partition < to}
}

function topicPattern(text: string): RegExp {
  try {
    return includeList(text)
  } catch (error) {
    throw new JavaError('java.lang.RuntimeException', (error as Error).message, {cause: error, relation: 'repeats'})
  }
}

function partitionIds(text: string): number[] {
  try {
    return text === '' ? [] : javaSplit(text, ',').map(parseJavaInt)
  } catch (error) {
    if (!(error instanceof JavaError)) throw error
    throw terse(`--partitions expects a comma separated list of numeric partition ids, but received: ${text}`)
  }
}
