// Confluent's console tools on a real broker: what they write Apache's consumer reads as the bytes that it is, and they read it back.
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, expect, test} from 'vitest'
import {startPracticeRegistry, type PracticeRegistry} from '../../src/lib/practice-registry/start.ts'
import {startSandbox, stopSandbox, type Sandbox} from '../../src/lib/sandbox/sandbox.ts'
import {runKafkaTool} from '../support/apache-tools.ts'
import {dropIn, type Ran} from '../support/cli.ts'
import {call} from '../support/fake-registry.ts'
import {describeWithKafka} from '../support/real-kafka.ts'

describeWithKafka("Confluent's console tools", () => {
  const folder = mkdtempSync(join(tmpdir(), 'kafkit-confluent-'))
  let sandbox: Sandbox
  let registry: PracticeRegistry
  beforeAll(async () => {
    sandbox = await startSandbox({detached: false})
    registry = await startPracticeRegistry()
  })
  afterAll(async () => {
    await registry.close()
    await stopSandbox(sandbox, {removeData: true})
    rmSync(folder, {recursive: true})
  })

  const property = (...words: string[]) => words.flatMap((word) => ['--property', word])
  const run = (name: string, argv: readonly string[], stdin?: string): Promise<Ran> =>
    dropIn(
      name,
      ['--bootstrap-server', sandbox.bootstrapServers, ...property(`schema.registry.url=${registry.url}`), ...argv],
      stdin,
    )
  async function idOf(subject: string): Promise<string> {
    const {body} = await call(registry, `GET /subjects/${subject}/versions/latest`)
    return (body as {id: number}).id.toString(16).padStart(8, '0')
  }

  /** Hexadecimal keys and values in the order of the log, as Java's consumer has them. */
  async function javaReads(topic: string, count: number): Promise<string[][]> {
    const bytes = 'org.apache.kafka.common.serialization.BytesDeserializer'
    const {stdout} = await runKafkaTool('org.apache.kafka.tools.consumer.ConsoleConsumer', [
      ...['--bootstrap-server', sandbox.bootstrapServers, '--topic', topic, '--partition', '0', '--from-beginning'],
      ...['--max-messages', String(count), '--timeout-ms', '20000', '--key-deserializer', bytes, '--value-deserializer', bytes], // prettier-ignore
      ...['--formatter-property', 'print.key=true', '--formatter-property', 'null.literal=NIL'],
    ])
    // Bytes.toString: printable characters as they are, all others as \xFF.
    const hex = (text: string) =>
      text === 'NIL'
        ? text
        : text.replaceAll(/\\x([0-9A-F]{2})|([\s\S])/g, (_, escaped: string | undefined, plain: string) => escaped?.toLowerCase() ?? Buffer.from(plain).toString('hex')) // prettier-ignore
    return stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t').map(hex))
  }

  test.each([
    {
      kind: 'avro',
      key: '{"type":"string"}',
      value:
        '{"type":"record","name":"shop.Order","fields":[{"name":"id","type":"long"},{"name":"note","type":["null","string"]}]}',
      lines: '"k"\t{"id":9007199254740993,"note":{"string":"x"}}\n"k"\tN\n',
      keyHex: '026b',
      valueHex: '8280808080808020' + '020278',
      printed: '"k"\t{"id":9007199254740993,"note":{"string":"x"}}\n"k"\tN\n',
    },
    {
      kind: 'protobuf',
      key: 'syntax = "proto3"; message Key { string k = 1; }',
      value: 'syntax = "proto3"; message Other { } message Order { int64 id = 1; }',
      lines: '{"k":"k"}\t{}\n{"k":"k"}\tN\n',
      keyHex: '000a016b',
      valueHex: '00',
      printed: '{"k":"k"}\t{}\n{"k":"k"}\tN\n',
    },
    {
      kind: 'json-schema',
      key: '{"type":"string"}',
      value: '{"type":"object"}',
      lines: '"k"\t{"a": 1.0}\n"k"\tN\n',
      keyHex: Buffer.from('"k"').toString('hex'),
      valueHex: Buffer.from('{"a":1.0}').toString('hex'),
      printed: '"k"\t{"a":1.0}\n"k"\tN\n',
    },
  ])(
    '$kind: keys, values and a tombstone, there and back',
    async ({kind, key, value, lines, keyHex, valueHex, printed}) => {
      const topic = `round-${kind}`
      const argv = ['--topic', topic, '--sync', ...property('parse.key=true', 'null.marker=N', `key.schema=${key}`, `value.schema=${value}`)] // prettier-ignore
      expect(await run(`kafka-${kind}-console-producer`, argv, lines)).toMatchObject({code: 0, out: ''})
      const [keyId, valueId] = await Promise.all(['key', 'value'].map((field) => idOf(`${topic}-${field}`)))
      expect(await javaReads(topic, 2)).toEqual([
        [`00${keyId}${keyHex}`, `00${valueId}${valueHex}`],
        [`00${keyId}${keyHex}`, 'NIL'],
      ])
      const reading = ['--topic', topic, '--from-beginning', '--max-messages', '2', ...property('print.key=true', 'null.literal=N')] // prettier-ignore
      expect(await run(`kafka-${kind}-console-consumer`, reading)).toMatchObject({code: 0, out: printed})
    },
  )

  test('in a group: what cannot be printed ends it, and is skipped where that is asked for', async () => {
    const {exitCode} = await runKafkaTool(
      'org.apache.kafka.tools.ConsoleProducer',
      ['--bootstrap-server', sandbox.bootstrapServers, '--topic', 'plain'],
      {stdin: 'plain\n'},
    )
    expect(exitCode).toBe(0)
    const value = property('value.schema="long"')
    expect(await run('kafka-avro-console-producer', ['--topic', 'plain', ...value], '7\n')).toMatchObject({code: 0})
    const reading = ['--topic', 'plain', '--from-beginning', '--max-messages', '2']
    expect(await run('kafka-avro-console-consumer', reading)).toMatchObject({code: 1, out: '', err: expect.stringContaining('Unknown magic byte!')}) // prettier-ignore
    expect(await run('kafka-avro-console-consumer', [...reading, '--skip-message-on-error'])).toMatchObject({code: 0, out: '7\n'}) // prettier-ignore
  })
})
