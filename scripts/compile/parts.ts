// Which part of the one executable a module lies in. A short command needs a tenth of the program, but the engine sets up all
// functions of a file that it loads: in one file that took longer than all that the command itself did.
import {relative, resolve} from 'node:path'
import type {OnResolveArgs, Plugin} from 'esbuild'
import {root} from '../command-files.ts'

/** The part that `src/one-file.ts` is in. All others are loaded when a module of theirs is asked for. */
export const mainPart = 'kafkit'

/** Rooms of which most commands need one folder, or none. */
const deepRooms = new Set(['apache', 'cluster', 'command-parts'])

/** Of a file of the project: rooms, tools and topics of commands are parts of their own. */
export function partOf(file: string): string {
  if (file === 'src/one-file.ts') return mainPart
  const [kind = '', room = '', ...inRoom] = file.split('/').slice(1, -1)
  if (kind === '') return 'main'
  if (kind === 'commands') return [kind, room].filter(Boolean).join('-')
  return inRoom[0] !== undefined && deepRooms.has(room) ? `${room}-${inRoom[0]}` : room
}

export interface Crossing {
  readonly part: string
  /** What the part knows the module by: a path in the project, or the name that a package is imported by. */
  readonly name: string
}

/** What is imported from another part than the importer's; undefined for all else. */
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

/** Undefined inside a package or a part's list: what these import belongs to their part. */
function importingPart(importer: string, namespace: string): string | undefined {
  if (namespace === 'one-file') return mainPart
  if (namespace === 'closure') return partOf(importer.replaceAll('\\', '/'))
  const file = relative(root, importer).replaceAll('\\', '/')
  return namespace === 'file' && file === 'src/one-file.ts' ? mainPart : undefined
}

/** Tells of every module that is imported from another part. */
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

/** Makes a file of each part, with a list of the modules that others import from it. `kafkitPart` loads one, in the main part. */
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
