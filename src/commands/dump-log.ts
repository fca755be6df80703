import {string} from '@oclif/core/args'
import {boolean, string as text} from '@oclif/core/flags'
import {exitCode} from '../lib/cli/exit.ts'
import {KitCommand} from '../lib/cli/kit-command.ts'
import {UsageError} from '../lib/cluster/errors.ts'
import {standardInput} from '../lib/errors/input-failed.ts'
import {BatchRecords} from '../lib/log-files/batch-records.ts'
import {BatchWalk} from '../lib/log-files/batch-walk.ts'
import {BrokenLog} from '../lib/log-files/broken-log.ts'
import {openFile, streamSource, type ByteSource} from '../lib/log-files/byte-source.ts'
import {checkIndexes, checkLog} from '../lib/log-files/check-log.ts'
import {contentOf, logContents, LogJson, type LogContent} from '../lib/log-files/log-json.ts'
import {segmentsIn} from '../lib/log-files/segment-files.ts'
import {OutputClosed} from '../lib/records/output.ts'
import {recordOutput} from '../lib/records/record-output.ts'
import {fileProblem} from '../lib/text/file-problem.ts'
import {counted} from '../lib/text/plural.ts'

/** Lines are written in pieces of this many characters. */
const pieceSize = 64 * 1024

export default class DumpLog extends KitCommand {
  static override summary = 'print the records of a log file as JSON lines, or check it; needs no broker'
  static override description =
    "Reads segments (.log) and snapshots (.checkpoint) of brokers, also while they are being written, and pieces of them on standard input (-); for the folder of a partition, all of its segments in order. Records of Kafka's own logs (__consumer_offsets, __transaction_state, __share_group_state, __cluster_metadata) are printed with what they mean, known by the name of their folder or by --decode.\n\nWith --check only what is wrong is printed, and a line for each file that sums it up; checked are checksums, offsets, records, and the indexes beside a segment. The exit code is 3 if something is damaged."
  static override examples = [
    '<%= config.bin %> dump-log orders-0/00000000000000000000.log',
    {
      description: 'What groups have committed, in a file that was sent to you',
      command: 'gunzip -c segment.gz | <%= config.bin %> dump-log - --decode offsets',
    },
    {description: 'Check whether a partition is damaged', command: '<%= config.bin %> dump-log --check orders-0'},
  ]
  static override args = {
    file: string({
      description: 'the files, or folders of partitions; - is standard input',
      required: true,
      multiple: true,
      ignoreStdin: true,
    }),
  }
  static override flags = {
    decode: text({
      summary: 'the kind of the records (default: recognized by the name of the folder)',
      options: [...logContents],
    }),
    check: boolean({summary: 'print only what is wrong; exit code 3 if something is'}),
  }

  #lines = ''
  #failed = false

  async run(): Promise<number> {
    const {args, flags} = await this.parse(DumpLog)
    const files = args.file.flatMap((path) => this.#filesOf(path))
    if (files.filter((file) => file === '-').length > 1) throw new UsageError('standard input can be read only once')
    const output = recordOutput(this.io)
    const put = async (line: string, last = false) => {
      this.#lines += line
      if (this.#lines.length < pieceSize && !last) return
      this.io.interrupted.throwIfAborted()
      const piece = Buffer.from(this.#lines)
      this.#lines = ''
      if (piece.length > 0) await output.write(piece)
    }
    let problems = 0
    try {
      for (const file of files) {
        const source = this.#open(file)
        if (!source) continue
        try {
          if (flags.check) problems += await this.#check(file, source, put)
          else await this.#print(file, source, flags.decode as LogContent | undefined, put)
        } finally {
          source.close()
        }
      }
      await put('', true)
    } catch (error) {
      if (!(error instanceof OutputClosed)) throw error
    }
    if (this.#failed) return exitCode.failed
    return problems > 0 ? exitCode.exceeded : exitCode.done
  }

  #filesOf(path: string): string[] {
    if (path === '-') return [path]
    try {
      const segments = segmentsIn(path)
      if (segments?.length === 0)
        this.#fail(
          `there are no segments (.log) in the folder ${path}: name the folder of a partition, such as orders-0`,
        )
      return segments ?? [path]
    } catch (error) {
      this.#fail(`cannot read ${path}: ${fileProblem(error as NodeJS.ErrnoException)}`)
      return []
    }
  }

  #open(file: string): ByteSource | undefined {
    if (file === '-') return streamSource(standardInput(this.io.stdin))
    try {
      return openFile(file)
    } catch (error) {
      this.#fail(`cannot read ${file}: ${fileProblem(error as NodeJS.ErrnoException)}`)
      return undefined
    }
  }

  #fail(text: string) {
    this.#failed = true
    this.io.err(`kafkit: ${text}\n`)
  }

  async #check(file: string, source: ByteSource, put: (line: string) => Promise<void>): Promise<number> {
    const lines: string[] = []
    const report = (problem: object) => lines.push(`${jsonLine(problem)}\n`)
    const checked = await checkLog(file, source, report)
    const ofIndexes = file.endsWith('.log') ? await checkIndexes(file, report) : 0
    const problems = checked.problems + ofIndexes
    for (const line of lines) await put(line)
    await put(`${jsonLine({...checked, problems})}\n`)
    return problems
  }

  async #print(
    file: string,
    source: ByteSource,
    decode: LogContent | undefined,
    put: (line: string) => Promise<void>,
  ): Promise<void> {
    const batches = new BatchWalk(source, {name: file})
    const records = new BatchRecords()
    const json = new LogJson(decode ?? contentOf(file), file)
    try {
      while (await batches.next()) {
        records.open(batches)
        while (records.next()) await put(`${json.record(records, batches)}\n`)
      }
      const left = await batches.leftOver()
      if (left > 0) {
        this.io.err(
          `kafkit: ${file}: ${counted(left, 'byte')} after byte ${batches.nextPosition} are not a whole batch, which is being written or was cut off\n`,
        )
      }
    } catch (error) {
      if (!(error instanceof BrokenLog)) throw error
      this.#fail(`${file}: the batch at byte ${batches.position} cannot be read: ${error.message}`)
    }
    if (json.unread > 0) this.#fail(`${file}: ${counted(json.unread, 'record')} could not be decoded`)
  }
}

/** 64-bit offsets stay exact. */
const jsonLine = (value: object): string =>
  `{${Object.entries(value)
    .map(([name, each]) => `"${name}":${typeof each === 'bigint' ? String(each) : JSON.stringify(each)}`)
    .join(',')}}`
