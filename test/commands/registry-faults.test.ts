// A registry that is asked as little as can be, and what a user sees when it is away, slow, closed or something else.
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, beforeEach, describe, expect, test} from 'vitest'
import {startPracticeBroker, type PracticeBroker} from '../../src/lib/practice-broker/start.ts'
import {startPracticeRegistry, type Fault, type PracticeRegistry} from '../../src/lib/practice-registry/start.ts'
import {kafkit, type CliOptions} from '../support/cli.ts'
import {record, register} from '../support/fake-registry.ts'

const folder = mkdtempSync(join(tmpdir(), 'kafkit-faults-'))
let broker: PracticeBroker
let registry: PracticeRegistry
const asked: string[] = []
let fault: (url: string) => Fault | undefined = () => undefined
beforeAll(async () => {
  broker = await startPracticeBroker()
  registry = await startPracticeRegistry({
    received: ({method, url}) => {
      if (method === 'GET') asked.push(url)
      return fault(url)
    },
  })
  await kafkit(['topics', 'create', 'orders', 'many', '--partitions', '1', '-b', broker.bootstrapServers])
  const id = await register(registry, 'orders-value', record('Order', {id: 'int'}))
  await send('orders', [frame(id, 2), frame(id, 4), frame(id, 6)])
})
beforeEach(() => {
  asked.length = 0
  fault = () => undefined
})
afterAll(async () => {
  rmSync(folder, {recursive: true})
  await broker.close()
  await registry.close()
})

function frame(id: number, value: number): string {
  const bytes = Buffer.alloc(6)
  bytes.writeInt32BE(id, 1)
  bytes[5] = value
  return bytes.toString('base64')
}
const send = (topic: string, values: readonly string[]) =>
  kafkit(['produce', topic, '--input', 'json', '-q', '-b', broker.bootstrapServers], {
    stdin: values.map((value) => `{"value":"${value}","valueEncoding":"base64"}\n`).join(''),
  })
const consume = (topic: string, ...flags: string[]) =>
  run(['consume', topic, '--from-beginning', '--until-end', '-q', ...flags])
const run = (args: readonly string[], options: CliOptions = {}) =>
  kafkit([...args, '-b', broker.bootstrapServers, '--registry', registry.url], options)

test('100,000 records of 50 schemas: 50 questions, each once', async () => {
  const ids: number[] = []
  for (let n = 0; n < 50; n++) ids.push(await register(registry, `many-${n}`, record(`R${n}`, {id: 'int'})))
  await send(
    'many',
    Array.from({length: 100_000}, (_, n) => frame(ids[(n * 7) % 50] ?? 0, n % 64)),
  )
  asked.length = 0
  const {out, code} = await consume('many')
  expect(code).toBe(0)
  expect(out.split('\n')).toHaveLength(100_001)
  expect(out.startsWith('{"id":0}\n{"id":-1}\n{"id":1}\n')).toBe(true)
  expect(asked.toSorted()).toEqual(ids.map((id) => `/schemas/ids/${id}`).toSorted())
})

describe('what a user sees', () => {
  const answers: [string, (url: string) => Fault | undefined, string][] = [
    [
      'a login is wanted',
      () => ({status: 401, body: '{"error_code":401,"message":"Unauthorized"}'}),
      'the registry at URL requires a login (401: Unauthorized); set basic.auth.user.info (USER:PASSWORD) in the file of --command-config, or bearer.auth.token; see docs/schemas.md',
    ],
    [
      'a login is wanted, says a proxy',
      () => ({status: 401, body: '<html><title>401</title></html>'}),
      'the registry at URL requires a login (401: 401); set basic.auth.user.info (USER:PASSWORD) in the file of --command-config, or bearer.auth.token; see docs/schemas.md',
    ],
    [
      'not allowed',
      () => ({status: 403, body: '{"error_code":40301,"message":"User is denied operation Read"}'}),
      'the registry at URL does not allow GET /schemas/ids/1 to this user (403: User is denied operation Read)',
    ],
    [
      'too many questions',
      () => ({status: 429, body: '', headers: {'retry-after': '60'}}),
      'the registry at URL receives too many requests and refused GET /schemas/ids/1 (429)',
    ],
    [
      'a web page',
      () => ({status: 200, body: '<!DOCTYPE html><html><title>Welcome</title></html>'}),
      'the registry at URL answered GET /schemas/ids/1 with a web page (Welcome) instead of JSON: is the address right, with its path?',
    ],
    [
      'a web page that is an error',
      () => ({status: 404, body: '<html><title>Not here</title></html>'}),
      'the registry at URL answered GET /schemas/ids/1 with 404 and a web page (Not here) instead of JSON: is the address right, with its path?',
    ],
    [
      'it is broken inside',
      () => ({status: 500, body: '{"error_code":50001,"message":"Error in the backend"}'}),
      'the registry at URL refused GET /schemas/ids/1: Error in the backend (50001)',
    ],
    [
      'it starts',
      () => ({status: 503, body: 'starting'}),
      'the registry at URL answered GET /schemas/ids/1 with 503: starting',
    ],
    ['it hangs up', () => 'hang up', 'the registry at URL: it closed the connection without an answer'],
    ['it says nothing', () => 'silent', 'the registry at URL did not answer GET /schemas/ids/1 within 1s'],
    [
      'JSON of something else',
      () => ({status: 200, body: '{"hello":"world"}'}),
      "the registry at URL answered /schemas without 'schema'",
    ],
    [
      'half an answer',
      () => ({status: 200, body: '{"schema":"\\"in'}),
      `the registry at URL answered GET /schemas/ids/1 with '{"schema":"\\"in' instead of JSON: is the address right, with its path?`,
    ],
  ]
  test.each(answers)('%s: one sentence, no record, exit code 1', async (_, answer, sentence) => {
    fault = answer
    const {out, err, code} = await consume('orders', '--timeout', '1s')
    expect({out, err: err.replaceAll(registry.url, 'URL'), code}).toEqual({
      out: '',
      err: `kafkit: ${sentence}\n`,
      code: 1,
    })
  })

  test('a schema that cannot be read concerns its records only', async () => {
    fault = (url) =>
      url.startsWith('/schemas/ids/') ? {status: 200, body: '{"schema":"{\\"type\\":\\"Money\\"}"}'} : undefined
    const {out, err, code} = await consume('orders')
    expect(out.split('\n')).toHaveLength(4)
    expect(`${err}exit ${code}`).toMatchInlineSnapshot(`
      "kafkit: 3 values could not be decoded; the first: value of orders-0, offset 0: schema 1: the Avro schema cannot be read: there is no type 'Money'
      exit 1"
    `)
    expect(asked).toHaveLength(1)
  })

  test('an id that the registry has forgotten is requested once and reported, and the rest is decoded', async () => {
    await kafkit(['topics', 'create', 'forgotten', '--partitions', '1', '-b', broker.bootstrapServers])
    await send('forgotten', [frame(1, 2), frame(777, 2), frame(777, 4), frame(1, 4)])
    const {out, err, code} = await consume('forgotten', '--on-decode-error', 'skip')
    expect(out).toBe('{"id":1}\n{"id":2}\n')
    expect(`${err.replaceAll(registry.url, 'URL')}exit ${code}`).toMatchInlineSnapshot(`
      "kafkit: 2 values could not be decoded, and the records were left out; the first: value of forgotten-0, offset 1: the registry at URL has no schema of id 777
      exit 1"
    `)
    expect(asked).toEqual(['/schemas/ids/1', '/schemas/ids/777'])
  })

  test('down in the middle: what was decoded is printed, then the sentence', async () => {
    await kafkit(['topics', 'create', 'middle', '--partitions', '1', '-b', broker.bootstrapServers])
    await send('middle', [frame(1, 2), frame(2, 2)])
    fault = (url) => (url === '/schemas/ids/2' ? 'hang up' : undefined)
    const {out, err, code} = await consume('middle', '--timeout', '1s')
    expect(out).toBe('{"id":1}\n')
    expect(err).toContain('it closed the connection without an answer')
    expect(code).toBe(1)
  })

  test('a busy registry is asked again', async () => {
    let busy = 2
    fault = () => (busy-- > 0 ? {status: 429, body: '', headers: {'retry-after': '0'}} : undefined)
    expect((await consume('orders')).out).toBe('{"id":1}\n{"id":2}\n{"id":3}\n')
    expect(asked).toHaveLength(3)
  })

  test('produce sends nothing if the schema cannot be had', async () => {
    fault = () => ({status: 401, body: ''})
    const {err, code} = await run(['produce', 'orders', '--value-serde', 'avro', '-q'], {stdin: '{"id":1}\n'})
    expect(err).toContain('requires a login (401)')
    expect(code).toBe(1)
    fault = () => undefined
    expect((await consume('orders', '--counts')).out).toBe('orders-0\t3\n')
  })

  test('nothing listens there: at once, with the address', async () => {
    const args = ['consume', 'orders', '--from-beginning', '--until-end', '-q', '-b', broker.bootstrapServers]
    expect(await kafkit([...args, '--registry', 'http://user:secret@127.0.0.1:1'])).toEqual({
      out: '',
      err: 'kafkit: the registry at http://127.0.0.1:1: nothing listens there\n',
      code: 1,
    })
  })

  const strange = ['[]', 'null', '"x"', '7', '[{}]', '[null]', '{}', '{"schema":7}', '{"id":"x","version":"y"}', ''].map((body) => [`the answer ${body}`, () => ({status: 200, body}), ''] as const) // prettier-ignore
  const commands = ['schemas list', 'schemas list --wide', 'schemas get orders-value', 'schemas get --id 1', 'schemas versions orders-value', 'schemas register orders-value FILE', 'schemas check orders-value FILE', 'schemas diff orders-value FILE', 'schemas level orders-value', 'schemas level', 'schemas mode orders-value', 'schemas delete orders-value --yes', 'schemas references orders-value', 'schemas uses --id 1', 'schemas types', 'schemas contexts', 'schemas export', 'produce orders --value {"id":1} --value-serde avro', 'consume orders --from-beginning --until-end -q'] // prettier-ignore
  test.each([...answers, ...strange])(
    '%s: every command ends with a sentence, and none is a bug',
    async (_, answer) => {
      const path = join(folder, 'order.avsc')
      writeFileSync(path, record('Order', {id: 'int'}))
      fault = answer
      for (const command of commands) {
        const ran = await kafkit([...command.replace('FILE', path).split(' '), ...(/^(?:produce|consume)/.test(command) ? ['-b', broker.bootstrapServers] : []), '--registry', registry.url, '--timeout', '300ms']) // prettier-ignore
        expect(`${command}: ${ran.err}`).not.toMatch(/bug in kafkit|TypeError|undefined|\[object|NaN/)
        expect(`${command}: ${ran.out}`).not.toMatch(/undefined|\[object|NaN/)
        // A list may be empty; whatever else such an answer says is nothing that was asked for.
        if (ran.code === 0)
          expect(`${command}: ${ran.out}${ran.err}`).toMatch(/^schemas (?:list|list --wide|types|contexts|export|delete \S+ --yes|versions \S+|uses --id 1|references \S+): /) // prettier-ignore
        else expect(ran.err, command).toMatch(/^kafkit: /m)
      }
    },
  )
})
