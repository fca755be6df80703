import {setTimeout as sleep} from 'node:timers/promises'
import {boolean} from '@oclif/core/flags'
import {checked} from '../../lib/cli/args.ts'
import {exitCode} from '../../lib/cli/exit.ts'
import {duration, integer, words} from '../../lib/cli/flags.ts'
import {KafkaCommand} from '../../lib/cli/kafka-command.ts'
import {progressLine} from '../../lib/cli/progress.ts'
import {roughDuration} from '../../lib/text/quantities.ts'
import {counted, grouped} from '../../lib/text/words.ts'
import {isTransient, KafkaError, type ConnectionError} from '../../lib/cluster/errors.ts'
import {errorCode} from '../../lib/cluster/error-codes.ts'
import {drainState, type DrainState, type DrainWanted} from '../../lib/groups/lag/drain.ts'
import {lagRate, positionsOf, type LagRate, type Positions} from '../../lib/groups/lag/rates.ts'
import {groupLag, type GroupLag} from '../../lib/groups/lag/lag.ts'

export default class GroupsWait extends KafkaCommand {
  static override summary = 'wait until a group has read what there is'
  static override description =
    'For deploy scripts: ends with 0 once the lag is small enough and every partition’s lag is known; with 3 if that was not so in time, with 1 if the group does not exist, may not be seen, or its lag was unknown to the end. Brokers that go away and come back meanwhile are waited for.'
  static override examples = [
    '<%= config.bin %> groups wait billing --timeout 10m',
    {
      description: 'Until it is drained and its consumers are gone',
      command: '<%= config.bin %> groups wait billing --lag 0 --state Empty --timeout 10m',
    },
    {description: 'Near enough', command: '<%= config.bin %> groups wait billing --topic orders --lag 1000'},
  ]
  static override args = {group: checked()({description: 'name of the group', required: true})}
  static override flags = {
    lag: integer({min: 0, default: 0, summary: 'unread records of the group that are few enough'}),
    topic: words({helpValue: 'TOPIC,…', summary: 'only these topics'}),
    state: words({helpValue: 'STATE,…', summary: 'and the group in one of these states: Empty, Stable …'}),
    'read-committed': boolean({summary: 'the end is the last stable offset: open transactions do not count'}),
    'allow-uncommitted': boolean({summary: 'partitions without a commit do not matter'}),
    interval: duration({summary: 'how often to look; every second unless given'}),
    timeout: duration({summary: 'how long to wait; for ever unless given'}),
    quiet: boolean({summary: 'say nothing but why it failed'}),
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(GroupsWait)
    const started = this.io.now()
    const {timeout = Infinity, interval = 1000} = flags
    // One look must not outlast the wait.
    const cluster = await this.connect({...flags, timeout: Math.max(1000, Math.min(timeout, 30_000))})
    const wanted: DrainWanted = {
      lag: flags.lag,
      topics: flags.topic,
      states: flags.state,
      allowUncommitted: flags['allow-uncommitted'],
    }
    const progress = progressLine(this.io)
    let looks: {positions: Positions; at: number}[] = []
    let lines = 0
    for (;;) {
      const at = this.io.now()
      const look = await this.#look(cluster, args.group, flags)
      if (look instanceof KafkaError && !isPassing(look)) {
        progress.clear()
        throw look
      }
      const state: DrainState =
        look instanceof Error
          ? {done: false, unknown: [look.message], lag: null, waitingFor: []}
          : drainState(look, wanted)
      const elapsed = this.io.now() - started
      if (state.done) {
        progress.clear()
        if (!flags.quiet) this.io.err(`${args.group}: lag ${grouped(state.lag ?? 0)} after ${roughDuration(elapsed)}\n`)
        return exitCode.done
      }
      const [oldest] = looks
      const rate =
        look instanceof Error || !oldest ? null : lagRate(args.group, look.partitions, oldest.positions, at - oldest.at)
      if (!(look instanceof Error)) looks = [...looks, {positions: positionsOf([look]), at}].slice(-rateLooks)
      const text = progressText(args.group, state, {rate, elapsed, sure: looks.length === rateLooks})
      if (!flags.quiet) {
        if (this.io.terminal.stderr) progress.show(() => text)
        // A log wants to know that something goes on, but not every second.
        else if (elapsed >= lines * logEveryMs) {
          lines++
          this.io.err(`${text}\n`)
        }
      }
      const left = started + timeout - this.io.now()
      if (left <= 0) {
        progress.clear()
        const {bad} = await this.colours('stderr')
        this.io.err(`${bad('kafkit:')} waited ${roughDuration(elapsed)} in vain: ${failureText(args.group, state)}\n`)
        return state.unknown.length > 0 ? exitCode.failed : exitCode.exceeded
      }
      await sleep(Math.min(interval, left), undefined, {signal: this.io.interrupted}).catch(() =>
        this.io.interrupted.throwIfAborted(),
      )
    }
  }

  /** The group, or why it could not be asked this time. */
  async #look(
    cluster: Parameters<typeof groupLag>[0],
    group: string,
    flags: {readonly topic?: readonly string[] | undefined; readonly 'read-committed': boolean},
  ): Promise<GroupLag | KafkaError | ConnectionError> {
    try {
      const {groups, errors} = await groupLag(cluster, [group], {
        topics: flags.topic,
        isolation: flags['read-committed'] ? 'read_committed' : undefined,
      })
      return groups[0] ?? errors[0]?.error ?? new KafkaError(errorCode.groupIdNotFound, `describe group ${group}`)
    } catch (error) {
      this.io.interrupted.throwIfAborted()
      if (isTransient(error) || error instanceof KafkaError) return error
      throw error
    }
  }
}
const logEveryMs = 30_000
/** Rates are taken over so many looks: most consumers commit every five seconds. */
const rateLooks = 10

const isPassing = ({retriable}: KafkaError) => retriable

function progressText(
  group: string,
  {lag, unknown, waitingFor}: DrainState,
  {rate, elapsed, sure}: {readonly rate: LagRate | null; readonly elapsed: number; readonly sure: boolean},
): string {
  const parts = [lag === null ? 'lag unknown' : `lag ${grouped(lag)}`]
  if (rate) {
    parts.push(`${grouped(Math.round(rate.outPerSecond))}/s read, ${grouped(Math.round(rate.inPerSecond))}/s written`)
    if (lag !== null && lag > 0) {
      if (rate.etaMs !== null) parts.push(`${roughDuration(rate.etaMs)} to go`)
      else if (sure) parts.push('does not shrink')
    }
  }
  if (unknown.length > 0 && lag !== null) parts.push(`${counted(unknown.length, 'partition')} unknown`)
  parts.push(...waitingFor.filter((each) => !each.startsWith('lag ')))
  return `${group}: ${parts.join(', ')}, after ${roughDuration(elapsed)}`
}

function failureText(group: string, {unknown, waitingFor}: DrainState): string {
  const [first, ...more] = unknown
  const others = more.length > 0 ? ` (and ${more.length} more)` : ''
  return first === undefined ? `${group}: ${waitingFor.join(', ')}` : `${group}: ${first}${others}`
}
