// Runs Java libraries to get their answers for fixtures: their jars from Maven's repository, and a one-file program.
import {execFileSync} from 'node:child_process'
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {parseArgs} from 'node:util'

export const fixtures = fileURLToPath(new URL('../test/fixtures/serdes/', import.meta.url))

/** Avro's library and its dependencies. */
export const avroJars = [
  'org.apache.avro:avro:1.12.1',
  'com.fasterxml.jackson.core:jackson-core:2.20.0',
  'com.fasterxml.jackson.core:jackson-databind:2.20.0',
  'com.fasterxml.jackson.core:jackson-annotations:2.20',
  'org.slf4j:slf4j-api:2.0.17',
  'org.apache.commons:commons-lang3:3.18.0',
]

/**
 * The standard output of a program in `fixtures`, which gets a line of JSON for each input, and a seed for its
 * values. Needs Maven, and JDK 19 or later in JAVA_HOME or on the PATH.
 */
export function javaAnswers(
  program: string,
  jars: readonly string[],
  inputs: readonly unknown[] = [],
  seed?: number,
): string {
  const folder = mkdtempSync(join(tmpdir(), 'fixtures-'))
  try {
    for (const jar of jars)
      execFileSync('mvn', [
        '-q',
        'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy',
        `-Dartifact=${jar}`,
        `-DoutputDirectory=${folder}`,
      ])
    const home = process.env['JAVA_HOME']
    return execFileSync(
      home === undefined ? 'java' : join(home, 'bin', 'java'),
      ['-cp', join(folder, '*'), join(fixtures, program), ...(seed === undefined ? [] : [String(seed)])],
      {
        encoding: 'utf8',
        maxBuffer: 2 ** 28,
        input: inputs.map((each) => `${JSON.stringify(each)}\n`).join(''),
        stdio: ['pipe', 'pipe', 'inherit'],
      },
    )
  } finally {
    rmSync(folder, {recursive: true, force: true})
  }
}

/**
 * The options `--schemas N`, `--seed N` and `--to FILE`: N random schemas for a live comparison, in another file.
 * Without them, the committed file is rewritten.
 */
export function wantedAnswers(kept: string, usual: number) {
  const {values} = parseArgs({options: {schemas: {type: 'string'}, seed: {type: 'string'}, to: {type: 'string'}}})
  const seed = values.seed === undefined ? undefined : Number(values.seed)
  if (seed !== undefined && values.to === undefined) throw new Error('--seed makes other answers: give --to FILE')
  return {schemas: Number(values.schemas ?? usual), seed, file: values.to ?? join(fixtures, kept)}
}
