// Our tools without a process of their own: for thousands of command lines.
import {PassThrough, Writable} from 'node:stream'
import {dropInNames, loadDropIn} from '../../scripts/drop-in-tools.ts'
import {screenText} from '../../src/lib/cli/visible.ts'
import type {Side} from './side.ts'

const dropIns = dropInNames()

export const inProcess: Side = {
  async tool({words, stdin = Buffer.alloc(0)}) {
    const [name = '', ...argv] = words
    if (!dropIns.includes(name))
      return {stdout: Buffer.alloc(0), stderr: Buffer.from(`no executable ${name}`), exit: null}
    const tool = await loadDropIn(name)
    const [out, err] = [new Sink(), new Sink()]
    const exit = await tool.run(argv, {
      stdin: new PassThrough().end(stdin),
      stdout: out,
      questions: err,
      out: (text) => void out.write(text),
      err: (text) => void err.write(screenText(text)),
      raw: {out: (text) => void out.write(text), err: (text) => void err.write(text)},
      terminal: {stdin: false, stdout: false, stderr: false},
      columns: 80,
      env: {},
      now: Date.now,
      interrupted: new AbortController().signal,
      outClosed: new AbortController().signal,
    })
    return {stdout: out.bytes, stderr: err.bytes, exit}
  },
}

class Sink extends Writable {
  readonly #chunks: Buffer[] = []

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#chunks.push(chunk)
    done()
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#chunks)
  }
}
