// The settings of a run from the command line, and what is refused: Apache's ConfigPostProcessor.
import type {Io} from '../../cli/io.ts'
import {randomUuid} from '../../wire/random-uuid.ts'
import {ArgumentError, type Arguments} from '../command-line/arguments.ts'
import {JavaError} from '../java/errors.ts'
import {javaSplit} from '../java/split.ts'
import {readPayloads} from './payload-file.ts'

export interface PerfSettings {
  readonly topic: string
  readonly records: number
  /** How many of them come before the steady state. */
  readonly warmupRecords: number
  readonly recordSize: number | undefined
  readonly payloads: readonly Buffer[]
  readonly monotonic: boolean
  /** Records per second; negative: no limit. */
  readonly throughput: number
  readonly intervalMs: number
  readonly metrics: boolean
  readonly properties: ReadonlyMap<string, string>
  /** How long a transaction stays open; undefined: no transactions. */
  readonly transactionMs: number | undefined
}

const defaultTransactionMs = 3000

/** Throws ArgumentError for what Apache's tool answers with its usage, and JavaError for what it fails with. */
export async function perfSettings(args: Arguments, io: Io): Promise<PerfSettings> {
  checkArguments(args)
  const payloads = readPayloads(args.text('payload-file'), args.text('payload-delimiter') ?? '\\n', io)
  const properties = await producerProperties(args, io)
  return {
    topic: args.text('topic') ?? '',
    records: args.number('num-records') ?? 0,
    warmupRecords: warmupOf(args),
    recordSize: args.number('record-size'),
    payloads,
    monotonic: args.has('payload-monotonic'),
    throughput: args.number('throughput') ?? -1,
    intervalMs: args.number('reporting-interval') ?? 5000,
    metrics: args.has('print-metrics'),
    transactionMs: transactionMs(args, properties),
    properties,
  }
}

const warmupOf = (args: Arguments) => Math.max(args.number('warmup-records') ?? 0, 0)

/** The checks in Apache's order. */
function checkArguments(args: Arguments) {
  const notPositive = (name: string) => (args.number(name) ?? 1) <= 0
  const both = (one: string, other: string) => args.has(one) && args.has(other)
  const problems: readonly (readonly [boolean, string])[] = [
    [notPositive('num-records'), '--num-records should be greater than zero.'],
    [
      warmupOf(args) >= (args.number('num-records') ?? 0),
      'The value for --warmup-records must be strictly fewer than the number of records in the test, --num-records.',
    ],
    [notPositive('record-size'), '--record-size should be greater than zero.'],
    [
      !servers.some((name) => args.has(name)),
      'At least one of --bootstrap-server, --command-property, --producer-props, --producer.config or --command-config must be specified.',
    ],
    [
      both('command-property', 'producer-props'),
      '--command-property and --producer-props cannot be specified together.',
    ],
    [both('command-config', 'producer.config'), '--command-config and --producer.config cannot be specified together.'],
    [notPositive('transaction-duration-ms'), '--transaction-duration-ms should be greater than zero.'],
    [notPositive('reporting-interval'), '--reporting-interval should be greater than zero.'],
  ]
  for (const [wrong, message] of problems) if (wrong) throw new ArgumentError(message, undefined)
}

const servers = ['bootstrap-server', 'command-property', 'producer-props', 'producer.config', 'command-config']

async function producerProperties(args: Arguments, io: Io): Promise<Map<string, string>> {
  for (const [name, instead] of deprecated)
    if (args.has(name))
      io.out(
        `Option --${name} has been deprecated and will be removed in a future version. Use --${instead} instead.\n`,
      )
  // Loaded only here: usage errors need not wait for the code that reads properties.
  const {readClientProperties} = await import('../client/open-client.ts')
  const properties = await readClientProperties(args.text('producer.config') ?? args.text('command-config'))
  for (const text of args.texts('producer-props') ?? args.texts('command-property') ?? []) {
    const [name = '', value, more] = javaSplit(text, '=')
    if (value === undefined || more !== undefined)
      throw new JavaError('java.lang.IllegalArgumentException', `Invalid property: ${text}`)
    properties.set(name, value)
  }
  if (!properties.has('client.id')) properties.set('client.id', 'perf-producer-client')
  const bootstrap = args.text('bootstrap-server')
  if (bootstrap !== undefined) properties.set('bootstrap.servers', bootstrap)
  return properties
}

const deprecated = [
  ['producer-props', 'command-property'],
  ['producer.config', 'command-config'],
] as const

/** Sets the transactional id if the run uses transactions. */
function transactionMs(args: Arguments, properties: Map<string, string>): number | undefined {
  const id = args.text('transactional-id') ?? properties.get('transactional.id')
  const ms = args.number('transaction-duration-ms')
  if (id === undefined && ms === undefined) return undefined
  properties.set('transactional.id', id ?? `performance-producer-${randomUuid()}`)
  return ms ?? defaultTransactionMs
}
