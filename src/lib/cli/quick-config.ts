import type {Config} from '@oclif/core/config'

interface PackageJson {
  readonly name: string
  readonly version: string
  readonly oclif: {readonly bin: string; readonly topicSeparator: string}
}

interface QuickProgram {
  readonly root: string
  /** By what is typed: `topics list`. */
  readonly commands: Readonly<Record<string, unknown>>
  readonly fromSource?: boolean
}

/**
 * What a command that was found already asks oclif's Config for: names and folders, and hooks, of which there are none.
 * The real one looks at plugins, themes, shell and platform at every start, about 15 ms; help takes it (help.ts).
 */
export function quickConfig({root, commands, fromSource = false}: QuickProgram, packageJson: PackageJson): Config {
  const {name, version, oclif} = packageJson
  const config = {
    root,
    // For those who then need a whole one.
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
