// Decides in which part of the one executable a module is. A short command needs a tenth of the program, but the
// engine sets up all functions of a file that it loads: with one file, that took longer than the command itself.
import {relative, resolve} from 'node:path'
import type {OnResolveArgs, Plugin} from 'esbuild'
import {root} from '../command-files.ts'

/** The part with `src/one-file.ts`. All others are loaded when one of their modules is needed. */
export const mainPart = 'kafkit'

/** Rooms of which most commands need only one folder, or none. */
const deepRooms = new Set(['apache', 'cluster', 'command-parts'])

/** The part of a file of the project: rooms, tools and groups of commands are separate parts. */
export function partOf(file: string): string {
  if (file === 'src/one-file.ts') return mainPart
  const [kind = '', room = '', ...inRoom] = file.split('/').slice(1, -1)
  if (kind === '') return 'main'
  if (kind === 'commands') return [kind, room].filter(Boolean).join('-')
  return inRoom[0] !== undefined && deepRooms.has(room) ? `${room}-${inRoom[0]}` : room
}

export interface Crossing {
  readonly part: string
  /** The name of the module in its part: a path in the project, or the name by which a package is imported. */
  readonly name: string
}

/** An import from another part than the importer's; undefined for all others. */
export function crossing({path, importer, namespace, resolveDir, kind}: OnResolveArgs): Crossing | undefined {
  if (kind === 'entry-point') return undefined
  const from = importingPart(importer, namespace)
  if (from === undefined) return undefined
  if (path.endsWith('.ts')) {
    const name = relative(root, resolve(resolveDir, path)).replaceAll('\\', '/')
    const part = partOf(name)
    return part === from ? undefined : {part, name}
  }
  const [scope = '', inScope] = path.split('/')
  const isPackage = /^@?[a-z]/.test(path) && !path.includes(':')
  return isPackage
    ? {part: scope.startsWith('@') ? `npm-${scope.slice(1)}-${inScope ?? ''}` : `npm-${scope}`, name: path}
    : undefined
}

/** Undefined inside a package or a part's list, whose imports belong to the same part. */
function importingPart(importer: string, namespace: string): string | undefined {
  if (namespace === 'one-file') return mainPart
  if (namespace === 'closure') return partOf(importer.replaceAll('\\', '/'))
  const file = relative(root, importer).replaceAll('\\', '/')
  return namespace === 'file' && file === 'src/one-file.ts' ? mainPart : undefined
}

/** Reports every module that is imported from another part. */
export const observer = (found: (crossing: Crossing) => void): Plugin => ({
  name: 'crossings',
  setup({onResolve}) {
    onResolve({filter: /./}, (args) => {
      const crossed = crossing(args)
      if (crossed) found(crossed)
      return undefined
    })
  },
})

/**
 * Makes one file of each part, with a list of the modules that other parts import. `kafkitPart`, in the main part,
 * loads a part.
 */
export const splitter = (parts: ReadonlyMap<string, ReadonlySet<string>>): Plugin => ({
  name: 'parts',
  setup({onResolve, onLoad}) {
    onResolve({filter: /^part:/}, ({path}) => ({path: path.slice('part:'.length), namespace: 'part'}))
    onLoad({filter: /./, namespace: 'part'}, ({path: part}) => ({
      contents: `module.exports = {${[...(parts.get(part) ?? [])]
        .map(
          (name) =>
            `${JSON.stringify(name)}: () => require(${JSON.stringify(name.endsWith('.ts') ? resolve(root, name) : name)})`,
        )
        .join(',')}}`,
      resolveDir: root,
      loader: 'js',
    }))
    onResolve({filter: /./}, (args) => {
      const crossed = crossing(args)
      return crossed && {path: crossed.name, namespace: 'crossing', pluginData: crossed}
    })
    onLoad({filter: /./, namespace: 'crossing'}, ({pluginData}) => {
      const {part, name} = pluginData as Crossing
      return {contents: `module.exports = kafkitPart(${JSON.stringify(part)})[${JSON.stringify(name)}]()`, loader: 'js'}
    })
  },
})
