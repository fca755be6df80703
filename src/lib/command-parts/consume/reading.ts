// The settings with which `consume` reads, and reading with kafkajs.
import type {ConnectionFlagValues} from '../../cli/kafka-command.ts'
import type {KafkajsCluster} from '../../cluster/kafkajs.ts'
import type {MemberSettings} from '../../groups/membership/member-settings.ts'
import type {Consumed, ReadSettings} from '../../records/consume/consumption.ts'
import type {Start, Until} from '../../records/consume/start.ts'
import type {ConsumeFlags} from './flags.ts'
import {groupReadingFrom} from './group.ts'

/** What to read, and how. */
export interface Reading {
  readonly topics: readonly string[] | RegExp
  readonly start: Start
  readonly until: Until | undefined
  readonly settings: ReadSettings & {readonly onNotice: (text: string) => void}
  readonly flags: ConsumeFlags & ConnectionFlagValues
  /** Settings from properties that have no flag. */
  readonly member: Partial<MemberSettings> | undefined
  /** Bytes of --key, of which only the partition is read; undefined: all partitions are read. */
  readonly key: Buffer | undefined
}

/** Reads with kafkajs, as far as kafkajs supports the settings. */
export async function readByKafkajs(
  connect: () => Promise<KafkajsCluster>,
  {topics, start, until, settings, flags}: Reading,
): Promise<Consumed> {
  const {consumeByKafkajs} = await import('../../records/kafkajs/consume.ts')
  const {reset, member} = groupReadingFrom(flags)
  return consumeByKafkajs(await connect(), {
    ...settings,
    topics,
    start,
    untilEnd: until === 'end',
    partitions: flags.partition,
    internal: flags['include-internal'],
    sessionTimeoutMs: member.sessionTimeoutMs,
    ...(flags.group === undefined ? {} : {group: {id: flags.group, reset, commit: flags.commit}}),
  })
}
