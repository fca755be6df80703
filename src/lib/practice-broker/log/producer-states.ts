// The broker's side of idempotence (KIP-98): what each producer last wrote to a partition, so that a batch that is sent
// twice is stored once, and one that arrives out of sequence is refused.
import {errorCode as codes} from '../../cluster/error-codes.ts'
import {Refusal} from '../refusal.ts'

/** The producer fields of a batch; a negative id means that it is not idempotent. */
export interface Sequenced {
  readonly producerId: number
  readonly producerEpoch: number
  readonly baseSequence: number
  readonly count: number
  readonly maxTimestamp: number
}
interface Written {
  firstSequence: number
  lastSequence: number
  baseOffset: number
  timestamp: number
}
interface State {
  epoch: number
  /** The latest batches, oldest first. */
  batches: Written[]
  seenAt: number
}

/** Kafka remembers as many batches as a producer may have in flight. */
const remembered = 5

export class ProducerStates {
  readonly #states = new Map<number, State>()

  /**
   * The earlier batch that this one repeats, or undefined. Throws Refusal if it is out of sequence or of an old epoch.
   */
  check(batch: Sequenced): Written | undefined {
    const {producerId, producerEpoch, baseSequence} = batch
    const state = producerId < 0 ? undefined : this.#states.get(producerId)
    // An unknown producer may start with any sequence number: its earlier records may have been deleted.
    if (!state) return undefined
    if (producerEpoch < state.epoch) throw new Refusal(codes.invalidProducerEpoch)
    if (producerEpoch > state.epoch) {
      if (baseSequence !== 0) throw new Refusal(codes.outOfOrderSequenceNumber)
      return undefined
    }
    const lastSequence = after(baseSequence, batch.count - 1)
    const repeated = state.batches.find(
      (each) => each.firstSequence === baseSequence && each.lastSequence === lastSequence,
    )
    if (repeated) return repeated
    if (baseSequence !== after(state.batches.at(-1)?.lastSequence ?? -1, 1)) {
      throw new Refusal(codes.outOfOrderSequenceNumber)
    }
    return undefined
  }

  note(batch: Sequenced, baseOffset: number, now = Date.now()): void {
    const {producerId, producerEpoch: epoch, baseSequence, count, maxTimestamp: timestamp} = batch
    if (producerId < 0) return
    const known = this.#states.get(producerId)
    const batches = known?.epoch === epoch ? known.batches.slice(1 - remembered) : []
    batches.push({firstSequence: baseSequence, lastSequence: after(baseSequence, count - 1), baseOffset, timestamp})
    this.#states.set(producerId, {epoch, batches, seenAt: now})
  }

  /** Forgets producers that have written nothing since `time` (`producer.id.expiration.ms`). */
  forgetBefore(time: number): void {
    for (const [id, {seenAt}] of this.#states) if (seenAt < time) this.#states.delete(id)
  }
}

/** Sequence numbers wrap to 0 after 2^31 - 1. */
const after = (sequence: number, steps: number) => (sequence + steps) % 2 ** 31
