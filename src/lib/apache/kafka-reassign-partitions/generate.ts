// kafka-reassign-partitions --generate.
import type {Io} from '../../cli/io.ts'
import {KafkaError} from '../../cluster/errors.ts'
import {placeReplicas, type UsableBroker} from '../../partitions/replica-placer.ts'
import type {Assignment} from '../../partitions/throttles.ts'
import type {Admin} from '../client/admin.ts'
import {readFileAsString} from '../client/read-text.ts'
import {kafkaException} from '../java/errors.ts'
import {operationFailed} from './checks.ts'
import {assignmentsOf, currentDirs, nodes} from './lookup.ts'
import type {ReassignOptions} from './options.ts'
import {parseGenerateInput, planText} from './plan-file.ts'

export async function generate(admin: Admin, options: ReassignOptions, io: Io): Promise<void> {
  const text = readFileAsString(options.value('topics-to-move-json-file') ?? '')
  const {topics, brokers} = parseGenerateInput(text, options.value('broker-list') ?? '')
  const current = await assignmentsOf(admin, topics)
  const dirOf = await currentDirs(admin, current)
  const usable = await usableBrokers(admin, brokers, !options.has('disable-rack-aware'))
  const proposed = propose(current, usable)
  io.out(`Current partition replica assignment\n${planText(current, dirOf)}\n\n`)
  io.out(`Proposed partition reassignment configuration\n${planText(proposed)}\n`)
}

async function usableBrokers(admin: Admin, wanted: readonly number[], rackAware: boolean): Promise<UsableBroker[]> {
  const found = (await nodes(admin)).filter(({id}) => wanted.includes(id))
  const usable = found.map(({id, rack}) => ({id, rack: rackAware ? rack : null}))
  const rackless = usable.filter(({rack}) => rack === null).length
  if (rackAware && rackless !== 0 && rackless !== usable.length)
    throw operationFailed(
      'Not all brokers have rack information. Add --disable-rack-aware in command line to make replica assignment without ' +
        'rack information.',
    )
  return usable
}

/** Each topic keeps its number of replicas. Throws JavaError if there are too few brokers. */
function propose(current: readonly Assignment[], usable: readonly UsableBroker[]): Assignment[] {
  try {
    return [...Map.groupBy(current, ({topic}) => topic)].flatMap(([topic, partitions]) =>
      placeReplicas(usable, partitions.length, partitions[0]?.replicas.length ?? 0).map((replicas, partition) => ({
        topic,
        partition,
        replicas,
      })),
    )
  } catch (error) {
    throw error instanceof KafkaError ? kafkaException(error) : error
  }
}
