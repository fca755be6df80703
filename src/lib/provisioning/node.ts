// A document as it is written: every value with its place. What formats are read from, native and foreign ones.
import type {Place} from './place.ts'

export type Node = MapNode | ListNode | ScalarNode

export interface MapNode {
  readonly kind: 'map'
  readonly place: Place
  /** In the order of the file. */
  readonly entries: ReadonlyMap<string, MapEntry>
}
export interface MapEntry {
  /** Of the key. */
  readonly place: Place
  readonly value: Node
}

export interface ListNode {
  readonly kind: 'list'
  readonly place: Place
  readonly items: readonly Node[]
}

export interface ScalarNode {
  readonly kind: 'scalar'
  readonly place: Place
  /** Integers of any size are exact: those that no double holds are bigints. */
  readonly value: string | number | bigint | boolean | null
  /** As it is written, without quotes: `604800000`, `1.0`, `0x1F`; '' for null. */
  readonly text: string
}

/** The value of a key; undefined if the node is no map or has no such key. */
export const valueAt = (node: Node | undefined, ...keys: readonly string[]): Node | undefined =>
  keys.reduce<Node | undefined>((at, key) => (at?.kind === 'map' ? at.entries.get(key)?.value : undefined), node)

/** A text that stands there; undefined for anything else. */
export function textAt(node: Node | undefined, ...keys: readonly string[]): string | undefined {
  const found = valueAt(node, ...keys)
  return found?.kind === 'scalar' && typeof found.value === 'string' ? found.value : undefined
}

export const isNull = (node: Node): boolean => node.kind === 'scalar' && node.value === null
