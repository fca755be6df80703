// Idempotence, the broker's side (KIP-98): what each producer wrote last to a partition, so that a batch that is sent
// twice is kept once and one that overtook another is refused.
import {errorCode as codes} from '../../cluster/error-codes.ts'
import {Refusal} from '../refusal.ts'

/** What a batch says about its producer; an id below 0: not idempotent. */
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
  /** The last ones, oldest first. */
  batches: Written[]
  seenAt: number
}

/** As many as a producer may have in flight. */
const remembered = 5

export class ProducerStates {
  readonly #states = new Map<number, State>()

  /** The batch that this one repeats, or undefined; Refusal if it is out of order or of an old epoch. */
  check(batch: Sequenced): Written | undefined {
    const {producerId, producerEpoch, baseSequence} = batch
    const state = producerId < 0 ? undefined : this.#states.get(producerId)
    // A producer never seen here may begin anywhere: its earlier records may have been deleted.
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

  /** Forgets producers that wrote nothing since then. */
  forgetBefore(time: number): void {
    for (const [id, {seenAt}] of this.#states) if (seenAt < time) this.#states.delete(id)
  }
}

/** Sequence numbers begin again at 0 behind 2^31 - 1. */
const after = (sequence: number, steps: number) => (sequence + steps) % 2 ** 31
