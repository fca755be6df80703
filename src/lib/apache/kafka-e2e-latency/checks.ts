// What kafka-e2e-latency refuses before it sends any request, in Apache's order and words.
import type {Io} from '../../cli/io.ts'
import {requireOptions, TerseProblem, UsageProblem} from '../command-line/checks.ts'
import type {Options} from '../command-line/options.ts'
import type {latencyOptions} from './options.ts'

export type LatencyOptions = Options<typeof latencyOptions>

export function checkLatencyOptions(options: LatencyOptions): void {
  requireOptions(options, 'bootstrap-server', 'topic', 'num-records', 'producer-acks', 'record-size')
  const acks = options.value('producer-acks')
  if (acks !== '1' && acks !== 'all')
    throw new UsageProblem(
      "Invalid value for --producer-acks. Latency testing requires synchronous acknowledgement. Please use '1' or 'all'.",
    )
  if ((options.value('num-records') ?? 0) <= 0)
    throw new UsageProblem('Value for --num-records must be a positive integer.')
  const least = (name: 'record-size' | 'record-key-size' | 'record-header-key-size' | 'num-headers') => {
    if ((options.value(name) ?? 0) < 0) throw new UsageProblem(`Value for --${name} must be a non-negative integer.`)
  }
  least('record-size')
  least('record-key-size')
  least('record-header-key-size')
  if ((options.value('record-header-size') ?? 0) < -1)
    throw new UsageProblem('Value for --record-header-size must be a non-negative integer or -1 for null header value.')
  least('num-headers')
}

const named = ['--bootstrap-server', '--topic', '--num-records', '--producer-acks', '--record-size']
/** The options that positional words stand for, in order. */
const positions = [...named, '--command-config']

/**
 * Rewrites the old command line of positional words to options. Throws TerseProblem for a command line that is
 * neither form.
 */
export function withoutPositions(argv: readonly string[], io: Io): readonly string[] {
  if (argv.length === 0 || argv.some((word) => named.includes(word))) return argv
  if (argv.length !== 5 && argv.length !== 6)
    throw new TerseProblem(
      `Invalid number of arguments. Expected 5 or 6 positional arguments, but got ${argv.length}. ` +
        'Usage: bootstrap-server topic num-records producer-acks record-size [optional] command-config',
    )
  io.out(
    'WARNING: Positional argument usage is deprecated and will be removed in Apache Kafka 5.0. Please use named ' +
      `arguments instead: ${positions.join(', ')}\n`,
  )
  return argv.flatMap((word, at) => [positions[at] ?? '', word])
}
