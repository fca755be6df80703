// What is kept of single records beside the counts: a report, a file of refused ones, sentences about the first few.
import {openSync} from 'node:fs'
import type {Writable} from 'node:stream'
import {KafkaError, UsageError} from '../../cluster/errors.ts'
import {malformedLine, rejectedLines, Reporter, reportLines} from './delivery-report.ts'
import {LineNumbers} from '../readers/line-numbers.ts'
import type {MalformedInput} from '../readers/malformed-input.ts'
import {fileOutput, type Output} from '../output.ts'
import {recordOutput} from '../record-output.ts'
import type {ProduceInput} from './produce.ts'
import type {Delivery} from './producer-settings.ts'

export interface DeliveryLogSettings {
  /** Every record: reportLines. */
  readonly report?: Output | undefined
  /** Refused records, and input that is none: rejectedLines, malformedLine. */
  readonly rejected?: Output | undefined
  /** Told the first of each kind, and no more than 20 in all. */
  readonly say?: ((sentence: string) => void) | undefined
}

const mostTold = 20

export class DeliveryLog {
  readonly #lines: LineNumbers
  readonly #report: Reporter | undefined
  readonly #rejected: Reporter | undefined
  readonly #say: (sentence: string) => void
  readonly #told = new Set<string>()

  constructor(lines: LineNumbers, {report, rejected, say = () => undefined}: DeliveryLogSettings) {
    this.#lines = lines
    this.#report = report && new Reporter(report)
    this.#rejected = rejected && new Reporter(rejected)
    this.#say = say
  }

  delivered(delivery: Delivery): void {
    const {error, partition, ordinals} = delivery
    this.#report?.write(reportLines(delivery, this.#lines))
    if (!error) return
    this.#rejected?.write(rejectedLines(delivery, this.#lines))
    const [first, last] = [ordinals[0] ?? 0, ordinals.at(-1) ?? 0].map((each) => this.#lines.line(each))
    // Of a record larger than the others in the partition, or a key that is missing, there may be thousands.
    const kind = `${error instanceof KafkaError ? error.code : error.name} ${partition}`
    this.#tell(kind, `left out: ${first === last ? `line ${first}` : `lines ${first} to ${last}`}: ${error.message}`)
  }

  malformed(problem: MalformedInput): void {
    this.#rejected?.write(malformedLine(problem))
    this.#tell(`line ${problem.line}`, `left out: ${problem.message}`)
  }

  /** A promise if what is written lags behind. */
  room(): Promise<void> | undefined {
    return this.#report?.room() ?? this.#rejected?.room()
  }

  /** When everything is written; raises why it could not be. */
  async settled(): Promise<void> {
    await this.#report?.settled()
    await this.#rejected?.settled()
  }

  #tell(kind: string, sentence: string) {
    if (this.#told.has(kind) || this.#told.size >= mostTold) return
    this.#told.add(kind)
    this.#say(sentence)
  }
}

export interface DeliveryLogFiles {
  /** Paths of files that are made anew; `-` is stdout. */
  readonly reportFile?: string | undefined
  readonly rejectedFile?: string | undefined
  /** Refused records and malformed input are left out, and told; otherwise the first one ends everything. */
  readonly skip: boolean
  readonly stdout: Writable
  readonly say: (sentence: string) => void
}

/** The log, as what `produceRecords` tells it. UsageError for a file that cannot be written. */
export function openDeliveryLog({reportFile, rejectedFile, skip, stdout, say}: DeliveryLogFiles) {
  const lines = new LineNumbers()
  const log = new DeliveryLog(lines, {
    report: reportFile === undefined ? undefined : outputTo(reportFile, stdout),
    rejected: rejectedFile === undefined ? undefined : outputTo(rejectedFile, stdout),
    ...(skip && {say}),
  })
  const input: Partial<ProduceInput> = {
    lines,
    wait: () => log.room(),
    onDelivery: (delivery) => log.delivered(delivery),
    ...(skip && {onMalformed: (problem: MalformedInput) => log.malformed(problem)}),
  }
  return {input, settled: () => log.settled()}
}

function outputTo(file: string, stdout: Writable): Output {
  if (file === '-') return recordOutput(stdout)
  try {
    return fileOutput(openSync(file, 'w'), file)
  } catch (error) {
    throw new UsageError(`cannot write ${file}: ${(error as Error).message}`, {cause: error})
  }
}
