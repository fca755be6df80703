import {kafkit, shown, type CliOptions, type Ran} from './cli.ts'

/** Runs command lines such as `topics list -o name` against these servers. */
export interface CommandsAt {
  run(line: string, options?: CliOptions): Promise<Ran>
  /** Everything that a user sees, with `broker:9092` for the servers, whose ports change from run to run. */
  screen(line: string, options?: CliOptions): Promise<string>
}

/** `servers` is called for each run, because a test may start its cluster later. */
export function commandsAt(servers: () => string): CommandsAt {
  const argv = (line: string) => [...line.split(' '), '-b', servers()]
  return {
    run: (line, options) => kafkit(argv(line), options),
    screen: async (line, options) => (await shown(argv(line), options)).replaceAll(servers(), 'broker:9092'),
  }
}
