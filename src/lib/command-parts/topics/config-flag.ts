// The configs of topics as flags take them: `retention.ms=7d`, and suggestions for names that do not exist.
import {custom} from '@oclif/core/flags'
import {nameAndValue} from '../../cli/flags.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {ConnectionError, KafkaError} from '../../cluster/errors.ts'
import {Failures} from '../../cluster/outcome.ts'
import {meantConfig} from '../../configs/config-names.ts'
import {inUnitOf} from '../../configs/config-units.ts'
import {configsOf, describeConfigs} from '../../configs/describe.ts'
import {checkTopicValue} from '../../configs/topic-limits.ts'
import {UsageError} from '../../errors/usage-error.ts'
import {topicConfigNames} from '../../provisioning/lint/topic-configs.ts'

/** `name=value`, repeatable; times and sizes may have units. */
export const configPairs = custom<readonly [name: string, value: string]>({
  helpValue: 'NAME=VALUE',
  multiple: true,
  multipleNonGreedy: true,
  parse: async (text) => {
    const [name, value] = nameAndValue(text)
    const typed = inUnitOf(name, value)
    checkTopicValue(name, typed)
    return [name, typed]
  },
})

/**
 * Throws UsageError for a name that is not a config of topics, before any change is sent. Names that Apache Kafka has
 * need no request; for others, `topic`, or any other topic, is asked for its configs. If they cannot be read, the
 * brokers decide.
 */
export async function checkTopicConfigs(
  cluster: Cluster,
  names: readonly string[],
  topic: string | undefined,
): Promise<void> {
  const strange = names.filter((each) => !topicConfigNames.includes(each))
  const sentences = await unknownTopicConfigs(cluster, strange, topic)
  if (sentences.length > 0) throw new UsageError(sentences.join('; '))
}

/**
 * After a refusal: for each name that is not a config of topics, what was probably meant. Asks `topic`, or any other
 * topic, for its configs. Empty if these cannot be read, because the brokers have already said what is wrong.
 */
export async function unknownTopicConfigs(
  cluster: Cluster,
  names: readonly string[],
  topic: string | undefined,
): Promise<string[]> {
  if (names.length === 0) return []
  try {
    const name = topic ?? (await cluster.topics('all')).at(0)?.name
    if (name === undefined) return []
    const [described] = await describeConfigs(cluster, [{type: 'TOPIC', name}], {synonyms: true})
    const entries = configsOf(described, new Failures())
    const unknown = entries.length === 0 ? [] : names.filter((each) => !entries.some((entry) => entry.name === each))
    return unknown.map((each) => {
      const meant = meantConfig(each, entries)
      return `topics have no config '${each}'${meant === undefined ? '' : `; did you mean ${meant}?`}`
    })
  } catch (error) {
    if (error instanceof KafkaError || error instanceof ConnectionError) return []
    throw error
  }
}
