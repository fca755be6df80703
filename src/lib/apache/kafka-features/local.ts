// The commands of kafka-features that need no cluster.
import type {Io} from '../../cli/io.ts'
import {latestMetadataVersion} from '../../features/versions.ts'
import {TerseProblem} from '../command-line/checks.ts'
import {dependenciesText, mappingText} from '../shared/feature-levels.ts'
import {parseNameAndLevel} from './parse.ts'

export const printMapping = (release = latestMetadataVersion, io: Io): void => io.out(mappingText(release))

/** Prints the features before the first unknown one. */
export function printDependencies(texts: readonly string[], io: Io): void {
  for (const text of texts) {
    const {name, level} = parseNameAndLevel(text)
    const unknown = () => new TerseProblem(`No feature:${name} with feature level ${level}`)
    io.out(dependenciesText(name, level, unknown))
  }
}
