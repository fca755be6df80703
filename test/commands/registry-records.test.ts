// consume --decode and produce by schemas of a registry, against the practice broker and the practice registry.
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, beforeEach, describe, expect, test} from 'vitest'
import {startPracticeBroker, type PracticeBroker} from '../../src/lib/practice-broker/start.ts'
import {startPracticeRegistry, type Fault, type PracticeRegistry} from '../../src/lib/practice-registry/start.ts'
import {kafkit, type CliOptions} from '../support/cli.ts'

const folder = mkdtempSync(join(tmpdir(), 'kafkit-registry-records-'))
let broker: PracticeBroker
let registry: PracticeRegistry
const asked: string[] = []
let fault: ((url: string) => Fault | undefined) | undefined
beforeAll(async () => {
  broker = await startPracticeBroker()
  registry = await startPracticeRegistry({
    received: ({method, url}) => {
      asked.push(`${method} ${url}`)
      return fault?.(url)
    },
  })
  writeFileSync(join(folder, 'order.avsc'), JSON.stringify(order))
})
beforeEach(() => {
  asked.length = 0
  fault = undefined
})
afterAll(async () => {
  await broker.close()
  await registry.close()
  rmSync(folder, {recursive: true})
})

const order = {
  type: 'record',
  name: 'shop.Order',
  fields: [
    {name: 'id', type: 'long'},
    {name: 'price', type: {type: 'bytes', logicalType: 'decimal', precision: 6, scale: 2}},
    {name: 'note', type: ['null', 'string'], default: null},
  ],
}
const file = join(folder, 'order.avsc')

const run = (args: readonly string[], options?: CliOptions) =>
  kafkit([...args, '-b', broker.bootstrapServers, '--registry', registry.url], options)
const all = (name: string, ...flags: string[]) => ['consume', name, '--from-beginning', '--until-end', '-q', ...flags]

async function register(subject: string, schema: unknown, references: readonly object[] = []): Promise<number> {
  const answer = await fetch(`${registry.url}/subjects/${encodeURIComponent(subject)}/versions`, {
    method: 'POST',
    headers: {'content-type': 'application/vnd.schemaregistry.v1+json'},
    body: JSON.stringify({schema: JSON.stringify(schema), references}),
  })
  return ((await answer.json()) as {id: number}).id
}

/** As it is, whatever it is. */
const send = (name: string, values: readonly Buffer[]) =>
  kafkit(['produce', name, '--input', 'json', '-q', '-b', broker.bootstrapServers], {
    stdin: values
      .map((value) => `${JSON.stringify({value: value.toString('base64'), valueEncoding: 'base64'})}\n`)
      .join(''),
  })
const framed = (id: number, hex: string) => {
  const head = Buffer.alloc(5)
  head.writeInt32BE(id, 1)
  return Buffer.concat([head, Buffer.from(hex, 'hex')])
}

describe('there and back', () => {
  test('produce by the newest schema of the topic, consume by the id in each record', async () => {
    await kafkit(['topics', 'create', 'orders', '--partitions', '1', '-b', broker.bootstrapServers])
    const id = await register('orders-value', order)
    const sent = await run(['produce', 'orders', '--value-serde', 'avro', '-q'], {
      stdin: '{"id":9007199254740993,"price":"12.50"}\n{"id":2,"price":0.07,"note":"hi"}\n',
    })
    expect(sent).toMatchObject({err: '', code: 0})
    asked.length = 0
    expect((await run(all('orders'))).out).toBe(
      '{"id":9007199254740993,"price":"12.50","note":null}\n{"id":2,"price":"0.07","note":"hi"}\n',
    )
    expect((await run(all('orders', '-o', 'json'))).out).toContain(`"valueSchema":{"id":${id},`)
    expect((await run(all('orders', '--where', 'value.note=hi', '--format', '%o'))).out).toBe('1')
    // What is on the wire, without any schema.
    const raw = await kafkit(all('orders', '--format', '%v{hex}\\n', '-b', broker.bootstrapServers))
    expect(raw.out.split('\n')[1]).toBe(`00${id.toString(16).padStart(8, '0')}04020702046869`)
  })

  test('a line that does not fit says which, where and why; nothing behind it is sent', async () => {
    const {err, code} = await run(['produce', 'orders', '--value-serde', 'avro', '-q'], {
      stdin: '{"id":3,"price":"1.00"}\n{"id":"x","price":"1.00"}\n{"id":4,"price":"1.00"}\n',
    })
    expect(err).toContain('line 2: the value does not fit its schema: id: "x", expected a long')
    expect(code).toBe(1) // a part is sent
    expect((await run(all('orders'))).out.split('\n').filter(Boolean)).toHaveLength(3)
  })

  test('with --on-error skip the lines that do not fit are left out, each with its reason, and the others are sent', async () => {
    await kafkit(['topics', 'create', 'skipped', '--partitions', '1', '-b', broker.bootstrapServers])
    await register('skipped-value', order)
    const rejected = join(folder, 'rejected.jsonl')
    const stdin = '{"id":1,"price":"1.00"}\n{"id":"x","price":"1"}\nnonsense\n{"id":2,"prise":"1"}\n{"id":3,"price":"2.00"}\n' // prettier-ignore
    const {err, code} = await run(['produce', 'skipped', '--value-serde', 'avro', '-q', '--on-error', 'skip', '--rejected', rejected], {stdin}) // prettier-ignore
    expect(code).toBe(1)
    expect(err).toMatchInlineSnapshot(`
      "left out: line 2: the value does not fit its schema: id: "x", expected a long ("{\\"id\\":\\"x\\",\\"price\\":\\"1\\"}")
      left out: line 3: the value does not fit its schema: "nonsense", expected an object (shop.Order) ("nonsense")
      left out: line 4: the value does not fit its schema: shop.Order has no field 'prise': is price meant? ("{\\"id\\":2,\\"prise\\":\\"1\\"}")
      "
    `)
    expect((await run(all('skipped'))).out).toBe('{"id":1,"price":"1.00","note":null}\n{"id":3,"price":"2.00","note":null}\n') // prettier-ignore
    const left = readFileSync(rejected, 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as {line: number; input: string}) // prettier-ignore
    expect(left.map(({line, input}) => [line, input])).toEqual([
      [2, '{"id":"x","price":"1"}'],
      [3, 'nonsense'],
      [4, '{"id":2,"prise":"1"}'],
    ])
  })

  test('a schema file with --register is registered once; without it nothing ever is', async () => {
    await kafkit(['topics', 'create', 'fresh', '--partitions', '1', '-b', broker.bootstrapServers])
    const produce = (...flags: string[]) =>
      run(['produce', 'fresh', '--value-schema', file, '-q', ...flags], {stdin: '{"id":1,"price":"1.00"}\n'})
    expect(await produce()).toMatchObject({err: '', code: 0})
    expect(asked).toEqual([])
    expect(await produce('--register')).toMatchObject({err: '', code: 0})
    expect(asked.filter((line) => line === 'POST /subjects/fresh-value/versions')).toHaveLength(1)
    const {out} = await run(all('fresh', '--decode', 'value'))
    expect(out.split('\n').at(-2)).toBe('{"id":1,"price":"1.00","note":null}')
  })

  test('--register of a schema that the registry refuses: its reason, and nothing is sent', async () => {
    await kafkit(['topics', 'create', 'strict', '--partitions', '1', '-b', broker.bootstrapServers])
    await register('strict-value', order)
    const other = join(folder, 'other.avsc')
    writeFileSync(other, JSON.stringify({...order, fields: [...order.fields, {name: 'must', type: 'string'}]}))
    const {out, err, code} = await run(['produce', 'strict', '--value-schema', other, '--register', '-q'], {stdin: '{"id":1,"price":"1.00","must":"x"}\n'}) // prettier-ignore
    expect({out, code}).toEqual({out: '', code: 1})
    expect(err).toContain('READER_FIELD_MISSING_DEFAULT_VALUE')
    expect((await run(all('strict', '--decode', 'none'))).out).toBe('')
    expect(await (await fetch(`${registry.url}/subjects/strict-value/versions`)).json()).toEqual([1])
  })

  test('a value beyond 1 MB, which arrives in pieces', async () => {
    await kafkit(['topics', 'create', 'large', '--partitions', '1', '--config', 'max.message.bytes=8MiB', '-b', broker.bootstrapServers]) // prettier-ignore
    await register('large-value', order)
    const note = 'äb'.repeat(1_000_000)
    const line = `{"id":1,"price":"1.00","note":"${note}"}`
    const sent = await run(['produce', 'large', '--value-serde', 'avro', '--max-line-bytes', '8MiB', '--batch-size', '6MiB', '-q'], {stdin: `${line}\n`}) // prettier-ignore
    expect(sent).toMatchObject({err: '', code: 0})
    const {out, code} = await run(all('large'))
    expect(code).toBe(0)
    expect(out === `${line}\n`).toBe(true)
  })

  test('references of references are found, and requested once', async () => {
    await kafkit(['topics', 'create', 'nested', '--partitions', '1', '-b', broker.bootstrapServers])
    await register('k.E', {type: 'enum', name: 'k.E', symbols: ['A', 'B']})
    const inner = {type: 'record', name: 'k.In', fields: [{name: 'e', type: 'k.E'}]}
    await register('k.In', inner, [{name: 'k.E', subject: 'k.E', version: 1}])
    const outer = {
      type: 'record',
      name: 'k.Out',
      fields: [
        {name: 'in', type: 'k.In'},
        {name: 'e', type: 'k.E'},
      ],
    }
    const id = await register('nested-value', outer, [
      {name: 'k.In', subject: 'k.In', version: 1},
      {name: 'k.E', subject: 'k.E', version: 1},
    ])
    await send('nested', [framed(id, '0200'), framed(id, '0002')])
    asked.length = 0
    expect((await run(all('nested', '--decode'))).out).toBe('{"in":{"e":"B"},"e":"A"}\n{"in":{"e":"A"},"e":"B"}\n')
    expect(asked).toHaveLength(new Set(asked).size)
  })
})

describe('what is in the way', () => {
  test('text between framed records stays text; an unknown id is reported, and requested once', async () => {
    await kafkit(['topics', 'create', 'mixed', '--partitions', '1', '-b', broker.bootstrapServers])
    const id = await register('mixed-value', order)
    await send('mixed', [framed(id, '02020700'), Buffer.from('plain'), framed(999, '00'), framed(999, '00')])
    asked.length = 0
    const {out, err, code} = await run(all('mixed', '--decode'))
    expect(out.split('\n').slice(0, 2)).toEqual(['{"id":1,"price":"0.07","note":null}', 'plain'])
    expect(err).toContain('2 values could not be decoded; the first: value of mixed-0, offset 2: ')
    expect(err).toContain('has no schema of id 999')
    expect(code).toBe(1)
    expect(asked.filter((line) => line.includes('999'))).toHaveLength(1)
  })

  test('without --registry and --decode the same records are printed as ever', async () => {
    const {out, code} = await kafkit(all('mixed', '-o', 'json', '-b', broker.bootstrapServers))
    expect(out).not.toContain('valueSchema')
    expect(code).toBe(0)
    expect(asked).toEqual([])
    expect((await run(all('mixed', '--decode', 'none', '-o', 'json'))).out).toBe(out)
  })

  test.each<[string, Fault, RegExp]>([
    ['401', {status: 401, body: '<html>no</html>'}, /401|log in|refuse/i],
    ['an answer that is HTML', {status: 200, body: '<html>hello</html>'}, /registry/],
  ])('%s of the registry ends it with exit code 1 and a sentence, not with raw bytes', async (_, answer, sentence) => {
    fault = () => answer
    const {out, err, code} = await run(all('mixed', '--decode'))
    expect(out).toBe('')
    expect(err).toMatch(sentence)
    expect(err).not.toContain('bug in kafkit')
    expect(code).toBe(1)
  })

  test('no registry there', async () => {
    const args = all('mixed', '--decode', '-b', broker.bootstrapServers, '--registry', 'http://127.0.0.1:1', '--timeout', '1s') // prettier-ignore
    const {out, err, code} = await kafkit(args)
    expect(out).toBe('')
    expect(err).toContain('127.0.0.1:1')
    expect(err).not.toContain('bug in kafkit')
    expect(code).toBe(1)
  })
})
