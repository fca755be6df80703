// The only place that ends the process.
import {exitCode} from './exit-codes.ts'
import {engine} from '../runtime/engine.ts'
import {processIo, type Io} from './io.ts'
import {StandardOutput} from './standard-output.ts'

/**
 * Runs a program with the process's streams, and ends with its exit code once stdout has accepted everything. Output
 * that did not arrive is a failure, which is reported with the program's name, also for drop-ins, although Apache's
 * tools ignore it.
 */
export async function runProcess(name: string, program: (io: Io) => Promise<number>): Promise<void> {
  const output = new StandardOutput()
  const io = processIo(output)
  // If the program waits for something that can no longer happen, the event loop runs empty, and Node would end with
  // 0.
  const stranded = () => {
    io.err(`${name}: the program stopped before its work was done (${engine})\n`)
    process.exit(exitCode.failed)
  }
  process.once('beforeExit', stranded)
  const code = await program(io)
  process.off('beforeExit', stranded)
  const failure = await output.delivered()
  if (failure) io.err(`${name}: ${failure.message}\n`)
  // Ends without waiting for an empty event loop: a socket that closes slowly must not delay a finished command.
  const isWell = code === exitCode.done || (code === exitCode.exceeded && !io.foreignCodes)
  process.exit(failure && isWell ? exitCode.failed : code)
}
