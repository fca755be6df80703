// The one executable as people get it: by install.sh, as a package of Debian.
// `npm run test:install` makes the files first.
import {spawnSync} from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import {createServer, type Server} from 'node:http'
import type {AddressInfo} from 'node:net'
import {tmpdir} from 'node:os'
import {basename, dirname, join} from 'node:path'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import packageJson from '../../package.json' with {type: 'json'}
import {root} from '../../scripts/command-files.ts'
import {executableOf} from '../../scripts/compile/compile.ts'
import {thisTarget} from '../../scripts/compile/runtimes.ts'
import {startPracticeBroker, type PracticeBroker} from '../../src/lib/practice-broker/start.ts'
import {runProgram} from './job.ts'
import {startPracticeRegistry} from '../../src/lib/practice-registry/start.ts'

const own = thisTarget()
if (own === undefined) throw new Error('there is no runtime for this machine')
const file = executableOf(own)
const release = join(root, 'compiled/release')
const work = mkdtempSync(join(tmpdir(), 'kafkit-one-file-'))
let broker: PracticeBroker
let server: Server
let downloads = ''

const env = (more: Record<string, string> = {}) => ({
  PATH: process.env['PATH'] ?? '',
  HOME: work,
  KAFKIT_BOOTSTRAP_SERVERS: broker.bootstrapServers,
  KAFKIT_SANDBOX_DIR: join(work, 'sandboxes'),
  ...more,
})
const run = (program: string, args: readonly string[], more: Record<string, string> = {}, cwd = work) =>
  runProgram([program, ...args], {env: env(more), cwd})
const shell = (line: string, more: Record<string, string> = {}) =>
  run('bash', ['-c', `set -o pipefail; ${line}`], {PATH: `${dirname(file)}:${process.env['PATH'] ?? ''}`, ...more})

beforeAll(async () => {
  broker = await startPracticeBroker()
  for (const topic of ['piped', 'long']) {
    const created = await run(file, ['topics', 'create', topic])
    expect(created.code, created.err).toBe(0)
  }
  server = createServer((request, response) => {
    const wanted = join(release, basename(request.url ?? ''))
    response.writeHead(existsSync(wanted) ? 200 : 404)
    response.end(existsSync(wanted) ? readFileSync(wanted) : '')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  downloads = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  server.close()
  await broker.close()
  rmSync(work, {recursive: true, force: true})
})

describe('the executable', () => {
  test('what it says of itself, with help, schemas and all drop-ins in it', async () => {
    expect((await run(file, ['--version'])).out).toMatch(new RegExp(`^kafkit ${packageJson.version} \\(bun `))
    expect((await run(file, ['topics', 'list', '--help'])).out).toContain('$ kafkit topics list [TOPIC...] [FLAGS]')
    expect(JSON.parse((await run(file, ['schema', 'topics', 'list'])).out)).toMatchObject({title: 'kafkit topics list'})
    const listed = JSON.parse((await run(file, ['drop-ins', 'list', '-o', 'json'])).out) as {name: string}[]
    expect(listed.map(({name}) => name)).toEqual(Object.keys(packageJson.bin).filter((name) => name !== 'kafkit'))
  })

  test('records come in through a pipe and go out through one', async () => {
    const sent = await shell('(seq 500; sleep 0.3; seq 501 1000) | kafkit produce piped -q')
    expect(sent).toEqual({out: '', err: '', code: 0})
    const back = await shell('kafkit consume piped --from-beginning --until-end -q | sort -n | uniq | wc -l')
    expect(back.out.trim()).toBe('1000')
    // More than a pipe holds: what has been written already is not told that its reader is gone.
    expect(await shell('seq 1 100000 | kafkit produce long -q')).toMatchObject({err: '', code: 0})
    expect(await shell('kafkit consume long --from-beginning -q | head -n 2')).toMatchObject({out: '1\n2\n', code: 0})
  })

  // It lay there from run to run, and what a power failure had left of it ended every later one with `Bun has crashed`.
  test.runIf(process.platform === 'linux')(
    'reading much loads the library for checksums, and leaves nothing in the folder for temporary files',
    async () => {
      const TMPDIR = mkdtempSync(join(work, 'temporary-'))
      const script = `kafkit consume long --from-beginning -q > /dev/null & reader=$!
        for try in $(seq 100); do grep -q 'crc32.node (deleted)' /proc/$reader/maps && break; sleep 0.1; done
        [ $try -lt 100 ] && echo loaded; kill $reader; wait $reader; echo $?`
      expect(await shell(script, {TMPDIR})).toEqual({out: 'loaded\n143\n', err: '', code: 0})
      expect(readdirSync(TMPDIR)).toEqual([])
    },
  )

  test('output that is lost is a failure', async () => {
    const {code, err} = await shell('kafkit topics list > /dev/full')
    expect(code).toBe(1)
    expect(err).toContain('ENOSPC')
  })

  test('a .env in the folder where it is started is not for kafkit', async () => {
    const folder = join(work, 'project')
    mkdirSync(folder)
    writeFileSync(join(folder, '.env'), 'KAFKIT_BOOTSTRAP_SERVERS=127.0.0.1:1\nKAFKIT_PROFILE=nowhere\n')
    writeFileSync(join(folder, 'bunfig.toml'), 'preload = ["./nothing.ts"]\n')
    expect(await run(file, ['topics', 'list', '-o', 'name'], {}, folder)).toMatchObject({out: 'long\npiped\n', code: 0})
  })

  test('nohup: the end of the terminal does not end it', async () => {
    const line = `trap '' HUP; kafkit consume piped --from-beginning -q > all & sleep 2; kill -HUP $!; sleep 0.5; kill -0 $! && kill $!; wait $!; echo $?`
    expect((await shell(line)).out.trim()).toBe('143')
  })

  test('the practice broker and the practice registry are the same file', async () => {
    // The sandbox is found where no other cluster is named.
    const inSandbox = (...words: string[]) => run(file, words, {KAFKIT_BOOTSTRAP_SERVERS: ''})
    expect(await inSandbox('sandbox', 'start', '--engine', 'memory', '--registry')).toMatchObject({code: 0})
    const types = await inSandbox('schemas', 'types', '-o', 'name')
    expect(await inSandbox('sandbox', 'stop')).toMatchObject({code: 0})
    expect(types).toMatchObject({out: 'AVRO\nJSON\nPROTOBUF\n', code: 0})
  })
})

test('drop-ins: by the first word, by a link, by a script for shells, by class', async () => {
  const folder = join(work, 'names')
  expect(await run(file, ['drop-ins', 'link', folder])).toMatchObject({code: 0})
  expect(readlinkSync(join(folder, 'kafka-topics'))).toBe(file)
  const list = ['--bootstrap-server', broker.bootstrapServers, '--list']
  const wanted = {out: 'long\npiped\n', err: '', code: 0}
  expect(await run(file, ['kafka-topics', ...list])).toEqual(wanted)
  expect(await run(join(folder, 'kafka-topics'), list)).toEqual(wanted)
  expect(await run(join(folder, 'kafka-topics.sh'), list)).toEqual(wanted)
  expect(await run('sh', [join(folder, 'kafka-topics.sh'), ...list])).toEqual(wanted)
  expect(await run(join(folder, 'kafka-run-class'), ['kafka.admin.TopicCommand', ...list])).toEqual(wanted)
  const again = await run(file, ['drop-ins', 'link', folder, '--legacy', '-o', 'json'])
  expect(JSON.parse(again.out)).toContainEqual({
    name: 'kafka-topics',
    file: join(folder, 'kafka-topics'),
    status: 'linked',
  })
  const listed = await run(file, ['drop-ins', 'list', '-o', 'csv'], {PATH: folder})
  expect(listed.out).toContain(`kafka-topics.sh,${file},${file}`)
})

test("Confluent's console tools, with the libraries that read schemas", async () => {
  await using registry = await startPracticeRegistry()
  const kinds = [
    ['avro', '{"type":"record","name":"R","fields":[{"name":"a","type":"int"}]}', '{"a":1}'],
    ['protobuf', 'syntax = "proto3"; message R { int32 a = 1; }', '{"a":1}'],
    ['json-schema', '{"type":"object","required":["a"]}', '{"a":1}'],
  ] as const
  for (const [kind, schema, line] of kinds) {
    const where = `--bootstrap-server ${broker.bootstrapServers} --topic one-${kind} --property schema.registry.url=${registry.url}`
    const sent = await shell(
      `echo '${line}' | kafkit kafka-${kind}-console-producer ${where} --property value.schema='${schema}'`,
    )
    expect(sent, kind).toMatchObject({code: 0, out: ''})
    const read = await shell(`kafkit kafka-${kind}-console-consumer ${where} --from-beginning --max-messages 1`)
    expect(read, kind).toMatchObject({code: 0, out: `${line}\n`})
  }
})

describe('install.sh', () => {
  const install = (more: Record<string, string>) =>
    run('sh', [join(release, 'install.sh')], {KAFKIT_DOWNLOADS: downloads, ...more})

  test('fetches, checks, installs and links', async () => {
    const prefix = join(work, "it's mine")
    const {out, err, code} = await install({PREFIX: prefix, DROP_INS: join(prefix, 'names')})
    expect(code, err).toBe(0)
    expect(out).toContain(`kafkit ${packageJson.version} is in ${prefix}/bin`)
    expect((await run(join(prefix, 'bin/kafkit'), ['--version'])).code).toBe(0)
    expect((await run(join(prefix, 'names/kafka-topics.sh'), ['--version'])).out).toBe('4.3.1\n')
    expect(readFileSync(join(prefix, 'share/man/man1/kafka-topics.1'), 'utf8')).toContain('.SH NAME')
    expect(readFileSync(join(prefix, 'share/zsh/site-functions/_kafkit'), 'utf8')).toContain('#compdef kafkit')
  })

  test('a file with another checksum is not installed', async () => {
    const script = readFileSync(join(release, 'install.sh'), 'utf8').replaceAll(/wanted=[\da-f]{4}/g, 'wanted=0000')
    const other = join(work, 'other.sh')
    writeFileSync(other, script)
    const prefix = join(work, 'none')
    const {code, err} = await run('sh', [other], {KAFKIT_DOWNLOADS: downloads, PREFIX: prefix})
    expect(code).toBe(1)
    expect(err).toMatch(
      /is not what was published: its SHA-256 is [\da-f]{64} and should be 0000[\da-f]{60}; nothing was installed\n$/,
    )
    expect(existsSync(prefix)).toBe(false)
  })

  test('a folder in the place of kafkit is said, and stays as it is', async () => {
    const prefix = join(work, 'taken')
    mkdirSync(join(prefix, 'bin/kafkit'), {recursive: true})
    const {out, err, code} = await install({PREFIX: prefix})
    expect({out, err, code}).toEqual({
      out: '',
      err: `install.sh: ${prefix}/bin/kafkit is a folder; nothing was installed\n`,
      code: 1,
    })
    expect(readdirSync(prefix, {recursive: true}).toSorted()).toEqual(['bin', 'bin/kafkit'])
  })

  test('what cannot be fetched is said, and nothing is left', async () => {
    const prefix = join(work, 'none')
    const {code, err} = await install({
      PREFIX: prefix,
      KAFKIT_DOWNLOADS: `${downloads}/nothing/`.replace('127.0.0.1', '127.0.0.2'),
    })
    expect(code).toBe(1)
    expect(err).toContain('cannot be fetched')
    expect(existsSync(prefix)).toBe(false)
  })

  test('half of the script does nothing', async () => {
    const text = readFileSync(join(release, 'install.sh'), 'utf8')
    const prefix = join(work, 'none')
    for (const part of [0.5, 0.8, 0.98]) {
      const half = join(work, 'half.sh')
      writeFileSync(half, text.slice(0, Math.floor(text.length * part)))
      await run('sh', [half], {KAFKIT_DOWNLOADS: downloads, PREFIX: prefix})
      expect(existsSync(prefix)).toBe(false)
    }
  })
})

test('SHA256SUMS names every file of the release', async () => {
  const {out, code} = await run('sha256sum', ['-c', 'SHA256SUMS'], {}, release)
  expect(code).toBe(0)
  const files = readdirSync(release).filter((name) => name !== 'SHA256SUMS')
  expect(out.trim().split('\n')).toEqual(files.toSorted().map((name) => `${name}: OK`))
})

const hasDpkg = process.platform === 'linux' && spawnSync('dpkg', ['--version']).status === 0
test.runIf(hasDpkg)('the package of Debian installs into a root of its own and goes away again', async () => {
  const deb = readdirSync(release).find((name) => name.endsWith('.deb')) ?? ''
  const [target, admin] = [join(work, 'debian'), join(work, 'dpkg')]
  for (const folder of ['info', 'updates', 'triggers', 'parts']) mkdirSync(join(admin, folder), {recursive: true})
  writeFileSync(join(admin, 'status'), '')
  writeFileSync(join(admin, 'available'), '')
  mkdirSync(target)
  const dpkg = (...args: string[]) =>
    run('dpkg', ['--force-not-root', '--force-depends', '--force-script-chrootless', `--instdir=${target}`, `--admindir=${admin}`, ...args]) // prettier-ignore
  expect(await dpkg('--install', join(release, deb))).toMatchObject({code: 0})
  expect((await run(join(target, 'usr/bin/kafkit'), ['--version'])).out).toContain(packageJson.version)
  expect(readlinkSync(join(target, 'usr/lib/kafkit/bin/kafka-topics'))).toBe('/usr/bin/kafkit')
  expect(readFileSync(join(target, 'usr/lib/kafkit/bin/kafka-topics.sh'), 'utf8')).toContain(
    "exec '/usr/bin/kafkit' kafka-topics",
  )
  expect(await dpkg('--remove', 'kafkit')).toMatchObject({code: 0})
  expect(existsSync(join(target, 'usr/bin/kafkit'))).toBe(false)
})
