// A producer at a steady rate: one numbered file after the other, each with --resume; some of its processes are killed in
// the middle, and go on where they were.
import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'

const bin = join(import.meta.dirname, '../../bin/kafkit')
const perRound = 3000
export const recordsPerSecond = 300
const killedEvery = 3

export class NumberedRounds {
  /** Numbers from 1 on that were written, whole rounds only. */
  written = 0
  /** Records of rounds in which the producer was killed: only these may be there twice. */
  readonly killed: {readonly from: number; readonly to: number}[] = []
  /** Runs that failed and were begun again: what --resume is for. */
  resumed = 0
  readonly errors: string[] = []
  #ending = false
  readonly #done: Promise<void>
  readonly #dir: string
  readonly #bootstrap: string
  readonly #topic: string

  constructor(dir: string, bootstrap: string, topic: string) {
    this.#dir = dir
    this.#bootstrap = bootstrap
    this.#topic = topic
    this.#done = this.#run()
    this.#done.catch(() => undefined)
  }

  /** Ends the round that is under way, and resolves when all of it is written. */
  async end(): Promise<void> {
    this.#ending = true
    await this.#done
  }

  async #run() {
    for (let round = 0; !this.#ending; round++) {
      const from = round * perRound + 1
      const file = join(this.#dir, `round-${round}.txt`)
      writeFileSync(file, Array.from({length: perRound}, (_, at) => `${from + at}\t${from + at}\n`).join(''))
      const isKilled = round % killedEvery === killedEvery - 1
      if (isKilled) this.killed.push({from, to: from + perRound - 1})
      let kill = isKilled
      while ((await this.#produce(file, kill)) !== 0) {
        this.resumed++
        kill = false
        await sleep(500)
      }
      this.written = from + perRound - 1
    }
  }

  async #produce(file: string, kill: boolean): Promise<number | null> {
    const args = ['produce', this.#topic, file, '--resume', `${file}.resume`, '--rate', String(recordsPerSecond)]
    const child = spawn(process.execPath, [bin, ...args, '--key-separator', '\t', '-b', this.#bootstrap, '--quiet'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let said = ''
    child.stderr.on('data', (text: Buffer) => (said += text.toString()))
    const timer = kill ? setTimeout(() => child.kill('SIGKILL'), (perRound / recordsPerSecond) * 500) : undefined
    const [code] = (await once(child, 'exit')) as [number | null]
    clearTimeout(timer)
    if (code !== 0 && !kill) this.errors.push(said.trim())
    return code
  }
}
