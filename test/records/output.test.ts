import {createHash} from 'node:crypto'
import {spawn, spawnSync} from 'node:child_process'
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'

// Real pipes, files and sockets: how a descriptor behaves is all that matters here.
const copy = `"${process.execPath}" "${join(import.meta.dirname, 'support/copy.ts')}"`
const megabytes = 20
let folder = ''
let file = ''
let digest = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kafkit-io-'))
  file = join(folder, 'in')
  const bytes = Buffer.alloc(megabytes * 1024 * 1024 + 17)
  for (let at = 0; at + 4 <= bytes.length; at += 4) bytes.writeUInt32LE(at, at)
  writeFileSync(file, bytes)
  digest = createHash('md5').update(bytes).digest('hex')
})
afterAll(() => rmSync(folder, {recursive: true}))

const shell = (command: string) => spawnSync('sh', ['-c', command], {cwd: folder, encoding: 'utf8'})
const written = () =>
  createHash('md5')
    .update(readFileSync(join(folder, 'out')))
    .digest('hex')

describe('every byte arrives, in order', () => {
  test.each([
    ['file to file', `${copy} < in > out`],
    ['pipe to pipe', `cat in | ${copy} | cat > out`],
    ['file to pipe that is read slowly', `${copy} < in | (dd bs=1000 count=100; sleep 0.2; cat) > out 2>/dev/null`],
    ['pipe to file', `cat in | ${copy} > out`],
    ['appended', `printf '' > out; ${copy} < in >> out`],
  ])('%s', (_, command) => {
    const {stderr} = shell(command)
    expect(written()).toBe(digest)
    expect(stderr).toContain('end')
  })

  test('every byte arrives over sockets', async () => {
    const child = spawn('sh', ['-c', copy], {stdio: ['pipe', 'pipe', 'ignore']}) // Node's pipes are sockets
    const hash = createHash('md5')
    child.stdout.on('data', (chunk: Buffer) => hash.update(chunk))
    child.stdin.end(readFileSync(file))
    await new Promise((resolve) => child.once('close', resolve))
    expect(hash.digest('hex')).toBe(digest)
  })

  test('an empty input gives an empty output', () => {
    expect(shell(`${copy} < /dev/null > out; wc -c < out`)).toMatchObject({stderr: 'end\n'})
    expect(shell(`: | ${copy} | wc -c`)).toMatchObject({stdout: expect.stringMatching(/^\s*0\n$/), stderr: 'end\n'})
  })
})

test('an output whose reader has ended raises OutputClosed', () => {
  const {stdout, stderr} = shell(`${copy} < in | head -c 10 | wc -c`)
  expect(stdout.trim()).toBe('10')
  expect(stderr).toBe('closed\n')
})

test('an output that accepts no more is an error', () => {
  expect(shell(`${copy} < in > /dev/full`).stderr).toContain('ENOSPC')
})

test('a signal ends waiting for input, and nothing keeps the process alive', () => {
  // A pipe that never ends: we hold its other end ourselves.
  const {stderr, status} = shell(`mkfifo endless && exec 3<> endless && timeout 20 ${copy} 100 <&3`)
  expect([stderr, status]).toEqual(['end\n', 0])
})

test('a blocked pipe does not keep the process from ending', () => {
  const {status} = shell(`mkfifo blocked && exec 3<> blocked && timeout 20 ${copy} exit >&3 < in`)
  expect(status).toBe(7)
})

test('pipes keep their mode, because other processes may share them', () => {
  const flags = 'grep flags /proc/self/fdinfo/0'
  const {stdout} = shell(
    `(printf 'a\\n'; sleep 0.5; printf 'b\\n') | (${flags}; ${copy} 200 >/dev/null 2>&1; ${flags})`,
  )
  const [before, after] = stdout.trim().split('\n')
  expect(after).toBe(before)
})
