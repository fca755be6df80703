import {boolean, string} from '@oclif/core/flags'
import {checked} from '../../lib/cli/args.ts'
import {exitCode} from '../../lib/cli/exit.ts'
import {duration} from '../../lib/cli/flags.ts'
import {KafkaCommand} from '../../lib/cli/kafka-command.ts'
import {pause} from '../../lib/cli/pause.ts'
import {waitProgress} from '../../lib/cli/wait-progress.ts'
import {Deadline} from '../../lib/cluster/back-off.ts'
import {isTransient} from '../../lib/cluster/errors.ts'
import {roughDuration} from '../../lib/text/duration.ts'
import {listed} from '../../lib/text/listed.ts'
import {nameSelector, type NameSelector} from '../../lib/text/name-selector.ts'
import {counted} from '../../lib/text/plural.ts'
import {checkTopicSelector} from '../../lib/topics/topic-name.ts'
import {lookAtTopics, topicStates, type TopicLook, type TopicState} from '../../lib/topics/topic-state.ts'

/** The state in words, after the name of a topic. */
const words: Readonly<Record<TopicState, string>> = {
  ready: 'known to every broker with all leaders',
  'in-sync': 'in sync on all replicas',
  settled: 'settled: no replica is being moved',
  gone: 'gone',
}

export default class TopicsWait extends KafkaCommand {
  static override summary = 'wait until topics are ready, in sync, settled or gone'
  static override description =
    'For scripts: brokers learn of new and deleted topics one by one. Every broker is asked. Ends with 0 when all topics have reached the state, with 3 if they have not reached it in time, and with 1 if that is unknown, because a broker could not be asked or you may not describe a topic.'
  static override examples = [
    '<%= config.bin %> topics wait orders payments --timeout 30s',
    {
      description: 'After a broker has come back',
      command: '<%= config.bin %> topics wait orders --until in-sync --timeout 10m',
    },
    {
      description: 'All topics of an application, which need not exist yet',
      command: "<%= config.bin %> topics wait 'orders-*' --until in-sync",
    },
    {
      description: 'Before a deleted topic is created again',
      command: '<%= config.bin %> topics wait orders --until gone',
    },
  ]
  static override args = {
    topic: checked(checkTopicSelector)({
      description: 'names of topics, patterns (orders-*) or /regular expressions/',
      multiple: true,
      required: true,
    }),
  }
  static override flags = {
    until: string({
      options: topicStates,
      default: 'ready',
      summary:
        'ready: every broker knows it, with a leader for each partition; in-sync: also, all replicas are in sync; settled: also, no replica is being moved; gone: no broker knows it',
    }),
    interval: duration({summary: 'time between looks (default: 1s)'}),
    timeout: duration({default: 60_000, defaultHelp: async () => '1m', summary: 'how long to wait'}),
    quiet: boolean({summary: 'print nothing except why it failed'}),
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(TopicsWait)
    const state = flags.until as TopicState
    const {interval = 1000, timeout} = flags
    const deadline = new Deadline(timeout)
    const selectors = [...new Set(args.topic)].map(nameSelector)
    // A single look must not take longer than the whole wait.
    const cluster = await this.connect({...flags, timeout: Math.max(1000, Math.min(timeout, 30_000))})
    const progress = waitProgress(this.io, flags)
    for (;;) {
      const lookMs = Math.max(1000, deadline.left)
      const looks = await this.#look(() => lookAtTopics(cluster, selectors, state, {timeoutMs: lookMs}), selectors)
      const open = looks.filter(({reached}) => !reached)
      const elapsedMs = timeout - deadline.left
      if (open.length === 0) {
        progress.clear()
        const names = looks.length > 10 ? counted(looks.length, 'topic') : listed(looks.map(({name}) => name), 'and') // prettier-ignore
        if (!flags.quiet) this.io.err(`${names}: ${words[state]} after ${roughDuration(elapsedMs)}\n`)
        return exitCode.done
      }
      const [first] = open
      const more = open.length > 1 ? `, and ${counted(open.length - 1, 'more topic')}` : ''
      progress.show(`waiting for ${first?.name}: ${first?.reason}${more}`, elapsedMs)
      if (deadline.over) {
        progress.clear()
        const {bad} = await this.colours('stderr')
        for (const {name, reason} of open)
          this.io.err(`${bad('kafkit:')} ${name} is not ${state} after ${roughDuration(elapsedMs)}: ${reason}\n`)
        return open.some(({unknown}) => unknown) ? exitCode.failed : exitCode.exceeded
      }
      await pause(this.io, Math.min(interval, deadline.left))
    }
  }

  /** A failed look says nothing, and the next one may succeed. Permanent errors are thrown. */
  async #look(look: () => Promise<TopicLook[]>, selectors: readonly NameSelector[]): Promise<readonly TopicLook[]> {
    try {
      return await look()
    } catch (error) {
      this.io.interrupted.throwIfAborted()
      if (!isTransient(error)) throw error
      return selectors.map(({text: name}) => ({name, reached: false, reason: error.message, unknown: true}))
    }
  }
}
