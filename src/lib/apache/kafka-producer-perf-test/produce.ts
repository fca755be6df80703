// The run of kafka-producer-perf-test: sends records as fast as allowed, and measures.
import type {Io} from '../../cli/io.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {producerConfig} from '../client/producer-config.ts'
import {sentence} from '../java/errors.ts'
import {printMetrics} from '../shared/metrics.ts'
import {Sending} from '../shared/sending.ts'
import {Throughput} from '../shared/throughput.ts'
import {perfPayloads} from './payloads.ts'
import type {PerfSettings} from './settings.ts'
import {Stats} from './stats.ts'
import {Unanswered} from '../../records/produce/unanswered.ts'

/** Records that fail are reported on stderr and not counted. Throws JavaError for what ends Apache's run. */
export async function produce(cluster: Cluster, settings: PerfSettings, io: Io): Promise<void> {
  const {records, topic, transactionMs} = settings
  const config = producerConfig(settings.properties)
  const run = new Run(settings, io)
  const sending = new Sending(cluster, {
    ...config,
    topic,
    sync: false,
    signal: io.interrupted,
    err: (text) => io.err(text),
    acknowledged: ({ordinals}, before) => run.acknowledged(ordinals, before),
    failed: (failed, error) => run.failed(failed, sentence(error)),
    transaction: transactionMs === undefined ? undefined : transactionOf(settings.properties),
  })
  const payload = await perfPayloads(settings)
  run.start()
  const throughput = new Throughput(settings.throughput, io.interrupted)
  const record = {key: null, value: payload(0), headers: [], timestamp: 0, partition: null}
  let begun: number | undefined
  for (let number = 0; number < records; number++) {
    if (number > 0) record.value = payload(number)
    const now = io.now()
    begun ??= now
    record.timestamp = now
    if (number === settings.warmupRecords) run.enterSteadyState()
    run.sent(sending.next, now, record.value.end - record.value.start)
    const room = sending.send(record)
    if (room) await room
    if (transactionMs !== undefined && transactionMs <= now - begun) {
      await sending.commit()
      begun = undefined
    }
    const early = throughput.wait(number + 1)
    if (early) await early
    if (room || early) io.interrupted.throwIfAborted()
  }
  if (transactionMs !== undefined && begun !== undefined) await sending.commit()
  await sending.close()
  run.printTotals()
  if (settings.metrics) printMetrics(run.metrics(), io)
}

const transactionOf = (properties: ReadonlyMap<string, string>) => ({
  transactionalId: properties.get('transactional.id') ?? '',
  timeoutMs: Number(properties.get('transaction.timeout.ms') ?? 60_000),
})

class Run {
  readonly #settings: PerfSettings
  readonly #io: Io
  readonly #unanswered = new Unanswered()
  #stats!: Stats
  #steady: Stats | undefined
  /** Number of the first record in the steady state. */
  #steadyFrom = Infinity
  #next = 1
  #acknowledged = 0
  #failed = 0

  constructor(settings: PerfSettings, io: Io) {
    this.#settings = settings
    this.#io = io
  }

  start(): void {
    const {warmupRecords, records} = this.#settings
    if (warmupRecords > 0)
      this.#io.out(
        `Warmup first ${warmupRecords} records. Steady state results will print after the complete test summary.\n`,
      )
    this.#stats = this.#newStats(records, false)
  }

  #newStats(records: number, steadyState: boolean): Stats {
    const {intervalMs} = this.#settings
    const print = (line: string) => this.#io.out(`${line}\n`)
    return new Stats({records, intervalMs, steadyState, print, now: () => this.#io.now()})
  }

  /** To be called before the first record of the steady state. */
  enterSteadyState(): void {
    const {records, warmupRecords} = this.#settings
    if (warmupRecords === 0) return
    this.#steady = this.#newStats(records - warmupRecords, true)
    this.#steadyFrom = this.#next
    this.#stats.silence()
  }

  sent(number: number, at: number, bytes: number): void {
    this.#unanswered.sent(number, at, bytes)
    this.#next = number + 1
  }

  acknowledged(numbers: ArrayLike<number>, before: number): void {
    const now = this.#io.now()
    this.#acknowledged += numbers.length
    this.#unanswered.answered(numbers, before, (number, sentAt, bytes) => {
      this.#stats.record(now - sentAt, bytes, now)
      if (number >= this.#steadyFrom) this.#steady?.record(now - sentAt, bytes, now)
    })
  }

  failed(records: readonly {readonly ordinal: number}[], why: string): void {
    this.#failed += records.length
    this.#unanswered.answered(
      records.map(({ordinal}) => ordinal),
      0,
      () => undefined,
    )
    this.#io.err(`ERROR ${records.length === 1 ? 'a record was' : `${records.length} records were`} not sent: ${why}\n`)
  }

  printTotals(): void {
    this.#stats.printTotal()
    this.#steady?.printTotal()
  }

  metrics(): ReadonlyMap<string, number> {
    const client = `{client-id=${this.#settings.properties.get('client.id')}}`
    return new Map([
      [`producer-metrics:record-send-total:${client}`, this.#acknowledged + this.#failed],
      [`producer-metrics:record-error-total:${client}`, this.#failed],
    ])
  }
}
