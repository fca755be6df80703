// The iteration order of java.util.HashMap and HashSet, which decides the order of lines in the output of Apache's
// tools.

/** String.hashCode: 32 bits, over UTF-16 units. */
export function stringHash(text: string): number {
  let hash = 0
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0
  return hash
}

/** org.apache.kafka.common.TopicPartition.hashCode. */
export const topicPartitionHash = ({topic, partition}: {readonly topic: string; readonly partition: number}): number =>
  (Math.imul(31, 31 + partition) + stringHash(topic)) | 0

/** List.hashCode of strings. */
export const listHash = (items: readonly string[]): number =>
  items.reduce((hash, item) => (Math.imul(hash, 31) + stringHash(item)) | 0, 1)

export interface HashOrderOptions {
  /** The n of `new HashMap(n)`. The default is 16, as for `new HashMap()`, Collectors.toMap and toSet. */
  readonly capacity?: number
}

/** A bucket with more entries becomes a tree. While the table has fewer than 64 buckets, the table grows instead. */
const treeifyThreshold = 8
const leastTreeCapacity = 64

/** Returns distinct items in the order in which a HashMap iterates over them after they were inserted one by one. */
export function hashOrder<T>(items: Iterable<T>, hash: (item: T) => number, options: HashOrderOptions = {}): T[] {
  const all = [...items]
  const spreads = new Int32Array(all.length)
  let capacity = tableSize(options.capacity ?? 16)
  let sizes = new Int32Array(capacity) // of the buckets
  const grow = (held: number) => {
    capacity *= 2
    sizes = new Int32Array(capacity)
    for (let at = 0; at < held; at++) add(sizes, (spreads[at] ?? 0) & (capacity - 1), 1)
  }
  // Counted loops: this code runs once, and iterators over thousands of items would take longer than all the rest.
  for (let at = 0; at < all.length; at++) {
    const code = hash(all[at] as T)
    const spread = code ^ (code >>> 16)
    spreads[at] = spread
    const size = add(sizes, spread & (capacity - 1), 1)
    if (size > treeifyThreshold && capacity < leastTreeCapacity) grow(at + 1)
    if (at + 1 > capacity * 0.75) grow(at + 1)
  }
  // Sorted by bucket, and within a bucket by insertion; growing the table keeps that order.
  const ends = sizes
  for (let bucket = 1; bucket < capacity; bucket++) add(ends, bucket, ends[bucket - 1] ?? 0)
  const ordered = all.slice()
  for (let at = all.length - 1; at >= 0; at--)
    ordered[add(ends, (spreads[at] ?? 0) & (capacity - 1), -1)] = all[at] as T
  return ordered
}

const add = (numbers: Int32Array, at: number, more: number): number => (numbers[at] = (numbers[at] ?? 0) + more)

/** Strings in HashMap order. */
export const hashOrderOfStrings = (items: Iterable<string>, options?: HashOrderOptions): string[] =>
  hashOrder(items, stringHash, options)

/** The capacity of a HashMap created as a copy of another one with this many entries. */
export const copyCapacity = (size: number): number => tableSize(Math.floor(Math.fround(size / 0.75) + 1))

/**
 * The order after several maps, each filled from the one before. One with as many buckets as that keeps its order: with
 * thousands of topics, ordering them again would be much of the time after the last answer.
 */
export function hashOrderOfMaps<T>(items: readonly T[], hash: (item: T) => number, capacities: readonly number[]): T[] {
  let ordered = [...items]
  let before = 0
  for (const capacity of capacities) {
    const buckets = bucketsOf(items.length, capacity)
    if (buckets !== before || buckets < leastTreeCapacity) ordered = hashOrder(ordered, hash, {capacity})
    before = buckets
  }
  return ordered
}

/** The buckets of a HashMap(capacity) with so many entries, if it is not so small that collisions let it grow. */
function bucketsOf(entries: number, capacity: number): number {
  let buckets = tableSize(capacity)
  while (entries > buckets * 0.75) buckets *= 2
  return buckets
}

/** The order of the admin client's results: a HashMap(n) of futures by name, copied into another HashMap. */
export function inResultOrder<T extends {readonly name: string}>(items: readonly T[]): T[] {
  return hashOrderOfMaps(items, ({name}) => stringHash(name), resultCapacities(items.length))
}

/** The capacities of the two maps of `inResultOrder`. */
export const resultCapacities = (size: number): readonly number[] => [size, copyCapacity(size)]

function tableSize(wanted: number): number {
  let capacity = 1
  while (capacity < wanted) capacity *= 2
  return capacity
}
