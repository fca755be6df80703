// A class-data archive (AppCDS) holds Kafka's classes ready to map, which more than halves a broker's start.
import {createHash} from 'node:crypto'
import {join} from 'node:path'
import {cacheRoot} from './folders.ts'
import type {Java} from './java.ts'

/** Where the archive for this Java and class path is or will be; undefined for a Java that cannot make one. */
export function archiveFile(java: Java, jars: readonly string[]): string | undefined {
  // Dynamic archives came with Java 13; nobody runs what lies between 11 and 17.
  if (java.version < 17) return undefined
  const key = createHash('sha256')
    .update(JSON.stringify([java.executable, java.release, jars]))
    .digest('hex')
  return join(cacheRoot(), 'class-data', `${key.slice(0, 16)}.jsa`)
}
