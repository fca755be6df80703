// The commands of kafka-features that ask no cluster.
import type {Io} from '../../cli/io.ts'
import {latestMetadataVersion} from '../../features/versions.ts'
import {TerseProblem} from '../command-line/checks.ts'
import {dependenciesText, mappingText} from '../shared/feature-levels.ts'
import {parseNameAndLevel} from './parse.ts'

export const printMapping = (release = latestMetadataVersion, io: Io): void => io.out(mappingText(release))

/** Those before one that is not known are printed. */
export function printDependencies(texts: readonly string[], io: Io): void {
  for (const text of texts) {
    const {name, level} = parseNameAndLevel(text)
    const unknown = () => new TerseProblem(`No feature:${name} with feature level ${level}`)
    io.out(dependenciesText(name, level, unknown))
  }
}
