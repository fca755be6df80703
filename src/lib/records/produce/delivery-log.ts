// Records what happens to single records: a report of all, a file of rejected ones, and sentences about the first few
// rejections.
import {openSync} from 'node:fs'
import {KafkaError, UsageError} from '../../cluster/errors.ts'
import {described, malformedLine, rejectedLines, Reporter, reportLines} from './delivery-report.ts'
import {LineNumbers} from '../readers/line-numbers.ts'
import type {MalformedInput} from '../readers/malformed-input.ts'
import {fileOutput, type Output} from '../output.ts'
import {recordOutput, type RecordsTo} from '../record-output.ts'
import type {ProduceInput} from './produce.ts'
import type {Delivery} from './producer-settings.ts'

export interface DeliveryLogSettings {
  /** Receives a line for every record; see reportLines. */
  readonly report?: Output | undefined
  /** Receives rejected records, and input that is not a record; see rejectedLines and malformedLine. */
  readonly rejected?: Output | undefined
  /** Called with a sentence and the error for the first rejection of each kind, at most 20 times in all. */
  readonly say?: ((sentence: string, error: Error) => void) | undefined
}

const mostSentences = 20

export class DeliveryLog {
  readonly #lines: LineNumbers
  readonly #report: Reporter | undefined
  readonly #rejected: Reporter | undefined
  readonly #say: (sentence: string, error: Error) => void
  readonly #said = new Set<string>()

  constructor(lines: LineNumbers, {report, rejected, say = () => undefined}: DeliveryLogSettings) {
    this.#lines = lines
    this.#report = report && new Reporter(report)
    this.#rejected = rejected && new Reporter(rejected)
    this.#say = say
  }

  delivered(delivery: Delivery): void {
    const {error, partition, ordinals, fate} = delivery
    this.#report?.write(reportLines(delivery, this.#lines))
    if (!error) return
    this.#rejected?.write(rejectedLines(delivery, this.#lines))
    // A problem such as a missing key may affect thousands of records.
    const kind = `${fate ?? ''} ${error instanceof KafkaError ? error.code : error.name} ${partition}`
    const {message} = described(delivery, error)
    this.#sayOnce(kind, `${fate ?? 'left out'}: ${this.#lines.linesText(ordinals)}: ${message}`, error)
  }

  malformed(problem: MalformedInput): void {
    this.#rejected?.write(malformedLine(problem))
    this.#sayOnce(`line ${problem.line}`, `left out: ${problem.message}`, problem)
  }

  /** Returns a promise to wait for if writing has fallen behind. */
  room(): Promise<void> | undefined {
    return this.#report?.room() ?? this.#rejected?.room()
  }

  /** Resolves when everything is written; rejects if that failed. */
  async settled(): Promise<void> {
    await this.#report?.settled()
    await this.#rejected?.settled()
  }

  #sayOnce(kind: string, sentence: string, error: Error) {
    if (this.#said.has(kind) || this.#said.size >= mostSentences) return
    this.#said.add(kind)
    this.#say(sentence, error)
  }
}

export interface DeliveryLogFiles {
  /** The paths of files, which are overwritten; `-` is stdout. */
  readonly reportFile?: string | undefined
  readonly rejectedFile?: string | undefined
  /** True: refused records and malformed input are left out and reported; false: the first one ends everything. */
  readonly skip: boolean
  readonly output: RecordsTo
  readonly say: (sentence: string, error: Error) => void
}

/** Opens the log that `produceRecords` reports to. Throws UsageError for a file that cannot be written. */
export function openDeliveryLog({reportFile, rejectedFile, skip, output, say}: DeliveryLogFiles) {
  const lines = new LineNumbers()
  const log = new DeliveryLog(lines, {
    report: reportFile === undefined ? undefined : outputTo(reportFile, output),
    rejected: rejectedFile === undefined ? undefined : outputTo(rejectedFile, output),
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

function outputTo(file: string, stdout: RecordsTo): Output {
  if (file === '-') return recordOutput(stdout)
  try {
    return fileOutput(openSync(file, 'w'), file)
  } catch (error) {
    throw new UsageError(`cannot write ${file}: ${(error as Error).message}`, {cause: error})
  }
}
