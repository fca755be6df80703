// A program that loses its input must not end as if there had been none: in Node, and in those that only say that they are.
// `npm test` builds first.
import {execFile, spawnSync} from 'node:child_process'
import {once} from 'node:events'
import {existsSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {createServer, type AddressInfo, type Socket} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {promisify} from 'node:util'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {root} from '../../scripts/command-files.ts'
import {runtimeFile, thisTarget} from '../../scripts/compile/runtimes.ts'
import {runKafkit} from '../support/built-kafkit.ts'

const folder = mkdtempSync(join(tmpdir(), 'kafkit-runtimes-'))
const bin = join(root, 'bin')
const own = thisTarget()
/** `npm test` has fetched it (scripts/compile/runtimes.ts). */
const bun = process.env['KAFKIT_BUN'] ?? (own && existsSync(runtimeFile(own)) ? runtimeFile(own) : 'bun')
const hasBun = spawnSync(bun, ['--version']).status === 0
if (!hasBun) console.warn('SKIPPED, kafkit in bun: node scripts/compile/runtimes.ts fetches one')

describe.runIf(existsSync(join(root, 'dist/kafkit.cjs')))('input', () => {
  let at: string
  const env = {...process.env, KAFKIT_SANDBOX_DIR: folder, KAFKIT_CACHE_DIR: join(folder, 'cache')}
  beforeAll(async () => {
    const made = await runKafkit(['sandbox', 'start', '--engine', 'memory', '-o', 'template={address}'], {env})
    at = /\S+:\d+/.exec(made.stdout)?.[0] ?? ''
    expect(at, made.stderr).not.toBe('')
  })
  afterAll(async () => {
    await runKafkit(['sandbox', 'stop'], {env})
    rmSync(folder, {recursive: true, force: true})
  })
  const shell = (line: string) => {
    const {status, stdout, stderr} = spawnSync('bash', ['-c', line], {
      env: {...env, KAFKIT_BOOTSTRAP_SERVERS: at},
      encoding: 'utf8',
      timeout: 25_000,
    })
    return {status, stdout, stderr}
  }
  const count = async (topic: string) =>
    (
      await runKafkit(['consume', topic, '--from-beginning', '--until-end', '-q'], {env, bootstrapServers: at})
    ).stdout.split('\n').length - 1

  test('an end that the kernel does not confirm is an error', async () => {
    const preload = join(folder, 'unsure.cjs')
    writeFileSync(
      preload,
      `const fs = require('node:fs')
       const read = fs.readSync
       fs.readSync = (fd, to, ...how) => {
         // That we ask for one byte is the question whether it is over.
         if (to.length === 1) throw Object.assign(new Error('EAGAIN: try again, read'), {code: 'EAGAIN'})
         return read(fd, to, ...how)
       }`,
    )
    await runKafkit(['topics', 'create', 'unsure'], {env, bootstrapServers: at})
    const sent = (program: string) => shell(`seq 10 | ${process.execPath} -r ${preload} ${bin}/${program}`)
    expect(sent('kafkit produce unsure -q')).toMatchObject({
      status: 1,
      stderr:
        'kafkit: unsure: 10 records acknowledged (11 B)\nkafkit: the input stopped before its end; what came before was read\n',
    })
    const dropIn = sent(`kafka-console-producer --bootstrap-server ${at} --topic unsure`)
    expect(dropIn.status).toBe(1)
    expect(dropIn.stderr).toContain('the input stopped before its end')
  })

  test('a program that waits for what can never happen does not end with 0', () => {
    const file = join(folder, 'stranded.cjs')
    writeFileSync(
      file,
      `const {modules} = require(${JSON.stringify(join(root, 'dist/kafkit.cjs'))});
       modules['src/lib/cli/process.ts']().runProcess('kafkit', () => new Promise(() => {}))`,
    )
    const {status, stderr} = spawnSync(process.execPath, [file], {encoding: 'utf8'})
    expect({status, stderr}).toEqual({
      status: 1,
      stderr: `kafkit: the program stopped before its work was done (Node ${process.version})\n`,
    })
  })

  describe.runIf(hasBun)('in bun', () => {
    // It has a connection of its own (cluster/quick-link.ts).
    test.each<[string, (socket: Socket) => void]>([
      ['closes the connection at once', (socket) => void socket.end()],
      [
        'breaks it off when it is asked something',
        (socket) => void socket.once('data', () => socket.resetAndDestroy()),
      ],
      ['closes it when it is asked something', (socket) => void socket.once('data', () => socket.end())],
      ['speaks HTTP', (socket) => void socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))],
      ['says nothing', () => {}],
    ])('what is said of a broker that %s is what is said in Node', async (_, serve) => {
      const server = createServer((socket) => serve(socket.on('error', () => {}))).listen(0, '127.0.0.1')
      await once(server, 'listening')
      const {port} = server.address() as AddressInfo
      const said = await saidInBoth(`127.0.0.1:${port}`)
      server.close()
      expect(said.node).toMatch(/^kafkit: 127\.0\.0\.1:\d+ .+\n1$/)
      expect(said.bun).toBe(said.node)
    })

    test.each(['127.0.0.1:1', 'no-such-host.invalid:9092', '[::1]:1'])(
      'what is said of %s is what is said in Node',
      async (place) => {
        const said = await saidInBoth(place)
        expect(said.node).toMatch(/^kafkit: .+\n1$/)
        expect(said.bun).toBe(said.node)
      },
    )

    const saidInBoth = async (place: string) => {
      const args = ['topics', 'list', '-b', place, '--command-property', 'request.timeout.ms=500', '--timeout', '500ms']
      const said = (program: string) =>
        promisify(execFile)(program, [join(bin, 'kafkit'), ...args], {env}).then(
          () => 'nothing',
          ({stderr, code}: {stderr: string; code: number}) => `${stderr}${code}`,
        )
      const [node, inBun] = await Promise.all([said(process.execPath), said(bun)])
      return {node, bun: inBun}
    }

    test.each([
      ['seq 1000 | bun kafka-console-producer', '(sleep 0.3; seq 1000)', 'kafka-console-producer --bootstrap-server @ --topic'], // prettier-ignore
      ['seq 1000 | bun kafkit produce', '(seq 500; sleep 0.3; seq 500)', 'kafkit produce -q'],
    ])('%s sends a thousand records, and consume prints them', async (_, input, program) => {
      const topic = `of-${program.split(' ')[0]}`
      await runKafkit(['topics', 'create', topic], {env, bootstrapServers: at})
      expect(shell(`${input} | ${bun} ${bin}/${program.replace('@', at)} ${topic}`).status).toBe(0)
      expect(await count(topic)).toBe(1000)
      expect(shell(`${bun} ${bin}/kafkit consume ${topic} --from-beginning --until-end -q | wc -l`).stdout.trim()).toBe(
        '1000',
      )
    })
  })
})
