// What is kept of single records beside the counts: a report, a file of refused ones, sentences about the first few.
import {KafkaError} from '../../cluster/errors.ts'
import {malformedLine, rejectedLines, Reporter, reportLines} from './delivery-report.ts'
import type {LineNumbers} from '../readers/line-numbers.ts'
import type {MalformedInput} from '../readers/malformed-input.ts'
import type {Output} from '../output.ts'
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
