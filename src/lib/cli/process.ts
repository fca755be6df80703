// The one place that ends the process.
import {drained, processIo, type Io} from './io.ts'

/** Runs a program with the process's streams and ends with its exit code once stdout has taken everything. */
export async function runProcess(program: (io: Io) => Promise<number>): Promise<void> {
  const code = await program(processIo())
  await drained(process.stdout)
  // Not by waiting for an empty event loop: a socket that closes slowly must not keep a finished command.
  process.exit(code)
}
