// What brokers hold, and which of it is best to move.

/** The most candidates that are compared for one choice: a broker may hold tens of thousands. */
const mostCompared = 64

export interface Choice<Item> {
  mayGo(item: Item, from: number, to: number): boolean
  /** The lower the cost, the better the item is to move. */
  cost(item: Item, from: number, to: number): number
}

/** Lists of items by broker. Every operation takes constant time, and the order is the same in every run. */
export class Held<Item> {
  readonly #lists: readonly Item[][]
  readonly #places: readonly Map<Item, number>[]
  readonly #cursors: number[]

  constructor(brokers: number) {
    this.#lists = Array.from({length: brokers}, () => [])
    this.#places = Array.from({length: brokers}, () => new Map())
    this.#cursors = Array.from({length: brokers}, () => 0)
  }

  count = (broker: number): number => this.#lists[broker]?.length ?? 0

  add(broker: number, item: Item): void {
    const list = this.#lists[broker]
    this.#places[broker]?.set(item, list?.length ?? 0)
    list?.push(item)
  }

  move(item: Item, from: number, to: number): void {
    const list = this.#lists[from]
    const place = this.#places[from]?.get(item)
    const last = list?.pop()
    if (list && place !== undefined && last !== undefined && last !== item) {
      list[place] = last
      this.#places[from]?.set(last, place)
    }
    this.#places[from]?.delete(item)
    this.add(to, item)
  }

  /** The cheapest of the items that may be moved, among the first few candidates; the next choice starts after them. */
  choose(from: number, to: number, {mayGo, cost}: Choice<Item>): Item | undefined {
    const list = this.#lists[from] ?? []
    const {length} = list
    const begin = this.#cursors[from] ?? 0
    let best: Item | undefined
    let least = Infinity
    let compared = 0
    let seen = 0
    for (; seen < length && compared < mostCompared; seen++) {
      const item = list[(begin + seen) % length] as Item
      if (!mayGo(item, from, to)) continue
      compared++
      const own = cost(item, from, to)
      if (own < least) {
        best = item
        least = own
      }
    }
    this.#cursors[from] = length === 0 ? 0 : (begin + seen) % length
    return best
  }
}
