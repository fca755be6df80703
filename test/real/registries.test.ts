// kafkit beside registries that others wrote: Apicurio's in the full run (158 MB once), srfake wherever there is Go.
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {startPracticeBroker, type PracticeBroker} from '../../src/lib/practice-broker/start.ts'
import {startPracticeRegistry} from '../../src/lib/practice-registry/start.ts'
import {findJava} from '../../src/lib/sandbox/java.ts'
import {kafkit, type CliOptions} from '../support/cli.ts'
import {record} from '../support/fake-registry.ts'
import {hasGo} from '../support/go-program.ts'
import {full} from '../support/real-kafka.ts'
import {startApicurio, startSrfake, type RealRegistry} from '../support/real-registries.ts'

const hasJava = await findJava({atLeast: 21, wantedBy: 'Apicurio Registry'}).then(
  () => true,
  () => false,
)
if (full && !hasJava) console.warn('SKIPPED, what runs against Apicurio Registry: there is no Java 21')
if (!hasGo) console.warn('SKIPPED, what runs against srfake: there is no Go on this machine to build it with')

const folder = mkdtempSync(join(tmpdir(), 'kafkit-real-registries-'))
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}
const status = {type: 'enum', name: 'k.Status', symbols: ['NEW', 'PAID']}
const order = (...more: object[]) =>
  JSON.stringify({
    type: 'record',
    name: 'k.Order',
    fields: [{name: 'id', type: 'long'}, {name: 'status', type: 'k.Status'}, ...more],
  })
const proto =
  'syntax = "proto3"; package k; message First { string a = 1; } message Order { int64 id = 1; message Line { string sku = 1; } repeated Line lines = 2; }'

beforeAll(() => {
  file('k.Status.avsc', JSON.stringify(status))
  file('order.avsc', order())
  file('order.proto', proto)
  file('order.json', '{"title":"Order","type":"object","required":["id"],"properties":{"id":{"type":"integer"}}}')
})
afterAll(() => rmSync(folder, {recursive: true}))

/** What every registry that serves Confluent's API has to do for us. */
function contract(start: () => Promise<RealRegistry>, own: (run: Run) => void): void {
  let registry: RealRegistry
  let broker: PracticeBroker
  beforeAll(async () => {
    broker = await startPracticeBroker()
    registry = await start()
  }, 240_000)
  afterAll(async () => {
    await broker.close()
    await registry.close()
  })
  const run: Run = (line, options = {}) =>
    kafkit([...line.split(' '), '-b', broker.bootstrapServers, '--registry', registry.url], options)
  const topic = (name: string) => kafkit(['topics', 'create', name, '--partitions', '1', '-b', broker.bootstrapServers])
  const all = (name: string) => `consume ${name} --from-beginning --until-end -q`

  test('a schema with what it refers to, out of a folder, and records of it there and back', async () => {
    await topic('avro')
    const registered = await run(
      `schemas register avro-value ${join(folder, 'order.avsc')} --references-from ${folder}`,
    )
    expect(registered).toMatchObject({code: 0})
    const again = await run(`schemas register avro-value ${join(folder, 'order.avsc')} --references-from ${folder}`)
    expect(again.out + again.err).toContain('registered already')
    const stdin = '{"id":9007199254740993,"status":"PAID"}\n{"id":-1,"status":"NEW"}\n'
    expect(await run('produce avro --value-serde avro -q', {stdin})).toMatchObject({err: '', code: 0})
    expect(await run(all('avro'))).toEqual({out: stdin, err: '', code: 0})
    expect((await run('schemas references avro-value')).out).toContain('k.Status')
    expect((await run('schemas used-by-topic avro')).code).toBe(0)
    expect((await run('schemas validate avro')).code).toBe(0)
  })

  test.each([
    ['protobuf', 'order.proto', '{"id":5,"lines":[{"sku":"a"}]}\n', ' --value-message k.Order'],
    ['json-schema', 'order.json', '{"id":5}\n', ''],
  ])('%s, registered as it is sent', async (serde, name, stdin, more) => {
    await topic(serde)
    const schema = `--value-schema ${join(folder, name)}`
    expect(await run(`produce ${serde} ${schema} --register -q${more}`, {stdin})).toMatchObject({err: '', code: 0})
    expect(await run(`produce ${serde} --value-serde ${serde} -q${more}`, {stdin})).toMatchObject({err: '', code: 0})
    expect((await run(all(serde))).out).toBe(stdin.repeat(2))
  })

  test('what it has decoded comes back as the same bytes', async () => {
    await topic('copied')
    const {out} = await run(`${all('avro')} -o json`)
    expect(await run('produce copied --input json -q', {stdin: out})).toMatchObject({err: '', code: 0})
    const bytes = async (name: string) =>
      (await kafkit([...all(name).split(' '), '--format', '%v{hex}\\n', '-b', broker.bootstrapServers])).out
    expect(await bytes('copied')).toBe(await bytes('avro'))
  })

  test('an id that it does not have is told', async () => {
    await topic('unknown')
    const stdin = '{"value":"AAAA//8C","valueEncoding":"base64"}\n'
    await kafkit(['produce', 'unknown', '--input', 'json', '-q', '-b', broker.bootstrapServers], {stdin})
    const {err, code} = await run(all('unknown'))
    expect(err).toContain('has no schema of id 65535')
    expect(code).toBe(1)
  })

  own(run)
}
type Run = (line: string, options?: CliOptions) => ReturnType<typeof kafkit>

describe.skipIf(!full || !hasJava)('Apicurio Registry', () => {
  contract(startApicurio, (run) => {
    test('says what is incompatible, as the rules here do', async () => {
      const first = file('plain.avsc', record('Plain', {id: 'long'}))
      await run(`schemas register plain-value ${first}`)
      await run('schemas level plain-value --set BACKWARD --yes')
      const wider = file('wider.avsc', record('Plain', {id: 'long', note: 'string'}))
      const optional = file('optional.avsc', record('Plain', {id: 'long', note: 'string?'}))
      for (const local of ['', ' --local']) {
        expect((await run(`schemas check plain-value ${wider}${local}`)).code, local).toBe(3)
        expect((await run(`schemas check plain-value ${optional}${local}`)).code, local).toBe(0)
      }
    })

    test('refuses to check what has references, which is told; the rules here do', async () => {
      const wider = file('wide-order.avsc', order({name: 'note', type: 'string'}))
      const check = `schemas check avro-value ${wider} --reference k.Status=k.Status:1`
      expect(await run(check)).toMatchObject({code: 1, err: expect.stringContaining('refused POST') as string})
      expect((await run(`${check} --local --level BACKWARD`)).code).toBe(3)
    })

    test('does not hand out what is soft-deleted, which is told and not taken for nothing', async () => {
      const deleted = await run('schemas delete json-schema-value:1 --yes')
      expect(deleted.code).toBe(0)
      expect(deleted.err).not.toContain('schemas restore')
      for (const line of [
        'schemas restore json-schema-value:1 --yes',
        'schemas versions json-schema-value --deleted',
      ]) {
        const {err, code} = await run(line)
        expect(err).toContain('Apicurio does not')
        expect(code).not.toBe(0)
      }
    })

    test('does not keep ids, which ends a copy that needs them at the first one', async () => {
      const from = await startPracticeRegistry()
      try {
        const args = [
          'schemas',
          'register',
          'kept-value',
          file('kept.avsc', record('Kept', {id: 'int'})),
          '--registry',
          from.url,
        ]
        await kafkit(args)
        const {err, code} = await run(`schemas copy --from-registry ${from.url} --keep-ids --yes`)
        expect(code).toBe(1)
        expect(err).toMatch(/id/)
      } finally {
        await from.close()
      }
    })
  })
})

describe.skipIf(!hasGo)('srfake', () => {
  contract(startSrfake, (run) => {
    test('deleted softly and restored: the same id again', async () => {
      const ids = async () =>
        (JSON.parse((await run('schemas versions json-schema-value -o json')).out) as {id: number}[]).map(({id}) => id)
      const before = await ids()
      expect((await run('schemas delete json-schema-value:1 --yes')).code).toBe(0)
      expect((await run('schemas restore json-schema-value:1 --yes')).code).toBe(0)
      expect(await ids()).toEqual(before)
    })

    test('guids and contexts', async () => {
      const schema = file('context.avsc', record('Context', {id: 'int'}))
      expect((await run(`schemas register :.eu:context-value ${schema}`)).code).toBe(0)
      expect((await run('schemas contexts')).out).toContain('.eu')
      const {guid} = JSON.parse((await run('schemas get avro-value -o json')).out) as {guid: string | null}
      expect((await run(`schemas get --guid ${guid} --raw`)).out).toContain('k.Order')
    })
  })

  test('a login', async () => {
    const basic = `Basic ${Buffer.from('ada:pw').toString('base64')}`
    const registry = await startSrfake(basic)
    try {
      const list = (url: string) => kafkit(['schemas', 'list', '--registry', url])
      expect((await list(registry.url.replace('://', '://ada:pw@'))).code).toBe(0)
      expect((await list(registry.url)).err).toContain('requires a login (401')
    } finally {
      await registry.close()
    }
  }, 120_000)
})
