// Releases whose jars are listed with checksums, so that they can be fetched without Maven.
import {createHash} from 'node:crypto'
import {readFile} from 'node:fs/promises'
import {jars282} from './jars-2.8.2.ts'
import {jars391} from './jars-3.9.1.ts'
import {jars431} from './jars-4.3.1.ts'

export interface PinnedJar {
  /** `group:artifact:version` */
  coordinates: string
  /** Path below the root of any Maven repository. */
  path: string
  file: string
  bytes: number
  /** In base64. */
  sha512: string
}

/** One line per jar: `group:artifact:version bytes sha512`. */
const lists: Record<string, string> = {'4.3.1': jars431, '3.9.1': jars391, '2.8.2': jars282}

/** The jars of a release in class path order, or undefined for a release without a list. */
export function pinnedJars(version: string): PinnedJar[] | undefined {
  return lists[version]
    ?.trim()
    .split('\n')
    .map((line) => {
      const [coordinates = '', bytes, sha512 = ''] = line.split(' ')
      const [group = '', artifact = '', release = ''] = coordinates.split(':')
      const file = `${artifact}-${release}.jar`
      const path = `${group.replaceAll('.', '/')}/${artifact}/${release}/${file}`
      return {coordinates, path, file, bytes: Number(bytes), sha512}
    })
}

/** The releases with a list of jars. */
export const pinnedReleases = (): string[] => Object.keys(lists)

/** SHA-512 in base64. */
export async function checksum(file: string): Promise<string> {
  return createHash('sha512')
    .update(await readFile(file))
    .digest('base64')
}
