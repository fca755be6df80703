import {expect, test} from 'vitest'
import {copyCapacity, hashOrder, hashOrderOfMaps, stringHash} from '../../../src/lib/apache/java/hash-order.ts'

test.each([0, 1, 9, 12, 13, 24, 48, 49, 63, 64, 96, 97, 192, 193, 500, 768, 769, 1536, 1537, 2000])(
  '%i names through three maps: the same order as one map after the other',
  (size) => {
    const names = Array.from({length: size}, (_, at) => `orders-${at * 7919}`)
    const collisions = Array.from({length: size}, (_, at) => (at % 2 === 0 ? `Aa${at}` : `BB${at - 1}`))
    for (const items of [names, collisions]) {
      const capacities = [size, copyCapacity(size), size]
      const inTurn = capacities.reduce((some, capacity) => hashOrder(some, stringHash, {capacity}), items)
      expect(hashOrderOfMaps(items, stringHash, capacities)).toEqual(inTurn)
    }
  },
)
