// The messages of `consume` at the end of the topic: that it waits for more records, and that a transaction holds
// some back.
import type {Cluster} from '../../cluster/cluster.ts'
import {ConnectionError, KafkaError} from '../../cluster/errors.ts'
import type {Io} from '../../cli/io.ts'
import type {ConsumeCounters, ReadPartition} from '../../records/consume/consumption.ts'
import {counted} from '../../text/plural.ts'
import type {ConsumeFlags} from './flags.ts'

export interface WaitingInput {
  readonly flags: ConsumeFlags
  readonly io: Io
  readonly cluster: () => Cluster | undefined
  readonly notice: (text: string) => void
}

/** How many partitions are named; more than that are counted. */
const mostNamed = 3

export class Waiting {
  readonly #input: WaitingInput
  #told = false

  constructor(input: WaitingInput) {
    this.#input = input
  }

  /** Called when all records have been read and no more have come for a while. */
  readonly atEnd = (positions: readonly ReadPartition[], {records}: ConsumeCounters): void => {
    const {flags, io, notice} = this.#input
    const endless = flags.idle === undefined && flags['timeout-ms'] === undefined
    if (flags.key !== undefined && records === 0 && endless)
      notice(`no record with this key so far; waiting for one, ${howToEnd}`)
    else if (io.terminal.stderr && !io.piped && endless)
      notice(`at the end of ${whole(positions)}; waiting for new records, Ctrl-C ends`)
    // Reading may end before the answer comes, which does no harm: at the end this is asked again.
    this.tellOpenEnds(positions).catch(() => undefined)
  }

  /** For consumers that read committed records only; the message is printed once. */
  async tellOpenEnds(positions: readonly ReadPartition[]): Promise<void> {
    const {flags, cluster, notice} = this.#input
    const to = cluster()
    if (flags['isolation-level'] !== 'read_committed' || flags.quiet || this.#told || !to) return
    const {openEnds} = await import('../../records/consume/open-transactions.ts')
    try {
      const found = await openEnds(to, positions)
      if (found.length > 0) this.#told = true
      for (const {topic, partition, end, behind} of found.slice(0, mostNamed))
        notice(
          `${topic}-${partition} ends at offset ${end} for now: ${counted(behind, 'offset')} behind it ${behind === 1 ? 'waits' : 'wait'} for an open transaction`,
        )
      const more = found.length - mostNamed
      if (more > 0) notice(`${counted(more, 'more partition')} end at an open transaction`)
    } catch (error) {
      // Everything that was requested has been printed, so a failure here is only a note.
      if (!(error instanceof KafkaError) && !(error instanceof ConnectionError)) throw error
      notice(`cannot tell whether open transactions hold records back: ${error.message}`)
    }
  }
}

const howToEnd = '--until-end stops where the partition ends'

function whole(positions: readonly ReadPartition[]): string {
  const topics = [...new Set(positions.map(({topic}) => topic))]
  const name = topics.length === 1 ? topics[0] : counted(topics.length, 'topic')
  return `${name}, ${counted(positions.length, 'partition')}`
}
