// The iteration order of Scala 2.13's immutable sets, which decides the order of lines in the tools that are written
// in Scala.
import {stringHash} from './hash-order.ts'

/** Up to four elements keep the order in which they were added; larger sets are a HashSet. */
const mostInOrder = 4

/** Distinct strings in the order of `Set.empty ++ items`. */
export function scalaSetOrder(items: Iterable<string>): string[] {
  const distinct = [...new Set(items)]
  return distinct.length <= mostInOrder ? distinct : inTree(distinct, 0)
}

/** `toString` of such a set. */
export const scalaSetText = (items: Iterable<string>): string => {
  const ordered = scalaSetOrder(items)
  return `${ordered.length <= mostInOrder ? 'Set' : 'HashSet'}(${ordered.join(', ')})`
}

/**
 * A node of the trie (CHAMP) first yields the elements that are alone in their branch, then the branches; branches
 * are chosen by five bits of the hash.
 */
function inTree(items: readonly string[], shift: number): string[] {
  if (shift >= 32) return [...items]
  const branches = Map.groupBy(items, (item) => (improved(stringHash(item)) >>> shift) & 31)
  const ordered = [...branches].toSorted(([a], [b]) => a - b).map(([, branch]) => branch)
  return [
    ...ordered.filter((branch) => branch.length === 1).flat(),
    ...ordered.filter((branch) => branch.length > 1).flatMap((branch) => inTree(branch, shift + 5)),
  ]
}

/** scala.collection.Hashing.improve. */
function improved(code: number): number {
  let hash = (code + ~(code << 9)) | 0
  hash ^= hash >>> 14
  hash = (hash + (hash << 4)) | 0
  return hash ^ (hash >>> 10)
}
