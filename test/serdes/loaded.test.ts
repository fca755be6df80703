// What is loaded where: without a registry nothing of decoding, and with one only what the schema needs.
import {execFile} from 'node:child_process'
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {promisify} from 'node:util'
import {afterAll, beforeAll, expect, test} from 'vitest'
import {root} from '../../scripts/command-files.ts'
import {startPracticeBroker, type PracticeBroker} from '../../src/lib/practice-broker/start.ts'
import {kafkit} from '../support/cli.ts'

const folder = mkdtempSync(join(tmpdir(), 'kafkit-loaded-'))
let broker: PracticeBroker
beforeAll(async () => {
  broker = await startPracticeBroker()
  await kafkit(['topics', 'create', 'orders', '--partitions', '1', '-b', broker.bootstrapServers])
  await kafkit(['produce', 'orders', '--value-serde', 'int64', '-q', '-b', broker.bootstrapServers], {stdin: '1\n'})
  writeFileSync(join(folder, 'order.avsc'), '"long"')
})
afterAll(async () => {
  await broker.close()
  rmSync(folder, {recursive: true})
})

/** Modules of decoding, registries and their libraries. */
async function loaded(...args: string[]): Promise<string[]> {
  const file = join(folder, 'modules')
  const hooks = join(root, 'test/support/loaded-modules.ts')
  const words = [...args, '-b', broker.bootstrapServers]
  const env = {...process.env, LOADED_MODULES: file, KAFKIT_SANDBOX_DIR: '/nowhere', XDG_CONFIG_HOME: folder}
  await promisify(execFile)(process.execPath, ['--import', hooks, join(root, 'scripts/dev.ts'), ...words], {env}).catch(
    (error: {code: number; stderr: string}) => {
      if (error.code !== 1) throw new Error(error.stderr) // what cannot be decoded is 1
    },
  )
  const urls = readFileSync(file, 'utf8').split('\n')
  expect(urls.some((url) => url.endsWith('/src/main.ts'))).toBe(true)
  return urls.flatMap((url) => {
    const [, name] =
      /(?:\/src\/lib\/((?:serdes|registry|http|schemas)\/.*)\.ts|\/node_modules\/(protobufjs|ajv)\/|^(node:https?)$)/.exec(
        url,
      )
        ? [url, short(url)]
        : []
    return name === undefined ? [] : [name]
  })
}
const short = (url: string) => url.replace(/^.*\/src\/lib\/|^.*\/node_modules\//, '').replace(/\.ts$/, '')

const consume = ['consume', 'orders', '--from-beginning', '--until-end', '-q']
const costly =
  /^serdes\/(?:avro|protobuf|json|field-decoder|msgpack|cbor)|^registry\/|^http\/client|protobufjs|ajv|^node:http/

test('consume and produce without a schema load no decoder, no client of registries, no HTTP', async () => {
  expect((await loaded(...consume)).filter((name) => costly.test(name))).toEqual([])
  expect((await loaded('produce', 'orders', '--value', 'x')).filter((name) => costly.test(name))).toEqual([])
})

test('an Avro schema from a file loads Avro, and neither Protobuf nor a registry', async () => {
  const names = await loaded(...consume, '--value-schema', join(folder, 'order.avsc'))
  expect(names).toContain('serdes/avro/decode')
  expect(
    names.filter((name) => /^registry\/|^http\/client|protobufjs|ajv|^node:http|^serdes\/protobuf/.test(name)),
  ).toEqual([])
})
