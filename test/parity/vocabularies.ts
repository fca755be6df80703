// What random command lines are made of: a file for each drop-in, vocabularies/NAME.ts.
import {existsSync} from 'node:fs'
import {join} from 'node:path'
import {pathToFileURL} from 'node:url'
import {dropInNames} from '../../scripts/drop-in-tools.ts'
import type {Vocabulary} from './generate.ts'
import type {GistRules} from './gist.ts'

interface VocabularyFile extends GistRules {
  /** Command lines that need no cluster. */
  readonly vocabulary: Vocabulary
  /** Command lines for the fixture's cluster that do not change it, without --bootstrap-server. */
  readonly liveVocabulary?: Vocabulary
  /** How many command lines are recorded, where not `recordedCount`. */
  readonly recorded?: number
  /** --bootstrap-server belongs behind the command. */
  readonly connectionLast?: true
}

const fileOf = (name: string) => join(import.meta.dirname, 'vocabularies', `${name}.ts`)
const read = async (name: string) => (await import(pathToFileURL(fileOf(name)).href)) as VocabularyFile

/** By the names of the tools. A drop-in without a file is missing here; test/apache/every-tool.test.ts says so. */
export const vocabularies: ReadonlyMap<string, VocabularyFile> = new Map(
  await Promise.all(
    dropInNames()
      .filter((name) => existsSync(fileOf(name)))
      .map(async (name) => [name, await read(name)] as const),
  ),
)
