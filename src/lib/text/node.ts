// A document as written: every value with its place. All formats are read from it.
import type {Place} from './place.ts'

export type Node = MapNode | ListNode | ScalarNode

export interface MapNode {
  readonly kind: 'map'
  readonly place: Place
  /** In the order of the file. */
  readonly entries: ReadonlyMap<string, MapEntry>
}
export interface MapEntry {
  /** The place of the key. */
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
  /** Integers are exact at any size: those that a double cannot hold are bigints. */
  readonly value: string | number | bigint | boolean | null
  /** The value as written, without quotes: `604800000`, `1.0`, `0x1F`; '' for null. */
  readonly text: string
}

/** The value at a path of keys; undefined if a node on the way is not a map or lacks the key. */
export const valueAt = (node: Node | undefined, ...keys: readonly string[]): Node | undefined =>
  keys.reduce<Node | undefined>((at, key) => (at?.kind === 'map' ? at.entries.get(key)?.value : undefined), node)

/** The text at a path of keys; undefined if it is missing or not a text. */
export function textAt(node: Node | undefined, ...keys: readonly string[]): string | undefined {
  const found = valueAt(node, ...keys)
  return found?.kind === 'scalar' && typeof found.value === 'string' ? found.value : undefined
}

export const isNull = (node: Node): boolean => node.kind === 'scalar' && node.value === null
