// Writes test/fixtures/serdes/avro-answers.jsonl.gz anew with Apache Avro's own classes: needs Maven and JDK 19 or later.
//   JAVA_HOME=… node scripts/avro-fixtures.ts [--schemas N]     more random schemas than are kept, for a live comparison
import {execFileSync} from 'node:child_process'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {gzipSync} from 'node:zlib'
import {randomAvroSchemas, writtenAvroSchemas} from '../test/support/avro-schemas.ts'

const fixtures = fileURLToPath(new URL('../test/fixtures/serdes/', import.meta.url))
const wanted = process.argv.indexOf('--schemas')
const count = wanted < 0 ? 40 : Number(process.argv[wanted + 1])
const folder = mkdtempSync(join(tmpdir(), 'avro-'))
try {
  for (const artifact of [
    'org.apache.avro:avro:1.12.1',
    'com.fasterxml.jackson.core:jackson-core:2.20.0',
    'com.fasterxml.jackson.core:jackson-databind:2.20.0',
    'com.fasterxml.jackson.core:jackson-annotations:2.20',
    'org.slf4j:slf4j-api:2.0.17',
    'org.apache.commons:commons-lang3:3.18.0',
  ])
    execFileSync('mvn', [
      '-q',
      'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy',
      `-Dartifact=${artifact}`,
      `-DoutputDirectory=${folder}`,
    ])
  const home = process.env['JAVA_HOME']
  const text = execFileSync(
    home === undefined ? 'java' : join(home, 'bin', 'java'),
    ['-cp', join(folder, '*'), join(fixtures, 'AvroAnswers.java')],
    {
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
      input: [...writtenAvroSchemas, ...randomAvroSchemas(count)].map((each) => `${JSON.stringify(each)}\n`).join(''),
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  )
  const bytes = gzipSync(text, {level: 9})
  writeFileSync(join(fixtures, 'avro-answers.jsonl.gz'), bytes)
  process.stdout.write(`${text.split('\n').length - 1} answers, ${bytes.length} bytes\n`)
} finally {
  rmSync(folder, {recursive: true, force: true})
}
