// What `consume` reads: topics, partitions, replicas.
import {boolean, string} from '@oclif/core/flags'
import type {InferredFlags} from '@oclif/core/interfaces'
import {UsageError} from '../../cluster/errors.ts'
import {isPattern, nameSelector, wholeNames} from '../../text/name-selector.ts'
import {integer, pattern} from '../../cli/flags.ts'

const helpGroup = 'TOPIC'

export const topicFlags = {
  match: pattern({
    helpGroup,
    aliases: ['include'],
    summary: 'read every topic whose whole name matches, also those created later, instead of naming topics',
  }),
  'include-internal': boolean({helpGroup, summary: "with --match: read Kafka's internal topics too"}),
  partition: integer({
    min: 0,
    multiple: true,
    multipleNonGreedy: true,
    helpGroup,
    summary: 'read only this partition of the topic (may be repeated)',
  }),
  rack: string({
    helpValue: 'RACK',
    helpGroup,
    summary: 'read from replicas in this rack where the cluster allows it (KIP-392)',
  }),
}

export type TopicFlags = InferredFlags<typeof topicFlags>

/**
 * Topic names, or an expression for whole names, which patterns become, too. Throws UsageError if both or neither are
 * given; the error names `commandLine`.
 */
export function topicsFrom(
  names: readonly string[],
  {match}: Pick<TopicFlags, 'match'>,
  commandLine: string,
): readonly string[] | RegExp {
  if (match && names.length > 0) throw new UsageError('name the topics or give --match, not both')
  if (!match && names.length === 0)
    throw new UsageError(`name a topic to read, or give --match REGEX; see ${commandLine} --help`)
  const selectors = names.map(nameSelector)
  return match ?? (selectors.some(isPattern) ? wholeNames(selectors) : names)
}
