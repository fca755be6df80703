import {readdirSync, statSync} from 'node:fs'
import {join} from 'node:path'

/**
 * The segments (.log) in the folder of a partition, in the order of their offsets and names; undefined if it is not a
 * folder. Segments that a broker is deleting or swapping have longer names.
 */
export function segmentsIn(path: string): string[] | undefined {
  if (!statSync(path, {throwIfNoEntry: false})?.isDirectory()) return undefined
  return readdirSync(path)
    .filter((name) => /^\d{20}\.log$/.test(name))
    .toSorted()
    .map((name) => join(path, name))
}
