import {readFile} from 'node:fs/promises'
import type {Plugin} from 'esbuild'

/**
 * oclif's modules require all of each other when they are loaded: help, plugins, globbing, templates, 25 ms at every
 * start. They are what TypeScript writes for CommonJS (`const x_1 = require('x')`, used as `x_1.name`), so each such
 * line can become a function that requires on first use. Nothing else about them changes.
 */
export const lazyRequires: Plugin = {
  name: 'lazy-requires',
  setup({onLoad}) {
    onLoad({filter: /[\\/]node_modules[\\/]@oclif[\\/]core[\\/]lib[\\/].*\.js$/}, async ({path}) => ({
      contents: withLazyRequires(withoutListener(path, await readFile(path, 'utf8'))),
      loader: 'js',
    }))
  },
}

/** Opens standard output at every start, which takes 9 ms in bun. Ours listens for the same where it opens it. */
const listener = /^process\.stdout\.on\('error', [^]*?^\}\);$/m

function withoutListener(path: string, code: string): string {
  if (!/[\\/]lib[\\/]command\.js$/.test(path)) return code
  if (!listener.test(code)) throw new Error("oclif's command.js does not listen to standard output any more")
  return code.replace(listener, '')
}

const topLevelRequire = /^const (\w+_\d+) = ((?:__importDefault\(|__importStar\()?require\([^)]*\)\)?);$/gm

export function withLazyRequires(code: string): string {
  const names: string[] = []
  const declared = code.replaceAll(topLevelRequire, (_, name: string, value: string) => {
    names.push(name)
    return `let loaded_${name}; const load_${name} = () => loaded_${name} ??= ${value};`
  })
  // In brackets, so that `new x_1.Y()` does not become a call of load.
  return names.reduce(
    (text, name) => text.replaceAll(new RegExp(`(?<![\\w$])${name}\\b`, 'g'), `(load_${name}())`),
    declared,
  )
}
