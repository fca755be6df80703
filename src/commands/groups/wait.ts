import {boolean} from '@oclif/core/flags'
import type {InferredFlags} from '@oclif/core/interfaces'
import {checked} from '../../lib/cli/args.ts'
import {exitCode} from '../../lib/cli/exit.ts'
import {duration, words} from '../../lib/cli/flags.ts'
import {KafkaCommand} from '../../lib/cli/kafka-command.ts'
import {recordCount} from '../../lib/command-parts/lag/limits.ts'
import {lagOptions, selectionFlags} from '../../lib/command-parts/lag/selection.ts'
import {pause} from '../../lib/cli/pause.ts'
import {waitProgress} from '../../lib/cli/wait-progress.ts'
import type {Cluster} from '../../lib/cluster/cluster.ts'
import {errorCode} from '../../lib/cluster/error-codes.ts'
import {isTransient, KafkaError, UnsupportedApi, type ConnectionError} from '../../lib/cluster/errors.ts'
import {Failures} from '../../lib/cluster/outcome.ts'
import {unreadAges} from '../../lib/groups/lag/ages.ts'
import {drainState, failedDrain, type DrainState, type DrainTarget} from '../../lib/groups/lag/drain.ts'
import {groupLag, type GroupLag, type PartitionLag} from '../../lib/groups/lag/lag.ts'
import {unpacked, withAges} from '../../lib/groups/lag/with-ages.ts'
import {lagRate, positionsOf, type Positions} from '../../lib/groups/lag/rates.ts'
import {roughDuration} from '../../lib/text/duration.ts'
import {grouped} from '../../lib/text/plural.ts'
import {drainFailureText, drainProgressText} from '../../lib/views/lag/drain-text.ts'

export default class GroupsWait extends KafkaCommand {
  static override summary = 'wait until a group has read everything'
  static override description =
    'For deployment scripts. The exit code is 0 once the lag is small enough and known for every partition, 3 if that did not happen in time, and 1 if the group does not exist, may not be seen, or still has an unknown lag at the end. It keeps trying while brokers are away.'
  static override examples = [
    '<%= config.bin %> groups wait billing --timeout 10m',
    {
      description: 'Until the group is drained and its consumers have left',
      command: '<%= config.bin %> groups wait billing --lag 0 --state Empty --timeout 10m',
    },
    {description: 'Near enough', command: '<%= config.bin %> groups wait billing --topic orders --lag 1000'},
  ]
  static override args = {group: checked()({description: 'name of the group', required: true})}
  static override flags = {
    lag: recordCount({default: 0, summary: 'how many unread records may be left in the group: 0, 500, 10k'}),
    ...selectionFlags,
    state: words({
      helpValue: 'STATE,…',
      summary: 'also wait until the group is in one of these states: Empty, Stable …',
    }),
    'allow-uncommitted': boolean({summary: 'ignore partitions without a committed offset'}),
    interval: duration({summary: 'time between looks (default: 1s)'}),
    timeout: duration({summary: 'how long to wait (default: forever)'}),
    quiet: boolean({summary: 'print nothing except why it failed'}),
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(GroupsWait)
    const startedAt = this.io.now()
    const {timeout = Infinity, interval = 1000} = flags
    // A single look must not take longer than the whole wait.
    const cluster = await this.connect({...flags, timeout: Math.max(1000, Math.min(timeout, 30_000))})
    const target: DrainTarget = {
      lag: flags.lag,
      topics: flags.topic,
      states: flags.state,
      allowUncommitted: flags['allow-uncommitted'],
    }
    const progress = waitProgress(this.io, flags)
    let before: GroupLag | undefined
    let looks: {readonly positions: Positions; readonly at: number}[] = []
    for (;;) {
      const at = this.io.now()
      const found = await this.#look(cluster, args.group, flags)
      if (found instanceof KafkaError && !found.retriable) {
        progress.clear()
        throw found
      }
      const group = found instanceof Error ? undefined : found
      let state = found instanceof Error ? failedDrain(found) : drainState(found, target)
      // Offsets alone do not tell whether the last ones are records or transaction markers.
      if (group && isHeldUpByLag(state))
        state = drainState(await this.#seenThrough(cluster, group, before, flags), target)
      before = group
      const elapsedMs = this.io.now() - startedAt
      if (state.done) {
        progress.clear()
        if (!flags.quiet)
          this.io.err(`${args.group}: lag ${grouped(state.lag ?? 0)} after ${roughDuration(elapsedMs)}\n`)
        return exitCode.done
      }
      const [oldest] = looks
      const rate =
        group && oldest
          ? lagRate(args.group, group.partitions, {positions: oldest.positions, elapsedMs: at - oldest.at})
          : null
      if (group) looks = [...looks, {positions: positionsOf([group]), at}].slice(-rateLooks)
      const sure = looks.length === rateLooks
      progress.show(drainProgressText(args.group, state, {rate, elapsedMs, sure}), elapsedMs)
      const leftMs = startedAt + timeout - this.io.now()
      if (leftMs <= 0) {
        progress.clear()
        const {bad} = await this.colours('stderr')
        const why = drainFailureText(args.group, state)
        this.io.err(`${bad('kafkit:')} gave up after ${roughDuration(elapsedMs)}: ${why}\n`)
        return state.unknown.length > 0 ? exitCode.failed : exitCode.exceeded
      }
      await pause(this.io, Math.min(interval, leftMs))
    }
  }

  /** The group, or the reason why it could not be asked this time. Permanent errors are thrown. */
  async #look(
    cluster: Cluster,
    group: string,
    flags: InferredFlags<typeof GroupsWait.flags>,
  ): Promise<GroupLag | KafkaError | ConnectionError> {
    try {
      const {groups, errors} = (await groupLag(cluster, [group], lagOptions(flags))).open(new Failures())
      return (
        unpacked(groups)[0] ?? errors[0]?.error ?? new KafkaError(errorCode.groupIdNotFound, `describe group ${group}`)
      )
    } catch (error) {
      this.io.interrupted.throwIfAborted()
      if (isTransient(error) || error instanceof KafkaError) return error
      throw error
    }
  }

  /**
   * The group, with lag 0 where only markers are left to read. If the records cannot be read, the group is returned
   * unchanged.
   */
  async #seenThrough(
    cluster: Cluster,
    group: GroupLag,
    before: GroupLag | undefined,
    flags: InferredFlags<typeof GroupsWait.flags>,
  ): Promise<GroupLag> {
    try {
      // If the group moves on, the next look will see it.
      const keyOf = (at: PartitionLag) => `${at.topic} ${at.partition} ${at.committedOffset}`
      const still = before && new Set(before.partitions.map(keyOf))
      const lagging = group.partitions.filter((at) => at.lag !== null && at.lag > 0 && (still?.has(keyOf(at)) ?? true))
      const ages = await unreadAges(cluster, lagging, {now: this.io.now(), ...lagOptions(flags)})
      return withAges([group], ages)[0] ?? group
    } catch (error) {
      this.io.interrupted.throwIfAborted()
      if (isTransient(error) || error instanceof KafkaError || error instanceof UnsupportedApi) return group
      throw error
    }
  }
}

const isHeldUpByLag = ({unknown, waitingFor}: DrainState) =>
  unknown.length === 0 && waitingFor.length > 0 && waitingFor.every(({kind}) => kind === 'lag')

/** How many looks a rate spans, because most consumers commit only every five seconds. */
const rateLooks = 10
