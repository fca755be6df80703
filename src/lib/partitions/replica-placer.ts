// Chooses the brokers for replicas of new partitions as the controller does (StripedReplicaPlacer): in stripes over
// racks, each beginning at a random place.
import {KafkaError} from '../cluster/errors.ts'
import {errorCode} from '../cluster/error-codes.ts'

export interface UsableBroker {
  readonly id: number
  /** Null: racks are ignored. */
  readonly rack: string | null
}
/** A source of random numbers from 0 to below 1. */
export type Random = () => number

/**
 * This many lists of node ids, the preferred leader first. Replicas of a partition are in different racks as far as
 * possible, and leaders rotate over all brokers. Throws KafkaError INVALID_REPLICATION_FACTOR if there are too few
 * brokers.
 */
export function placeReplicas(
  brokers: readonly UsableBroker[],
  partitions: number,
  replicationFactor: number,
  random: Random = Math.random,
): number[][] {
  check(brokers.length, replicationFactor)
  const racks = new Racks(brokers, random)
  return Array.from({length: partitions}, () => racks.place(replicationFactor))
}

function check(brokers: number, replicationFactor: number): void {
  const refuse = (text: string) => new KafkaError(errorCode.invalidReplicationFactor, 'place replicas', text)
  if (replicationFactor <= 0)
    throw refuse(`Invalid replication factor ${replicationFactor}: the replication factor must be positive.`)
  if (brokers === 0) throw refuse('All brokers are currently fenced, or have all their log directories cordoned.')
  if (replicationFactor > brokers)
    throw refuse(
      `The target replication factor of ${replicationFactor} cannot be reached because only ${brokers} broker(s) are ` +
        'registered or some brokers have all their log directories cordoned.',
    )
}

/** The brokers of one rack, which take turns: each is used once per epoch, and each epoch starts one broker later. */
class Rack {
  readonly brokers: number[]
  #offset: number
  #index = 0
  #epoch = 0

  constructor(brokers: readonly number[], random: Random) {
    this.brokers = brokers.toSorted((a, b) => a - b)
    this.#offset = Math.floor(random() * brokers.length)
  }

  next(epoch: number): number | undefined {
    const {length} = this.brokers
    if (this.#epoch !== epoch) {
      this.#epoch = epoch
      this.#index = 0
      this.#offset = (this.#offset + 1) % length
    }
    return this.#index >= length ? undefined : this.brokers[(this.#index++ + this.#offset) % length]
  }
}

class Racks {
  readonly #racks: Rack[]
  readonly #brokers: number
  readonly #random: Random
  #epoch = 0
  #offset: number

  constructor(brokers: readonly UsableBroker[], random: Random) {
    const byRack = [...Map.groupBy(brokers, ({rack}) => rack)].toSorted(([a], [b]) => compareRacks(a, b))
    this.#racks = byRack.map(
      ([, some]) =>
        new Rack(
          some.map(({id}) => id),
          random,
        ),
    )
    this.#brokers = brokers.length
    this.#random = random
    this.#offset = Math.floor(random() * this.#racks.length)
  }

  place(replicationFactor: number): number[] {
    // The first assignments, as many as there are brokers, are all different; further ones would repeat them.
    if (this.#epoch === this.#brokers && this.#brokers > 1) {
      shuffle(this.#racks, this.#random)
      for (const {brokers} of this.#racks) shuffle(brokers, this.#random)
      this.#epoch = 0
    }
    const count = this.#racks.length
    if (this.#offset === count) this.#offset = 0
    const placed: number[] = []
    let leaderRack = this.#offset
    for (; placed.length === 0; leaderRack = (leaderRack + 1) % count) {
      const broker = this.#racks[leaderRack]?.next(this.#epoch)
      if (broker !== undefined) placed.push(broker)
    }
    // The leader already stands in its rack, so that rack is skipped the first time that its turn comes.
    let passed: number | undefined = (leaderRack + count - 1) % count
    for (let rack = this.#offset; placed.length < replicationFactor; rack = (rack + 1) % count) {
      if (rack === passed) {
        passed = undefined
        continue
      }
      const broker = this.#racks[rack]?.next(this.#epoch)
      if (broker !== undefined) placed.push(broker)
    }
    this.#epoch++
    this.#offset++
    return placed
  }
}

const compareRacks = (a: string | null, b: string | null): number =>
  a === b ? 0 : a === null ? -1 : b === null ? 1 : a < b ? -1 : 1

function shuffle<T>(items: T[], random: Random): void {
  for (let i = items.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    const [a, b] = [items[i] as T, items[j] as T]
    items[i] = b
    items[j] = a
  }
}
