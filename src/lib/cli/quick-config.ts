import type {Config} from '@oclif/core/config'

interface PackageJson {
  readonly name: string
  readonly version: string
  readonly oclif: {readonly bin: string; readonly topicSeparator: string}
}

interface QuickProgram {
  readonly root: string
  /** The commands by the words that are typed: `topics list`. */
  readonly commands: Readonly<Record<string, unknown>>
  readonly fromSource?: boolean
}

/**
 * The part of oclif's Config that a command uses once it is found: names and folders, and hooks, of which there are
 * none. The real Config looks at plugins, themes, shell and platform at every start, which takes about 15 ms; help
 * uses it (help.ts).
 */
export function quickConfig({root, commands, fromSource = false}: QuickProgram, packageJson: PackageJson): Config {
  const {name, version, oclif} = packageJson
  const config = {
    root,
    // For code that later needs the real Config.
    fromSource,
    name,
    version,
    bin: oclif.bin,
    dirname: oclif.bin,
    topicSeparator: ' ',
    pjson: packageJson,
    userAgent: `${name}/${version} node-${process.version}`,
    commandIDs: Object.keys(commands).map((id) => id.replaceAll(' ', ':')),
    runHook: async () => ({successes: [], failures: []}),
  }
  return config as unknown as Config
}
