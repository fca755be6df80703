import {readFile} from 'node:fs/promises'
import type {Plugin} from 'esbuild'

/**
 * oclif's modules require each other when they are loaded: help, plugins, globbing, templates, 25 ms at every start.
 * TypeScript has written them as CommonJS (`const x_1 = require('x')`, used as `x_1.name`), so each such line can
 * become a function that requires on first use. Nothing else about them changes.
 */
export const lazyRequires: Plugin = {
  name: 'lazy-requires',
  setup({onLoad}) {
    onLoad({filter: /[\\/]node_modules[\\/]@oclif[\\/]core[\\/]lib[\\/].*\.js$/}, async ({path}) => ({
      contents: withLazyRequires(withoutStreams(path, await readFile(path, 'utf8'))),
      loader: 'js',
    }))
  },
}

/**
 * Lines of oclif that open the standard streams when they are loaded, 9 ms in bun: a listener, and a look at the
 * width. kafkit's standard output has such a listener, and help is told the width.
 */
const openers: Readonly<Record<string, readonly [string | RegExp, string][]>> = {
  command: [[/^process\.stdout\.on\('error', [^]*?^\}\);$/m, '']],
  screen: [
    ['termwidth(process.stdout)', 'termwidth({})'],
    ['termwidth(process.stderr)', 'termwidth({})'],
  ],
}

function withoutStreams(path: string, code: string): string {
  const [, name = ''] = /[\\/]lib[\\/](\w+)\.js$/.exec(path) ?? []
  return (openers[name] ?? []).reduce((text, [opener, instead]) => {
    const without = text.replace(opener, instead)
    if (without === text) throw new Error(`oclif's ${name}.js does not have ${String(opener)} any more`)
    return without
  }, code)
}

const topLevelRequire = /^const (\w+_\d+) = ((?:__importDefault\(|__importStar\()?require\([^)]*\)\)?);$/gm

export function withLazyRequires(code: string): string {
  const names: string[] = []
  const declared = code.replaceAll(topLevelRequire, (_, name: string, value: string) => {
    names.push(name)
    return `let loaded_${name}; const load_${name} = () => loaded_${name} ??= ${value};`
  })
  // In parentheses, so that `new x_1.Y()` does not become a call of load.
  return names.reduce(
    (text, name) => text.replaceAll(new RegExp(`(?<![\\w$])${name}\\b`, 'g'), `(load_${name}())`),
    declared,
  )
}
