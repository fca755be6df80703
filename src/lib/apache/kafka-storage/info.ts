// kafka-storage info.
import {existsSync, readFileSync, statSync} from 'node:fs'
import type {Io} from '../../cli/io.ts'
import {parseProperties, propertiesText} from '../../config/properties.ts'
import {BrokenLog} from '../../log-files/broken-log.ts'
import {
  asProperties,
  metaPropertiesName,
  metaPropertiesOf,
  type MetaProperties,
} from '../../log-files/meta-properties.ts'

/** Returns the exit code. */
export function printInfo(directories: readonly string[], io: Io): number {
  const problems: string[] = []
  const found: string[] = []
  let first: MetaProperties | undefined
  for (const directory of directories) {
    if (!existsSync(directory)) problems.push(`${directory} does not exist`)
    else if (!statSync(directory).isDirectory()) problems.push(`${directory} is not a directory`)
    else {
      found.push(directory)
      const meta = metaOf(directory, problems, io)
      if (meta && first) {
        if (meta.clusterId !== first.clusterId) problems.push('Mismatched cluster IDs between storage directories.')
        else if (meta.nodeId !== first.nodeId) problems.push('Mismatched node IDs between storage directories.')
      }
      first ??= meta
    }
  }
  if (first?.version === 0) {
    problems.push(
      'The kafka configuration file appears to be for a cluster in KRaft mode, but the directories are formatted for legacy mode.',
    )
  }
  const lines = (all: readonly string[]) => all.map((each) => `  ${each}\n`).join('')
  if (found.length > 0) io.out(`Found log director${found.length === 1 ? 'y' : 'ies'}:\n${lines(found)}\n`)
  if (first) {
    const shown = asProperties(first).map(([name, value]) => `${name}=${value}`)
    io.out(`Found metadata: {${shown.join(', ')}}\n\n`)
  }
  if (problems.length === 0) return 0
  io.out(`Found problem${problems.length === 1 ? '' : 's'}:\n${lines(problems)}\n`)
  return 1
}

function metaOf(directory: string, problems: string[], io: Io): MetaProperties | undefined {
  const path = `${directory}/${metaPropertiesName}`
  if (!existsSync(path)) {
    problems.push(`${directory} is not formatted.`)
    return undefined
  }
  const properties = parseProperties(propertiesText(readFileSync(path)))
  try {
    return metaPropertiesOf(properties)
  } catch (error) {
    if (!(error instanceof BrokenLog)) throw error
    io.out(`java.lang.RuntimeException: ${error.what}\n`)
    problems.push(`Error loading ${path}: ${error.what}`)
    return undefined
  }
}
