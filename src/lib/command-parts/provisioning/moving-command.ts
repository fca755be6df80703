// Replicas that an apply moves: a run of moves with its journal, as of kafkit reassign.
import {boolean} from '@oclif/core/flags'
import type {Cluster} from '../../cluster/cluster.ts'
import {isRetriable} from '../../cluster/errors.ts'
import {UsageError} from '../../errors/usage-error.ts'
import {actionKey, type Action} from '../../provisioning/plan/plan.ts'
import {journalFormat, type JournalPartition} from '../../reassignments/journal.ts'
import {throttlesBefore} from '../../reassignments/throttling.ts'
import {runFlags, throttleFlags, throttleOfFlags, usualBatch} from '../reassign/flags.ts'
import {createJournal, journalFileFor} from '../reassign/journals.ts'
import {RunCommand, type RunFlagValues} from '../reassign/run-command.ts'

export const movingFlags = {
  ...throttleFlags,
  ...runFlags,
  detach: boolean({summary: 'start moves of replicas and leave them running: kafkit reassign resume ends them'}),
}

interface MovingFlagValues extends RunFlagValues {
  readonly throttle?: number | undefined
  readonly 'no-throttle'?: boolean | undefined
  readonly batch?: number | undefined
}

export abstract class MovingCommand extends RunCommand {
  /** Moves the replicas of these actions; what went wrong, by `actionKey`. Left running, they count as done. */
  async moveReplicas(
    cluster: Cluster,
    actions: readonly Action[],
    flags: MovingFlagValues,
  ): Promise<ReadonlyMap<string, Error>> {
    const throttle = throttleOfFlags(flags)
    const topics = await cluster.topics(
      actions.map(({name}) => name),
      {refresh: true},
    )
    const ids = new Map(topics.map(({name, id}) => [name, id]))
    const partitions = actions.flatMap(({name, deed}): JournalPartition[] =>
      deed.type === 'alterTopic'
        ? deed.moves.map(({partition, from, to}) => ({
            topic: name,
            partition,
            topicId: ids.get(name) ?? null,
            from,
            to,
            bytes: null,
          }))
        : [],
    )
    try {
      const live = (await cluster.brokers()).map(({id}) => id)
      const before = throttle === null ? {brokers: [], topics: []} : await throttlesBefore(cluster, partitions, live)
      const file = flags.journal ?? journalFileFor('apply', this.io)
      const store = await createJournal(file, {
        format: journalFormat,
        version: 1,
        clusterId: await cluster.clusterId(),
        begun: new Date(this.io.now()).toISOString(),
        command: this.commandLine,
        state: 'running',
        batch: flags.detach ? null : (flags.batch ?? usualBatch),
        rates: throttle === null ? [] : [throttle],
        partitions,
        ...before,
      })
      const result = await this.watchRun(cluster, {file, store}, flags)
      for (const text of result.kept) await this.warning(text)
      if (result.outcomes.some(({status}) => status === 'moving'))
        await this.note(
          `replicas go on moving, with their throttle; to see it to its end: kafkit reassign resume --journal ${file}`,
        )
      const errors = new Map<string, Error>()
      for (const {partition, error} of result.outcomes)
        if (error) errors.set(actionKey({kind: 'topic', change: 'change', name: partition.topic}), error)
      const [problem] = result.problems
      const [first] = actions
      if (problem && first && errors.size === 0) errors.set(actionKey(first), problem)
      return errors
    } catch (error) {
      if (!(error instanceof UsageError) && !isRetriable(error)) throw error
      return new Map(actions.map((action) => [actionKey(action), error]))
    }
  }
}
