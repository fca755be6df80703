// What people do with a registry, and what they see: against the practice registry, which answers as Confluent's.
import {once} from 'node:events'
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {createServer, request} from 'node:http'
import type {AddressInfo} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, afterEach, beforeEach, describe, expect, test} from 'vitest'
import {
  startPracticeRegistry,
  type Fault,
  type PracticeRegistry,
  type ReceivedRequest,
} from '../../../src/lib/practice-registry/start.ts'
import {startPracticeBroker} from '../../../src/lib/practice-broker/start.ts'
import {ctrlC, kafkit, shown, type CliOptions} from '../../support/cli.ts'
import {call, fillRegistry, orders, record, register} from '../../support/fake-registry.ts'

const folder = mkdtempSync(join(tmpdir(), 'kafkit-schemas-'))
afterAll(() => rmSync(folder, {recursive: true}))
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

let registry: PracticeRegistry
let received: ReceivedRequest[]
let fault: (request: ReceivedRequest) => Fault | undefined
beforeEach(async () => {
  received = []
  fault = () => undefined
  registry = await startPracticeRegistry({
    received: (request) => {
      received.push(request)
      return fault(request)
    },
  })
  await fillRegistry(registry)
  received.length = 0
})
afterEach(() => registry.close())

const words = (line: string) => line.split(' ').map((word) => word.replaceAll('␣', ' '))
const at = (options: CliOptions = {}): CliOptions => ({
  ...options,
  env: {KAFKIT_REGISTRY: registry.url, ...options.env},
})
/** Lines of csv end as RFC 4180 says; here they end as all others. */
const run = async (line: string, options?: CliOptions) => {
  const ran = await kafkit(words(line), at(options))
  return {...ran, out: ran.out.replaceAll('\r\n', '\n')}
}
/** All that is shown, the address of the registry as URL. */
const screen = async (line: string, options?: CliOptions) =>
  (await shown(words(line), at(options))).replaceAll(registry.url, 'URL')
const changes = () => received.filter(({method, url}) => method !== 'GET' && !(method === 'POST' && !/\/versions(\?|$)/.test(url))).map(({method, url}) => `${method} ${url.replace(/\?.*/, '')}`) // prettier-ignore

describe('list, get, versions', () => {
  test('subjects, and those that are soft-deleted', async () => {
    expect((await run('schemas list -o name')).out).toBe('doomed-value\norders-value\n')
    expect((await run('schemas list -o csv --columns subject,deleted --deleted')).out).toBe(
      'subject,deleted\ndoomed-value,\ngone-value,true\norders-value,\n',
    )
  })

  test('with details, inherited levels said to be so', async () => {
    await call(registry, 'PUT /config/orders-value', {compatibility: 'FULL'})
    const {out} = await run('schemas list --wide')
    expect(out).toMatch(/^doomed-value +AVRO +1 +1 +3 +BACKWARD \(inherited\) +READWRITE \(inherited\)$/m)
    expect(out).toMatch(/^orders-value +AVRO +2 +2 +2 +FULL +READWRITE \(inherited\)$/m)
  })

  test('a schema by subject, version and id; --raw is what was registered, byte for byte', async () => {
    expect((await run('schemas get orders-value:1 --raw')).out).toBe(orders[0])
    expect((await run('schemas get --id 2 --raw')).out).toBe(orders[1])
    expect(JSON.parse((await run('schemas get orders-value')).out)).toEqual(JSON.parse(orders[1]))
    expect(await screen('schemas get --id 99')).toBe('! kafkit: the registry at URL has no schema of id 99\nexit 1')
  })

  test.each(['versions', 'get'])('%s of a subject that is misspelt', async (command) => {
    expect(await screen(`schemas ${command} order-value`)).toBe(
      '! kafkit: the registry at URL has no subject order-value; did you mean orders-value?\nexit 2',
    )
  })

  test('a missing version is reported as missing', async () => {
    expect(await screen('schemas get orders-value:9')).toBe('! kafkit: the registry at URL has no version 9 of subject orders-value\nexit 1') // prettier-ignore
  })

  test.each(['a/b', 'a b', 'a:b', '100%', ':.eu:orders'])('a subject called %s', async (name) => {
    await register(registry, name, orders[0])
    expect((await run(`schemas get ${name.replaceAll(' ', '␣')} --raw`)).out).toBe(orders[0])
    expect((await run(`schemas versions ${name.replaceAll(' ', '␣')} -o csv --columns version`)).out).toBe(
      'version\n1\n',
    )
  })
})

describe('register', () => {
  test('what is there already is not sent', async () => {
    const {out, code} = await run(
      `schemas register orders-value ${file('o.avsc', orders[1])} -o csv --columns status,version,id`,
    )
    expect({out, code}).toEqual({out: 'status,version,id\npresent,2,2\n', code: 0})
    expect(changes()).toEqual([])
  })

  test('with --normalize what differs in blanks and order only is there already', async () => {
    const one = file('normal.avsc', '{"type":"record","name":"N","fields":[{"name":"a","type":"int"}]}')
    const other = file('other.avsc', '{"fields": [{"type": "int", "name": "a"}], "name": "N", "type": "record"}')
    expect((await run(`schemas register normal-value ${one} --normalize`)).code).toBe(0)
    expect((await run(`schemas register normal-value ${other} --normalize`)).err).toBe('kafkit: the schema is registered already; nothing was sent\n') // prettier-ignore
    expect((await run(`schemas check normal-value ${other} --normalize`)).code).toBe(0)
    expect((await run('schemas versions normal-value -o csv --columns version --no-headers')).out).toBe('1\n')
  })

  test('with what it refers to, leaves first; undone in the other order', async () => {
    const leaf = file('leaf.avsc', record('Leaf', {a: 'int'}))
    file('branch.avsc', record('Branch', {leaf: 'Leaf'}))
    const tree = file('tree.avsc', record('Tree', {branch: 'Branch', leaf: 'Leaf'}))
    expect(leaf).toContain('leaf.avsc')
    const {out, err} = await run(
      `schemas register trees-value ${tree} --references-from ${folder} -o csv --columns subject,status,id`,
    )
    expect(out).toBe('subject,status,id\nLeaf,registered,5\nBranch,registered,6\ntrees-value,registered,7\n')
    expect(err).toContain('to undo this: kafkit schemas delete trees-value:1 Branch:1 Leaf:1\n')
  })

  test('a circle of files, and a name that is nowhere', async () => {
    const other = mkdtempSync(join(tmpdir(), 'kafkit-circle-'))
    writeFileSync(join(other, 'a.avsc'), record('A', {b: 'B'}))
    writeFileSync(join(other, 'b.avsc'), record('B', {a: 'A'}))
    const {err, code} = await run(`schemas register x ${join(other, 'a.avsc')} --references-from ${other}`)
    expect(err).toContain('refer to each other in a circle: A → B → A')
    expect(code).toBe(2)
    rmSync(other, {recursive: true})
    const lost = await run(`schemas register x ${file('lost.avsc', record('X', {a: 'Nowhere'}))}`)
    expect(lost.err).toContain('refers to Nowhere: say where that is registered')
    expect(changes()).toEqual([])
  })

  test('a schema that the registry would refuse is not sent, and the reasons are printed', async () => {
    const bad = file('bad.avsc', record('Order', {id: 'string'}))
    const {err, code} = await run(`schemas register orders-value ${bad}`)
    expect(err).toContain(
      "the schema is incompatible with the latest version of orders-value (level BACKWARD): The type (path '/fields/0/type') of a field in the new schema does not match with the old schema\n",
    )
    expect(code).toBe(1)
    expect(changes()).toEqual([])
  })

  test('Protobuf and JSON Schema are recognized by their names and contents', async () => {
    const proto = file('m.proto', 'syntax = "proto3"; message M { int32 a = 1; }')
    const schema = file('s.json', '{"$schema": "http://json-schema.org/draft-07/schema#", "type": "object"}')
    expect((await run(`schemas register m-value ${proto}`)).code).toBe(0)
    expect((await run(`schemas register s-value ${schema}`)).code).toBe(0)
    expect((await run('schemas list m-value s-value -o csv --columns subject,type')).out).toBe(
      'subject,type\nm-value,PROTOBUF\ns-value,JSON\n',
    )
  })
})

describe('check', () => {
  test('compatible and not, with reasons as rows; 0 and 3', async () => {
    expect((await run(`schemas check orders-value ${file('o.avsc', orders[0])}`)).code).toBe(0)
    const bad = file('bad.avsc', record('Order', {id: 'string'}))
    const {out, code} = await run(`schemas check orders-value ${bad} -o csv`)
    expect(out).toContain("2,TYPE_MISMATCH,/fields/0/type,The type (path '/fields/0/type')")
    expect(code).toBe(3)
    const local = await run(`schemas check orders-value ${bad} --local -o csv`)
    expect(local.out).toBe(out)
    expect(local.code).toBe(3)
  })

  test('a subject that is not there: nothing to be compatible with', async () => {
    const {out, code} = await run(`schemas check new-value ${file('o.avsc', orders[0])}`)
    expect({out, code}).toEqual({
      out: 'there is no new-value that the schema would have to be compatible with\n',
      code: 0,
    })
  })

  test('at level NONE nothing is checked, and a note says so', async () => {
    await call(registry, 'PUT /config/orders-value', {compatibility: 'NONE'})
    const {err, code} = await run(`schemas check orders-value ${file('bad.avsc', record('Order', {id: 'string'}))}`)
    expect(err).toContain('the level of orders-value is NONE: nothing is checked')
    expect(code).toBe(0)
  })

  test('a registry without reasons', async () => {
    fault = ({url}) => (url.startsWith('/compatibility') ? {status: 200, body: '{"is_compatible":false}'} : undefined)
    const {err, code} = await run(`schemas check orders-value ${file('o.avsc', orders[0])}`)
    expect(err).toContain('the registry gives no reason; for Avro, --local does')
    expect(code).toBe(3)
  })
})

describe('levels and modes', () => {
  test('set, read back, undone', async () => {
    const {err, code} = await run('schemas level orders-value --set FULL --yes')
    expect(err).toContain('to undo this: kafkit schemas level orders-value --unset\n')
    expect(code).toBe(0)
    expect((await call(registry, 'GET /config/orders-value')).body).toEqual({compatibilityLevel: 'FULL'})
    expect((await run('schemas level orders-value --set FULL --yes')).err).toContain('it already has this value')
  })

  test('of a subject whose config has other things and no level: that of all', async () => {
    await call(registry, 'PUT /config/orders-value', {normalize: true})
    expect((await run('schemas level orders-value -o csv --columns value,from --no-headers')).out).toBe('BACKWARD,global\n') // prettier-ignore
  })

  test('a registry that accepts a level and does not keep it', async () => {
    fault = ({method}) => (method === 'PUT' ? {status: 200, body: '{"compatibility":"FULL"}'} : undefined)
    const {err, code} = await run('schemas level orders-value --set FULL --yes')
    expect(err).toContain('accepted the level FULL of orders-value, but has BACKWARD\n')
    expect(code).toBe(1)
  })

  test('without a terminal and --yes nothing is changed', async () => {
    const {err, code} = await run('schemas mode --set READONLY')
    expect(err).toContain(
      'Set the mode of the whole registry to READONLY? There is no terminal to ask on; use --yes to confirm',
    )
    expect(code).toBe(2)
    expect(changes()).toEqual([])
  })
})

describe('Protobuf that is registered as a compiled file, as by clients for Go, Python and JavaScript', () => {
  // FileDescriptorProto of `a.proto`: syntax = "proto3"; message X { int32 a = 1; }
  const compiled = Buffer.from('0a07612e70726f746f220e0a015812090a0161180120012805620670726f746f33', 'hex').toString('base64') // prettier-ignore

  test('is looked at as its text says, and handed out as a registry has it that gives back what it got', async () => {
    await register(registry, 'compiled-value', compiled, {schemaType: 'PROTOBUF'})
    const {body} = await call(registry, 'GET /subjects/compiled-value/versions/1')
    const asItCame = {status: 200, body: JSON.stringify({...(body as object), schema: compiled})}
    fault = ({method, url}) => (method === 'GET' && /^\/subjects\/compiled-value\/versions\/(?:1|latest)\b/.test(url) ? asItCame : undefined) // prettier-ignore
    expect((await run('schemas get compiled-value')).out).toContain('message X {\n')
    expect((await run('schemas get compiled-value --raw')).out).toBe(compiled)
    const same = file('same.proto', 'syntax = "proto3"; message X { int32 a = 1; }')
    const {out} = await run(`schemas diff compiled-value ${same}`)
    expect(out).toBe('')
    const {out: findings} = await run('schemas lint compiled-value -o csv --columns rule --no-headers')
    expect(findings).toBe('no-package\n')
  })
})

describe('delete and restore', () => {
  test('soft, and back with the same id', async () => {
    const {err} = await run('schemas delete orders-value:1 --yes')
    expect(err).toContain('to undo this: kafkit schemas restore orders-value:1\n')
    expect((await run('schemas restore orders-value:1 --yes -o csv --columns id,status,newVersion')).out).toBe(
      'id,status,newVersion\n1,restored,3\n',
    )
  })

  test('of a registry that answers null where there are no versions, as those in Go do', async () => {
    await run('schemas delete orders-value --yes')
    let asked = 0
    fault = ({method, url}) => {
      if (method !== 'GET' || !/^\/subjects\/orders-value\/versions(?:\?deleted=false)?$/.test(url)) return undefined
      asked++
      return {status: 200, body: 'null'}
    }
    expect((await run('schemas restore orders-value --yes')).code).toBe(0)
    expect(asked).toBeGreaterThan(0)
  })

  test('for Apicurio, which keeps deleted versions, no undo command is printed, because it would fail', async () => {
    // The same API below the path by which Apicurio is known.
    const apicurio = createServer((incoming, answer) => {
      const path = (incoming.url ?? '').replace('/apis/ccompat/v7', '')
      const inner = request({port: registry.port, method: incoming.method, path, headers: incoming.headers}, (its) =>
        its.pipe(answer.writeHead(its.statusCode ?? 500, its.headers)),
      )
      incoming.pipe(inner)
    }).listen(0, '127.0.0.1')
    await once(apicurio, 'listening')
    const url = `http://127.0.0.1:${(apicurio.address() as AddressInfo).port}/apis/ccompat/v7`
    const {err, code} = await run(`schemas delete orders-value:1 --yes --registry ${url}`)
    apicurio.close()
    expect(err).toContain('warning: Apicurio Registry does not return soft-deleted schemas, so kafkit cannot restore them: keep their texts') // prettier-ignore
    expect(err).not.toContain('schemas restore')
    expect(code).toBe(0)
  })

  test('for good: the ids that nothing has any more', async () => {
    const {err} = await run('schemas delete orders-value --permanent --dry-run')
    expect(err).toContain('warning: records with ids 1, 2 become unreadable for good\n')
    expect(changes()).toEqual([])
    await register(registry, 'copy-value', orders[0])
    expect((await run('schemas delete orders-value --permanent --dry-run')).err).toContain('records with id 2 become')
    expect((await run('schemas delete orders-value --permanent --yes')).code).toBe(0)
    expect((await run('schemas get --id 2')).code).toBe(1)
    expect((await run('schemas restore orders-value --yes')).code).toBe(2)
  })

  test('what is referred to is not deleted, nor anything else', async () => {
    await register(registry, 'uses', record('Uses', {order: 'Order'}), {references: [{name: 'Order', subject: 'orders-value', version: 2}]}) // prettier-ignore
    received.length = 0
    const {err, code} = await run('schemas delete orders-value --yes')
    expect(err).toContain('version 2 of orders-value is referred to by uses:1: delete that first\n')
    expect(err).toContain('nothing was deleted')
    expect(code).toBe(1)
    expect(changes()).toEqual([])
    expect((await run('schemas delete orders-value uses --yes')).code).toBe(0)
  })

  test('the topics that belong to it by its name', async () => {
    const broker = await startPracticeBroker()
    await kafkit(['topics', 'create', 'orders', '-b', broker.bootstrapServers])
    const {err} = await run(`schemas delete orders-value --dry-run -b ${broker.bootstrapServers}`)
    expect(err).toContain('judging by their names, these are schemas of orders, which exists')
    await broker.close()
  })
})

describe('copy and import', () => {
  let target: PracticeRegistry
  let targetFault: (request: ReceivedRequest) => Fault | undefined
  beforeEach(async () => {
    targetFault = () => undefined
    target = await startPracticeRegistry({received: (request) => targetFault(request)})
  })
  afterEach(() => target.close())
  const copy = (more = '', options?: CliOptions) =>
    run(`schemas copy --from-registry ${registry.url} --registry ${target.url} ${more}--yes`, options)
  const versionsThere = async () => {
    const {out} = await kafkit(['schemas', 'list', '--deleted', '-o', 'jsonl', '--columns', 'subject,id,mode', '--registry', target.url]) // prettier-ignore
    return out
  }

  test('ids and versions are kept, soft-deleted ones too; modes are as before', async () => {
    expect((await copy('--keep-ids ')).code).toBe(0)
    expect(await versionsThere()).toBe(
      '{"subject":"doomed-value","id":3,"mode":"READWRITE"}\n{"subject":"gone-value","id":4,"mode":"READWRITE"}\n{"subject":"orders-value","id":2,"mode":"READWRITE"}\n',
    )
    expect((await call(target, 'GET /mode/orders-value')).status).toBe(404)
    expect((await call(target, 'GET /subjects')).body).toEqual(['doomed-value', 'orders-value'])
  })

  test('a registry that gives ids of its own ends it at the first one', async () => {
    targetFault = ({method, url, body}) => {
      if (method !== 'POST' || !url.startsWith('/subjects') || !body.includes('"id"')) return undefined
      // As Apicurio: accepted, ignored.
      return {status: 200, body: '{"id":1}'}
    }
    const {err, out, code} = await copy('--keep-ids -o csv --columns status ')
    expect(err).toContain('this registry does not keep ids, and nothing more was copied')
    expect(out.match(/^copied$/gm)).toBeNull()
    expect(code).toBe(1)
    expect((await call(target, 'GET /mode/orders-value')).status).toBe(404)
  })

  test('an interrupted import restores the modes, and --resume continues it', async () => {
    const {signal, press} = ctrlC()
    let registered = 0
    targetFault = ({method, url}) => {
      if (method === 'POST' && url.includes('/versions') && ++registered === 1) press()
      return undefined
    }
    const {code, err} = await copy('--keep-ids ', {interrupt: signal})
    expect(code).toBe(130)
    expect(err).toContain('interrupted: the modes have been restored; --resume continues where this ended')
    expect((await call(target, 'GET /mode/orders-value')).status).toBe(404)
    targetFault = () => undefined
    expect((await copy('--keep-ids ')).err).toContain('--resume continues where a copy ended')
    expect((await copy('--keep-ids --resume ')).code).toBe(0)
    expect((await copy('--keep-ids --resume ')).err).toContain('the target already has everything; nothing was copied')
  })

  test('killed, --resume deletes what was not deleted yet, and unsets the modes that were left', async () => {
    expect((await copy('--keep-ids ')).code).toBe(0)
    // As it is in the middle: the mode is set, and a soft-deleted version is registered and not deleted.
    await call(target, 'PUT /mode/doomed-value?force=true', {mode: 'IMPORT'})
    await call(target, 'PUT /mode/gone-value?force=true', {mode: 'IMPORT'})
    const {body} = await call(registry, 'GET /subjects/gone-value/versions/1?deleted=true')
    const {id, version, schema} = body as {id: number; version: number; schema: string}
    await call(target, 'DELETE /subjects/gone-value?permanent=true')
    await call(target, 'PUT /mode/gone-value?force=true', {mode: 'IMPORT'})
    await call(target, 'POST /subjects/gone-value/versions', {id, version, schema})
    const {code, err} = await copy('--keep-ids --resume ')
    expect(code).toBe(0)
    expect(err).toContain('the mode of doomed-value in')
    expect(err).toContain('is IMPORT, as a killed copy leaves it; it will be unset at the end')
    expect((await call(target, 'GET /mode/doomed-value')).status).toBe(404)
    expect((await call(target, 'GET /mode/gone-value')).status).toBe(404)
    expect((await call(target, 'GET /subjects')).body).toEqual(['doomed-value', 'orders-value'])
    expect((await copy('--keep-ids --resume ')).err).toContain('the target already has everything')
  })

  test('an id that belongs to something else there', async () => {
    await register(target, 'other', record('Other', {a: 'int'}))
    const {err, code} = await copy('--keep-ids ')
    expect(err).toContain('id 1 of orders-value:1 belongs to another schema in')
    expect(code).toBe(1)
    expect((await call(target, 'GET /subjects')).body).toEqual(['other'])
  })

  test('with new ids, references follow', async () => {
    await register(target, 'other', record('Other', {a: 'int'}))
    await register(registry, 'uses', record('Uses', {order: 'Order'}), {references: [{name: 'Order', subject: 'orders-value', version: 2}]}) // prettier-ignore
    expect((await copy('uses ')).code).toBe(0)
    expect((await call(target, 'GET /subjects/uses/versions/1')).body).toMatchObject({
      references: [{name: 'Order', subject: 'orders-value', version: 2}],
    })
  })

  test('through a file', async () => {
    const path = join(folder, 'exported.json')
    await run(`schemas export --deleted --to ${path}`)
    expect(readFileSync(path, 'utf8')).not.toContain('undefined')
    expect((await kafkit(['schemas', 'import', path, '--keep-ids', '--yes', '--registry', target.url])).code).toBe(0)
    expect((await call(target, 'GET /schemas/ids/2')).body).toMatchObject({schema: orders[1]})
    expect((await run(`schemas import ${file('no.json', '{}')} --yes`)).err).toContain(
      'was not written by kafkit schemas export',
    )
  })
})

test('used-by-topic: ids that records name, also one that the registry does not have: 3', async () => {
  const broker = await startPracticeBroker()
  const b = ['-b', broker.bootstrapServers]
  await kafkit(['topics', 'create', 'orders', ...b])
  // A zero byte and the id, in front of a payload that nobody reads.
  const lines = [1, 1, 99].map((id) =>
    JSON.stringify({value: Buffer.from([0, 0, 0, 0, id, 2]).toString('base64'), valueEncoding: 'base64'}),
  )
  await kafkit(['produce', 'orders', '--input', 'json', ...b], {stdin: `${lines.join('\n')}\n{"value":"plain"}\n`})
  const {out, code} = await run(
    `schemas used-by-topic orders -o csv --columns part,framing,id,records,registered,status ${b.join(' ')}`,
  )
  expect(out).toBe(
    'part,framing,id,records,registered,status\nvalue,confluent,1,2,orders-value:1,known\nvalue,confluent,99,1,,not there\nvalue,none,,1,,not named\n',
  )
  expect(code).toBe(3)
  await broker.close()
})

test('validate: the one record among 100,000 others that is not what its schema says, with its place: 3', async () => {
  const broker = await startPracticeBroker()
  const b = ['-b', broker.bootstrapServers]
  await kafkit(['topics', 'create', 'orders', ...b])
  // Avro of {"id": long}: schema 1, and a varint. One is cut off in the middle of the number.
  const framed = (...payload: number[]) =>
    JSON.stringify({value: Buffer.from([0, 0, 0, 0, 1, ...payload]).toString('base64'), valueEncoding: 'base64'})
  const [good, bad] = [framed(0x80, 1), framed(0x80)]
  const lines = Array.from({length: 100_000}, (_, at) => (at === 77_777 ? bad : at === 99_999 ? '{"value":"plain"}' : good)) // prettier-ignore
  await kafkit(['produce', 'orders', '--input', 'json', ...b], {stdin: `${lines.join('\n')}\n`})
  const {out, err, code} = await run(`schemas validate orders -o csv --columns partition,offset,part ${b.join(' ')}`)
  expect({out, code}).toEqual({out: 'partition,offset,part\n0,77777,value\n', code: 3})
  expect(err).toContain('100,000 records: 99,998 keys and values valid, 1 invalid, 1 without a schema')
  expect((await run(`schemas validate orders --demand -o csv --columns offset ${b.join(' ')}`)).out).toBe(
    'offset\n77777\n99999\n',
  )
  // One question for each id, not for each record.
  expect(received.filter(({url}) => url.startsWith('/schemas/ids/1')).length).toBe(2)
  fault = () => ({status: 401, body: ''})
  expect((await run(`schemas validate orders ${b.join(' ')}`)).code).toBe(1)
  await broker.close()
})

test('diff: fields, not lines', async () => {
  const {out, code} = await run('schemas diff orders-value -o csv')
  expect({out, code}).toEqual({out: 'change,path,what,old,new\nadded,note,field,,null or string\n', code: 3})
})

test('lint: what readers ignore, and what cannot be a default', async () => {
  const odd = file(
    'odd.avsc',
    JSON.stringify({
      type: 'record',
      name: 'Odd',
      namespace: 'x',
      fields: [
        {name: 'at', type: 'long', logicalType: 'timestamp-millis'},
        {name: 'day', type: {type: 'string', logicalType: 'date'}},
        {name: 'note', type: ['string', 'null'], default: null},
      ],
    }),
  )
  const {out, code} = await run(`schemas lint ${odd} -o csv --columns severity,rule,path`)
  expect({out, code}).toEqual({
    out: 'severity,rule,path\nerror,logical-type-outside,/fields/0\nerror,logical-type-ignored,/fields/1/type\nerror,invalid-default,/fields/2\n',
    code: 3,
  })
})

describe('a registry in trouble', () => {
  test.each([
    [
      'away',
      'schemas list --registry http://127.0.0.1:1',
      'the registry at http://127.0.0.1:1: nothing listens there\n',
    ],
    ['none named', 'schemas list --registry ,', '--registry: the address of the registry is empty\n'],
    ['without http', 'schemas list --registry sr:8081', "--registry: 'sr:8081' is not the address of a registry: write http://HOST:8081, or https://\n"], // prettier-ignore
  ])('%s', async (_, line, sentence) => expect((await run(line)).err).toContain(sentence))

  test('no source names one: what to type', async () => {
    const {err, code} = await kafkit(['schemas', 'list'])
    expect(err).toContain('which registry? Add --registry http://HOST:8081, set KAFKIT_REGISTRY')
    expect(code).toBe(2)
  })

  test('no source names one, and a variable of other programs does: its right name, and no password', async () => {
    const env = {SCHEMA_REGISTRY_URL: 'http://me:secret@sr:8081', CONFLUENT_SCHEMA_REGISTRY: 'http://sr:8081'}
    const {err} = await kafkit(['schemas', 'list'], {env})
    expect(err).toContain('which registry? (the variable SCHEMA_REGISTRY_URL=http://********@sr:8081 is not read: name it KAFKIT_REGISTRY) (the variable CONFLUENT_SCHEMA_REGISTRY=http://sr:8081 is not read: name it KAFKIT_REGISTRY) Add --registry') // prettier-ignore
    expect(err).not.toContain('secret')
    const other = await kafkit(['schemas', 'list'], {env: {SCHEMA_REGISTRY_LOG_DIR: '/var/log'}})
    expect(other.err).toContain('which registry? Add --registry')
  })

  test('a web page', async () => {
    fault = () => ({status: 200, body: '<html><title>Welcome</title></html>'})
    const {err, code} = await run('schemas list')
    expect(err).toContain('answered GET /subjects with')
    expect(code).toBe(1)
  })

  test('no modes: said, and the rest is shown', async () => {
    fault = ({url}) => (url.startsWith('/mode') ? {status: 404, body: ''} : undefined)
    expect((await run('schemas mode')).err).toContain('has no /mode (it answers 404)')
    expect((await run('schemas list --wide')).code).toBe(0)
  })
})

describe('logins', () => {
  const headers = async (line: string, options?: CliOptions) => {
    await run(line, options)
    return received[0]?.headers
  }
  const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`

  test.each([
    ['--registry-property basic.auth.user.info=a:b', basic('a:b')],
    ['--registry-property schema.registry.basic.auth.user.info=a:b --registry-property basic.auth.credentials.source=USER_INFO', basic('a:b')], // prettier-ignore
    ['--registry-property bearer.auth.token=abc', 'Bearer abc'],
    ['--command-property sasl.mechanism=PLAIN --command-property sasl.username=u --command-property sasl.password=p --command-property security.protocol=SASL_SSL --registry-property basic.auth.credentials.source=SASL_INHERIT', basic('u:p')], // prettier-ignore
  ])('%s', async (flags, authorization) => {
    expect((await headers(`schemas list ${flags}`))?.authorization).toBe(authorization)
  })

  test('in the address, and never shown', async () => {
    const url = registry.url.replace('http://', 'http://jane:s3cret@')
    const {err, out} = await kafkit(['schemas', 'get', 'nothing', '--registry', url])
    expect(received[0]?.headers.authorization).toBe(basic('jane:s3cret'))
    expect(out + err).not.toContain('s3cret')
  })

  test('from a file of an application, with a header', async () => {
    const properties = file('client.properties', `schema.registry.url=${registry.url}\nbasic.auth.user.info=x:y\nrequest.header.x-team=blue\n`) // prettier-ignore
    await kafkit(['schemas', 'list', '--command-config', properties])
    expect(received[0]?.headers).toMatchObject({authorization: basic('x:y'), 'x-team': 'blue'})
  })

  test('401 in a sentence', async () => {
    fault = () => ({status: 401, body: '{"error_code":401,"message":"Unauthorized"}'})
    expect((await run('schemas list')).err).toContain('requires a login (401: Unauthorized); set basic.auth.user.info')
    expect((await run('schemas list --registry-property bearer.auth.token=abc')).err).toContain(
      'does not accept the login',
    )
  })
})

test('the doctor has a step for it', async () => {
  const broker = await startPracticeBroker()
  const line = `doctor --no-second-opinion -o csv --columns step,verdict -b ${broker.bootstrapServers}`
  expect((await run(line)).out).toContain('\nregistry,ok\n')
  fault = () => ({status: 401, body: ''})
  const {out, code} = await run(line)
  expect(out).toContain('\nregistry,failed\n')
  expect(code).toBe(1)
  expect((await kafkit(words(line))).out).not.toContain('registry')
  await broker.close()
})
