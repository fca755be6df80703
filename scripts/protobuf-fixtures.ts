// Writes test/fixtures/serdes/protobuf-answers.jsonl.gz anew with Google's own classes: needs Maven and JDK 19 or later.
//   JAVA_HOME=… node scripts/protobuf-fixtures.ts [--schemas N]     more random schemas than are kept, for a live comparison
import {execFileSync} from 'node:child_process'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {gzipSync} from 'node:zlib'
import {everyLine, randomProtobufSchemas} from '../test/support/protobuf-schemas.ts'

const fixtures = fileURLToPath(new URL('../test/fixtures/serdes/', import.meta.url))
const wanted = process.argv.indexOf('--schemas')
const count = wanted < 0 ? 60 : Number(process.argv[wanted + 1])
const folder = mkdtempSync(join(tmpdir(), 'protobuf-'))
try {
  // The last releases with includingDefaultValueFields, by which Confluent's formatter prints.
  for (const artifact of [
    'com.google.protobuf:protobuf-java:3.25.8',
    'com.google.protobuf:protobuf-java-util:3.25.8',
    'com.google.code.gson:gson:2.8.9',
    'com.google.guava:guava:32.0.1-jre',
    'com.google.guava:failureaccess:1.0.1',
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
    ['-cp', join(folder, '*'), join(fixtures, 'ProtobufAnswers.java')],
    {
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
      input: [everyLine, ...randomProtobufSchemas(count)].map((each) => `${JSON.stringify(each)}\n`).join(''),
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  )
  const bytes = gzipSync(text, {level: 9})
  writeFileSync(join(fixtures, 'protobuf-answers.jsonl.gz'), bytes)
  process.stdout.write(`${text.split('\n').length - 1} lines, ${bytes.length} bytes\n`)
} finally {
  rmSync(folder, {recursive: true, force: true})
}
