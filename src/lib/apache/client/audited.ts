import type {Io} from '../../cli/io.ts'

type Tool = (argv: readonly string[], io: Io) => Promise<number>

/**
 * Runs a drop-in, and writes down what it changes where KAFKIT_AUDIT_LOG says so: that alone is not as Apache's tools are.
 * Who changes nothing leaves no line.
 */
export async function audited(name: string, tool: Tool, argv: readonly string[], io: Io): Promise<number> {
  if (!io.env['KAFKIT_AUDIT_LOG']) return tool(argv, io)
  const {Audit} = await import('../../cli/audit.ts')
  const audit = new Audit({command: name, argv}, io)
  // The process's streams are opened by looking at them: nothing of it is copied.
  const watched = Object.create(io, {audit: {value: audit}}) as Io
  const code = await tool(argv, watched)
  if (!audit.begun) return code
  try {
    await audit.end({code})
    return code
  } catch (error) {
    io.err(`${name}: ${(error as Error).message}\n`)
    return 1
  }
}
