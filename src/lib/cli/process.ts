// The one place that ends the process.
import {drained, processIo, type Io} from './io.ts'

/** Runs a program with the process's streams and ends the process with its exit code once stdout is drained. */
export async function runProcess(program: (io: Io) => Promise<number>): Promise<void> {
  const code = await program(processIo())
  await drained(process.stdout)
  // Do not wait for an empty event loop: a socket that closes slowly must not keep a finished command running.
  process.exit(code)
}
