// The one place that ends the process.
import {exitCode} from './exit-codes.ts'
import {engine} from '../runtime/engine.ts'
import {processIo, type Io} from './io.ts'
import {StandardOutput} from './standard-output.ts'

/**
 * Runs a program with the process's streams and ends with its exit code once stdout has taken everything. What was asked for
 * and did not arrive is a failure, told in the name of the program, whatever Apache's tools make of it.
 */
export async function runProcess(name: string, program: (io: Io) => Promise<number>): Promise<void> {
  const output = new StandardOutput()
  const io = processIo(output)
  // What waits for nothing that could happen is never told otherwise, and Node would end with 0.
  const stranded = () => {
    io.err(`${name}: the program stopped before its work was done (${engine})\n`)
    process.exit(exitCode.failed)
  }
  process.once('beforeExit', stranded)
  const code = await program(io)
  process.off('beforeExit', stranded)
  const failure = await output.delivered()
  if (failure) io.err(`${name}: ${failure.message}\n`)
  // Not by waiting for an empty event loop: a socket that closes slowly must not keep a finished command.
  const isWell = code === exitCode.done || (code === exitCode.exceeded && !io.foreignCodes)
  process.exit(failure && isWell ? exitCode.failed : code)
}
