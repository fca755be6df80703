// A class-data archive (AppCDS) holds Kafka's classes ready to map, which more than halves a broker's start.
import {createHash} from 'node:crypto'
import {join} from 'node:path'
import {cacheRoot} from './folders.ts'
import type {Java} from './java.ts'

/**
 * Path of the archive for this Java and class path, whether or not it exists; undefined for a Java that cannot make
 * one.
 */
export function archiveFile(java: Java, jars: readonly string[]): string | undefined {
  // Java 13 introduced dynamic archives, but the releases between 11 and 17 are not worth supporting.
  if (java.version < 17) return undefined
  const key = createHash('sha256')
    .update(JSON.stringify([java.executable, java.release, jars]))
    .digest('hex')
  return join(cacheRoot(), 'class-data', `${key.slice(0, 16)}.jsa`)
}
