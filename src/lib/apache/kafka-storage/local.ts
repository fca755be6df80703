// The commands of kafka-storage that read no directory.
import type {Io} from '../../cli/io.ts'
import {latestMetadataVersion} from '../../features/versions.ts'
import {TerseProblem} from '../command-line/checks.ts'
import {javaTrim} from '../java/trim.ts'
import {dependenciesText, isShort, mappingText} from '../shared/feature-levels.ts'

export const printMapping = (release = latestMetadataVersion, io: Io): void => io.out(mappingText(release))

/** Prints the features before the first unknown one. */
export function printDependencies(texts: readonly string[], io: Io): void {
  for (const text of texts) {
    const at = text.indexOf('=')
    if (at < 0) {
      throw new TerseProblem(
        `Invalid feature format: ${text}. Expected format: 'feature=version' (e.g. 'group.version=1')`,
      )
    }
    const [name, level] = [javaTrim(text.slice(0, at)), javaTrim(text.slice(at + 1))]
    if (!isShort(level)) throw new TerseProblem(`Invalid version format: ${level} for feature ${name}`)
    const number = Number(level)
    const unknown = () => new TerseProblem(`Feature level ${number} is not supported for feature ${name}`)
    io.out(dependenciesText(name, number, unknown))
  }
}
