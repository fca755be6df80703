// The description of a release: its version, its files with their checksums, and their address. All channels are made
// from it.
import {createHash} from 'node:crypto'
import {readFileSync} from 'node:fs'
import packageJson from '../../package.json' with {type: 'json'}
import type {TargetName} from '../compile/runtimes.ts'
import {publicAddress, webPage} from '../public-address.ts'

export interface Archive {
  readonly target: TargetName
  /** `kafkit-0.1.0-linux-x64.tar.gz`; its content is in a folder with the same name without the extension. */
  readonly file: string
  readonly sha256: string
}

export interface Release {
  readonly version: string
  readonly description: string
  readonly license: string
  readonly homepage: string
  /** The folder of this version's files, without a slash at the end. */
  readonly downloads: string
  readonly archives: readonly Archive[]
}

export const archiveName = (target: TargetName): string =>
  `kafkit-${packageJson.version}-${target}.${target.startsWith('windows') ? 'zip' : 'tar.gz'}`

export const sha256Of = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex')

export function describeRelease(archives: readonly Archive[]): Release {
  const {version, description, license} = packageJson
  const homepage = webPage(publicAddress())
  return {version, description, license, homepage, downloads: `${homepage}/releases/download/v${version}`, archives}
}

/** Throws if the release has no archive for that system, because a channel that names the file needs it. */
export function archiveFor({archives}: Release, target: TargetName): Archive {
  const found = archives.find((each) => each.target === target)
  if (!found) throw new Error(`the release has no archive for ${target}`)
  return found
}
