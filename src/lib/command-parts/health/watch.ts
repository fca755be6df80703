// kafkit health --watch: prints a line when a finding begins or ends, until Ctrl-C.
import type {Colours} from '../../cli/colour.ts'
import {interruptedCode} from '../../cli/exit.ts'
import type {Io} from '../../cli/io.ts'
import {pause} from '../../cli/pause.ts'
import {Interrupted} from '../../cli/io.ts'
import {HealthChanges, type HealthChange} from '../../health/changes.ts'
import type {Health} from '../../health/health.ts'
import {counted} from '../../text/plural.ts'
import {durationText} from '../../text/duration.ts'

export interface HealthWatch {
  /** Checks once; resolves with an Error if no broker answered. Throws errors that are not about the cluster. */
  look(): Promise<Health | Error>
  readonly intervalMs: number
  /** Print lines of JSON. */
  readonly json: boolean
  readonly quiet: boolean
  readonly colours: Colours
}

/** Returns the exit code, which is that of an interruption, because nothing else ends it. */
export async function watchHealth(io: Io, {look, intervalMs, json, quiet, colours}: HealthWatch): Promise<number> {
  const changes = new HealthChanges()
  try {
    for (let first = true; ; first = false) {
      const health = await look()
      const lines = changes.next(health, io.now())
      for (const each of lines) io.out(json ? `${JSON.stringify(each)}\n` : lineOf(each, colours))
      const state = changes.count === 0 ? 'all is well' : `${counted(changes.count, 'thing')} not well`
      if (first && !quiet) io.err(`kafkit: ${state}; looking every ${durationText(intervalMs)} until Ctrl-C\n`)
      else if (lines.length > 0 && changes.count === 0 && !json)
        io.out(`${lines[0]?.time ?? ''}  ${colours.good('all is well')}\n`)
      await pause(io, intervalMs)
    }
  } catch (error) {
    if (error instanceof Interrupted) return interruptedCode(io)
    throw error
  }
}

function lineOf({time, change, severity, id, text, lastedMs}: HealthChange, {bad, warn, good}: Colours): string {
  if (change === 'over') return `${time}  ${good('over'.padEnd(8))}  ${id} after ${durationText(lastedMs ?? 0)}\n`
  return `${time}  ${(severity === 'warning' ? warn : bad)(severity.padEnd(8))}  ${id} ${text}\n`
}
