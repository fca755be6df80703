import type {Io} from '../../cli/io.ts'
import type {Tool} from './tool.ts'

/**
 * Runs a drop-in and, if KAFKIT_AUDIT_LOG is set, records what it changes, which Apache's tools do not do. A run that
 * changes nothing writes no line. The exit code is 1 also if the log cannot be completed.
 */
export async function runAudited(tool: Tool, argv: readonly string[], io: Io): Promise<number> {
  if (!io.env['KAFKIT_AUDIT_LOG']) return tool.run(argv, io)
  const {Audit} = await import('../../cli/audit.ts')
  const audit = new Audit({command: tool.name, argv}, io)
  // Made with `io` as its prototype, not copied: reading the process's stdin or stdout opens it.
  const watched = Object.create(io, {audit: {value: audit}}) as Io
  const code = await tool.run(argv, watched)
  if (!audit.begun) return code
  try {
    await audit.end({code})
    return code
  } catch (error) {
    io.err(`${tool.name}: ${(error as Error).message}\n`)
    return 1
  }
}
