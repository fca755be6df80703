// What arrives behind a pipe, in Node and in bun, which the one executable runs on.
import {spawn, spawnSync} from 'node:child_process'
import {existsSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {text} from 'node:stream/consumers'
import {afterAll, describe, expect, test, vi} from 'vitest'
import {root} from '../../scripts/command-files.ts'
import {runtimeFile, thisTarget} from '../../scripts/compile/runtimes.ts'

const folder = mkdtempSync(join(tmpdir(), 'kafkit-output-'))
afterAll(() => rmSync(folder, {recursive: true, force: true}))

/** Exists as soon as the program has handed over 300 KB, which no pipe here holds. */
const handedOver = join(folder, 'handed-over')
/** Writes lines with the numbers from 0, as text or as bytes. */
const program = join(folder, 'program.ts')
writeFileSync(
  program,
  `import {writeFileSync} from 'node:fs'
   import {StandardOutput} from ${JSON.stringify(join(root, 'src/lib/cli/standard-output.ts'))}
   const output = new StandardOutput()
   const [many = '', way] = process.argv.slice(2)
   for (let i = 0; i < Number(many); i++) {
     const line = \`\${i} \${'ä'.repeat(100)}\\n\`
     output.write(way === 'bytes' ? Buffer.from(line) : line)
     if (i === 1500) writeFileSync(${JSON.stringify(handedOver)}, '')
   }
   const failure = await output.delivered()
   process.stderr.write(\`\${failure?.message ?? 'delivered'}, \${output.closed.aborted ? 'closed' : 'open'}\`)
   process.exit(0)`,
)

const own = thisTarget()
const bun = own && existsSync(runtimeFile(own)) ? runtimeFile(own) : undefined
if (bun === undefined) console.warn('SKIPPED, standard output in bun: node scripts/compile/runtimes.ts fetches one')
const engines = [{name: 'Node', engine: process.execPath}, ...(bun === undefined ? [] : [{name: 'bun', engine: bun}])]

describe.skipIf(process.platform === 'win32').each(engines)('in $name', ({engine}) => {
  const behind = (words: string, reader: string) => {
    rmSync(handedOver, {force: true})
    const line = `'${engine}' '${program}' ${words} 2> '${folder}/said' | ${reader}; cat '${folder}/said'`
    return spawnSync('bash', ['-c', line], {encoding: 'utf8', timeout: 20_000}).stdout
  }
  /** For a reader that comes when the pipe is full. */
  const late = `until [ -e '${handedOver}' ]; do sleep 0.01; done`
  const numbered = "awk '$1 != NR - 1 || length($2) < 100 {wrong++} END {print NR, wrong + 0}'"

  test.each([
    ['little', 'a fast reader', '100 text', numbered],
    ['more than a pipe holds', 'a reader that comes late', '3000 text', `(${late}; ${numbered})`],
    ['bytes, more than a pipe holds', 'a reader that comes late', '3000 bytes', `(${late}; ${numbered})`],
    ['more than is kept for it', 'a reader that comes late', '100000 text', `(${late}; ${numbered})`],
  ])('%s: all of it arrives in order at %s', (__, ___, words, reader) => {
    const many = words.split(' ')[0] ?? ''
    expect(behind(words, reader)).toBe(`${many} 0\ndelivered, open`)
  })

  test('a socket: all of it arrives at a reader that comes late', async () => {
    rmSync(handedOver, {force: true})
    const child = spawn(engine, [program, '5000', 'text'], {stdio: ['ignore', 'pipe', 'ignore']})
    await vi.waitFor(() => expect(existsSync(handedOver)).toBe(true), 10_000)
    const got = await text(child.stdout)
    expect(got).toBe(Array.from({length: 5000}, (_, i) => `${i} ${'ä'.repeat(100)}\n`).join(''))
  })

  test('a reader that leaves is no failure, and nothing more is written', () => {
    expect(behind('3000 text', 'head -n 1')).toBe(`0 ${'ä'.repeat(100)}\ndelivered, closed`)
  })

  test('nobody to read it at all is no failure', () => {
    expect(behind('3000 text', `(exec <&-; until [ -s '${folder}/said' ]; do sleep 0.01; done)`)).toBe(
      'delivered, closed',
    )
  })

  test('what other programs write to the same pipe does not fail, because ours does not block', () => {
    rmSync(handedOver, {force: true})
    const line = `('${engine}' '${program}' 3000 text 2> /dev/null & head -c 300000 /dev/zero; wait) | (${late}; wc -c)`
    const {stdout, stderr} = spawnSync('bash', ['-c', line], {encoding: 'utf8', timeout: 20_000})
    const ours = Array.from({length: 3000}, (__, i) => `${i} `.length + 201).reduce((sum, bytes) => sum + bytes, 0)
    expect({bytes: Number(stdout.trim()), stderr}).toEqual({bytes: 300_000 + ours, stderr: ''})
  })
})
