import {Config} from '@oclif/core/config'

interface PackageJson {
  readonly name: string
  readonly version: string
  readonly oclif: {readonly bin: string; readonly topicSeparator: string}
}

/**
 * oclif's Config for running one command that was found already: without plugins, hooks, themes and the look at shell
 * and platform that `Config.load` costs at every start (about 15 ms). Help takes a whole one (help.ts).
 */
class QuickConfig extends Config {
  override async runHook(): Promise<never> {
    return {successes: [], failures: []} as never
  }
}

export function quickConfig(
  {root, fromSource = false}: {readonly root: string; readonly fromSource?: boolean},
  packageJson: PackageJson,
): Config {
  const {name, version, oclif} = packageJson
  return Object.assign(new QuickConfig({root}), {
    root,
    // For those who then need a whole one (help.ts).
    fromSource,
    name,
    version,
    bin: oclif.bin,
    dirname: oclif.bin,
    topicSeparator: ' ' as const,
    pjson: packageJson as unknown as Config['pjson'],
    userAgent: `${name}/${version} node-${process.version}`,
  })
}
