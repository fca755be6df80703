// The replica moves of an apply: a run of moves with a journal, as with kafkit reassign.
import {boolean} from '@oclif/core/flags'
import {inGroup} from '../../cli/flag-group.ts'
import type {FlagValues} from '../../cli/flag-values.ts'
import {pause} from '../../cli/pause.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {isRetriable} from '../../cluster/errors.ts'
import {monotonicMs} from '../../cluster/monotonic.ts'
import {UsageError} from '../../errors/usage-error.ts'
import {actionKey, type Action} from '../../provisioning/plan/plan.ts'
import {CannotApply} from '../../provisioning/plan/problems.ts'
import {journalFormat, type JournalPartition} from '../../reassignments/journal.ts'
import {costsOf, fullDisks} from '../../reassignments/costs.ts'
import {partitionKey} from '../../reassignments/layout.ts'
import type {PlannedMove} from '../../reassignments/plan/goal.ts'
import {readState} from '../../reassignments/read-state.ts'
import {throttlesBefore} from '../../reassignments/throttling.ts'
import {counted} from '../../text/plural.ts'
import {runFlags, throttleFlags, throttleOfFlags, usualBatch, type placingFlags} from '../reassign/flags.ts'
import {createJournal, journalFileFor, journalStore} from '../reassign/journals.ts'
import {throttleProblems} from '../reassign/planning.ts'
import {failuresOfRun, RunCommand, type RunFlagValues} from '../reassign/run-command.ts'

export const movingFlags = inGroup('MOVE', {
  ...throttleFlags,
  ...runFlags,
  detach: boolean({summary: 'start moves of replicas and leave them running: kafkit reassign resume completes them'}),
})

export type MovingFlagValues = RunFlagValues &
  Readonly<FlagValues<typeof movingFlags & Pick<typeof placingFlags, 'max-disk'>>>

/** How long to measure the rate at which the partitions are written, ms. */
const sampleMs = 2000

export abstract class MovingCommand extends RunCommand {
  /** Reasons against the moves of these actions: full disks, or a throttle below the rate of new records. */
  protected async moveProblems(
    cluster: Cluster,
    actions: readonly Action[],
    {'max-disk': maxDisk, ...flags}: MovingFlagValues,
  ): Promise<Error[]> {
    const moving = actions.flatMap(({name, deed}) =>
      deed.type === 'alterTopic' ? deed.moves.map((each) => ({...each, topic: name})) : [],
    )
    if (moving.length === 0) return []
    const throttle = throttleOfFlags(flags)
    const state = (await readState(cluster, {maxDisk})).open(this.failures)
    const {untold: unread} = this.failures
    this.failures.told(unread)
    const sizes = new Map(state.layout.partitions.map((each) => [partitionKey(each), each.bytes]))
    const moves = moving.map((each): PlannedMove => ({
      ...each,
      adding: each.to.filter((id) => !each.from.includes(id)),
      removing: each.from.filter((id) => !each.to.includes(id)),
      bytes: sizes.get(partitionKey(each)) ?? null,
    }))
    const batch = flags.detach ? null : (flags.batch ?? usualBatch)
    const watch = {sampleMs, now: monotonicMs, pause: (ms: number) => pause(this.io, ms)}
    return [
      ...fullDisks(state, costsOf(state, moves, throttle), maxDisk),
      ...(throttle === null ? [] : await throttleProblems(cluster, state, moves, {throttle, batch, ...watch})),
      ...unread,
    ]
  }

  /** Completes runs that were started before. Returns what went wrong. */
  protected async resumeMoves(
    cluster: Cluster,
    files: readonly string[],
    flags: MovingFlagValues,
  ): Promise<readonly Error[]> {
    const errors: Error[] = []
    for (const file of files) {
      try {
        const result = await this.watchRun(cluster, {file, store: journalStore(file)}, flags)
        for (const text of result.kept) await this.warning(text)
        errors.push(...failuresOfRun(result))
        const moved = result.outcomes.filter(({status}) => status === 'moved').length
        await this.note(`an earlier run has been completed: ${counted(moved, 'partition')} moved (${file})`)
      } catch (error) {
        if (this.io.interrupted.aborted) return errors
        if (!(error instanceof UsageError) && !isRetriable(error)) throw error
        errors.push(error)
      }
    }
    return errors
  }

  /**
   * Moves the replicas of these actions. Returns what went wrong, by `actionKey`. Moves that are left running count
   * as done.
   */
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
          `replicas keep moving, with their throttle; to finish the run: kafkit reassign resume --journal ${file}`,
        )
      const errors = new Map<string, Error>()
      for (const {partition, error} of result.outcomes)
        if (error) errors.set(actionKey({kind: 'topic', change: 'change', name: partition.topic}), error)
      const [problem] = result.problems
      const [first] = actions
      if (problem && first && errors.size === 0) errors.set(actionKey(first), problem)
      return errors
    } catch (error) {
      const why = this.io.interrupted.aborted ? new CannotApply('interrupted: its replicas keep moving') : error
      if (!(why instanceof UsageError || why instanceof CannotApply) && !isRetriable(why)) throw why
      return new Map(actions.map((action) => [actionKey(action), why]))
    }
  }
}
