import {ArgumentError, type Arguments} from '../command-line/arguments.ts'
import {readClientProperties} from '../client/open-client.ts'
import type {Io} from '../../cli/io.ts'
import {JavaError} from '../java/errors.ts'

/**
 * The file of --command-config, or of the option that it replaces, about which a notice goes to stdout. Throws
 * ArgumentError if both are given, and for a file that cannot be read.
 */
export async function configFile(
  args: Arguments,
  deprecated: 'producer.config' | 'consumer.config' | undefined,
  io: Io,
): Promise<Map<string, string>> {
  const old = deprecated !== undefined && args.has(deprecated)
  if (old && args.has('command-config'))
    throw new ArgumentError(`Options --${deprecated} and --command-config are mutually exclusive.`, undefined)
  if (old)
    io.out(
      `Option --${deprecated} has been deprecated and will be removed in a future version. Use --command-config instead.\n`,
    )
  try {
    return await readClientProperties(args.text(old ? deprecated : 'command-config'))
  } catch (error) {
    if (!(error instanceof JavaError && /^java\.(?:nio|io)\./.test(error.javaClass))) throw error
    throw new ArgumentError(error.message, undefined)
  }
}
