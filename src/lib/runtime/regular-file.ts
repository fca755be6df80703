import {statSync} from 'node:fs'

/**
 * What a path is, in words, if it is something else than a regular file; undefined for a regular file and for nothing.
 * Devices have no end (/dev/full, /dev/zero): reading one takes all memory, and a pipe waits for ever.
 */
export function notRegularFile(path: string): string | undefined {
  const found = statSync(path, {throwIfNoEntry: false})
  if (found === undefined || found.isFile()) return undefined
  return found.isDirectory() ? 'a folder' : found.isFIFO() || found.isSocket() ? 'a pipe' : 'a device'
}
