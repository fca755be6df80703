import type {Io} from './io.ts'

/** Where the programs print that say one thing to stdout and the next to stderr. */
export interface Printer {
  out(text: string): void
  err(text: string): void
}

/** Letters of text after which what was gathered is written. */
const mostLetters = 64 * 1024

/**
 * Calls `print`, and writes what it prints in as few pieces as show it in the same order: a write to the kernel for each of a
 * thousand short texts takes longer than to make them. Where stdout and stderr go to different places, nobody sees the
 * order between the two. What was printed before an exception is written.
 */
export function fewWrites(io: Io, print: (to: Printer) => void): void {
  const {separate} = io
  const gathered = {out: '', err: ''}
  const flush = () => {
    const {out, err} = gathered
    gathered.out = gathered.err = ''
    if (err !== '') io.err(err)
    if (out !== '') io.out(out)
  }
  const gather = (stream: 'out' | 'err', other: 'out' | 'err') => (text: string) => {
    if (!separate && gathered[other] !== '') flush()
    gathered[stream] += text
    if (gathered[stream].length > mostLetters) flush()
  }
  try {
    print({out: gather('out', 'err'), err: gather('err', 'out')})
  } finally {
    flush()
  }
}
