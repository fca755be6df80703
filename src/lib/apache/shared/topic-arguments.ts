// Topics in the form in which the tools for groups take them: `t` or `t:0,1`.
import type {Cluster} from '../../cluster/cluster.ts'
import {errorCode} from '../../cluster/error-codes.ts'
import {JavaError} from '../java/errors.ts'
import {parseJavaInt} from '../java/numbers.ts'
import {javaSplit} from '../java/split.ts'
import {UsageProblem} from '../command-line/checks.ts'

/** A partition, or null for a topic that was given without partitions and does not exist. */
export interface TopicSpec {
  readonly topic: string
  readonly partition: number | null
  /** Why a topic that was given without partitions has none. */
  readonly errorCode?: number
}

export interface ParsedTopics {
  /** In the order of the command line. */
  readonly partitions: readonly {readonly topic: string; readonly partition: number}[]
  readonly topics: readonly string[]
}

/** Throws UsageProblem for an argument of neither form. */
export function parseTopics(args: readonly string[]): ParsedTopics {
  const whole = args.filter((arg) => !arg.includes(':'))
  const partitions = args
    .filter((arg) => arg.includes(':'))
    .flatMap((arg) => {
      const parts = javaSplit(arg, ':')
      const [topic = '', list] = parts
      if (list === undefined || parts.length > 2)
        throw new UsageProblem(`Invalid topic arg '${arg}', expected topic name and partitions`)
      return javaSplit(list, ',').map((text) => ({topic, partition: partitionOf(text, arg)}))
    })
  return {partitions, topics: [...new Set(whole)]}
}

function partitionOf(text: string, arg: string): number {
  try {
    return parseJavaInt(text)
  } catch (error) {
    if (error instanceof JavaError)
      throw new UsageProblem(`Invalid partition '${text}' specified in topic arg '${arg}''`, {cause: error})
    throw error
  }
}

/** Distinct partitions: first the given ones, then all partitions of the topics that were given without any. */
export async function topicPartitions(cluster: Cluster, args: readonly string[]): Promise<TopicSpec[]> {
  const {partitions, topics} = parseTopics(args)
  const found = await cluster.topics(topics, {refresh: true})
  const specs = found.flatMap(({name, errorCode: code, partitions: all}): TopicSpec[] =>
    code === errorCode.none
      ? all.map(({index}) => ({topic: name, partition: index}))
      : [{topic: name, partition: null, errorCode: code}],
  )
  const distinct = new Map<string, TopicSpec>()
  for (const spec of [...partitions, ...specs]) distinct.set(`${spec.partition} ${spec.topic}`, spec)
  return [...distinct.values()]
}
