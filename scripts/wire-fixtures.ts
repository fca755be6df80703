// Rewrites the fixtures of the wire tests with Kafka's own classes. Needs Java 17 and a folder with the jars of Kafka
// 4.3.1 (its libs folder, or the jars that the sandbox fetched).
//   node scripts/wire-fixtures.ts [FOLDER]
import {execFileSync} from 'node:child_process'
import {readdirSync, writeFileSync} from 'node:fs'
import {delimiter, join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {gzipSync} from 'node:zlib'
import {cacheRoot} from '../src/lib/sandbox/folders.ts'
import {kafkaClientsJar} from '../test/support/kafka-clients-jar.ts'

const fixtures = fileURLToPath(new URL('../test/fixtures/wire/', import.meta.url))
const folder = process.argv[2] ?? join(cacheRoot(), 'jars', '4.3.1')
const libs = join(folder, '*')
const loggers = readdirSync(folder)
  .filter((file) => file.startsWith('slf4j-'))
  .map((file) => join(folder, file))

const java = (program: string, ...classPath: readonly string[]) =>
  execFileSync('java', ['-cp', classPath.join(delimiter), join(fixtures, `${program}.java`)], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    stdio: ['ignore', 'pipe', 'inherit'],
  })

function write(name: string, text: string) {
  const bytes = gzipSync(text, {level: 9})
  writeFileSync(join(fixtures, `${name}.txt.gz`), bytes)
  process.stdout.write(`${name}: ${text.split('\n').length - 1} lines, ${bytes.length} bytes\n`)
}

const newest = java('RandomMessages', await kafkaClientsJar('4.3.1'), libs)
const versionOf = (line: string) => line.split(' ', 2).join(' ')
const spoken = new Set(newest.split('\n').map(versionOf))
const apis = new Set(newest.split('\n').map((line) => line.split(' ', 1)[0]))
const older = java('RandomMessages', await kafkaClientsJar('3.9.1'), ...loggers)
  .split('\n')
  .filter((line) => apis.has(line.split(' ', 1)[0]) && !spoken.has(versionOf(line)))
write('random-messages', newest + older.map((line) => `${line}\n`).join(''))
write('record-batches', java('RecordBatches', libs))
