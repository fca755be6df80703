// Files and folders → the desired state of all of them together. What is wrong with any of it is told at once, and nothing
// of it is used then.
import {createHash} from 'node:crypto'
import {readdir, readFile, stat} from 'node:fs/promises'
import {join} from 'node:path'
import {UsageError} from '../errors/usage-error.ts'
import {fileProblem} from '../text/file-problem.ts'
import {counted} from '../text/plural.ts'
import type {Declared} from './declared.ts'
import {desiredOf, type Desired} from './desired.ts'
import {environmentIn} from './environment.ts'
import {formatNamed, formatNames, formatOf} from './formats.ts'
import {textAt, valueAt, type Node} from './node.ts'
import {withOverlay} from './overlay.ts'
import {comparePlaces, placeText, type Said} from './place.ts'
import {parseCsv} from './csv.ts'
import {parseDocuments} from './parse.ts'
import {Told, type FormatReader} from './reader.ts'

export interface LoadOptions {
  /** Merged over the files, one after the other. */
  readonly overlays?: readonly string[] | undefined
  /** Replace `${VAR}` in values by these. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined
  /** The format of all documents, instead of what their content says. */
  readonly from?: string | undefined
  /** Documents of these kinds are passed over: `Deployment`. */
  readonly skipKinds?: readonly string[] | undefined
  readonly secrets?: ReadonlyMap<string, string> | undefined
  /** How Julie's topics are named, in place of its default rule. */
  readonly julieName?: string | undefined
  /** What `-` stands for. */
  readonly stdin?: AsyncIterable<Buffer | string> | undefined
}

/** Everything that is wrong with the files, a line each. Nothing was sent. */
export class FilesProblem extends UsageError {
  readonly problems: readonly Said[]
  readonly log: readonly string[]

  constructor(said: readonly Said[], what = 'in the files') {
    const problems = said.toSorted((a, b) => comparePlaces(a.place, b.place))
    super(`${counted(problems.length, 'problem')} ${what}; nothing was sent:`)
    this.problems = problems
    this.log = problems.map(({place, text}) => `${placeText(place)}: ${text}`)
  }
}

/** UsageError for a path that cannot be read, FilesProblem for what is wrong in the files. */
export async function loadDesired(paths: readonly string[], options: LoadOptions = {}): Promise<Desired> {
  const told = new Told(options.secrets, options.julieName)
  const files = await filesOf(paths, options)
  const overlays = await filesOf(options.overlays ?? [], options)
  const expand = options.environment && environmentIn(options.environment)
  const nodesOf = ({path, text}: InputFile): Node[] => {
    const {documents, problems} = path.endsWith('.csv') ? parseCsv(text, path) : parseDocuments(text, path, {expand})
    told.problems.push(...problems)
    return [...documents]
  }
  const base = files.flatMap(nodesOf).filter((node) => !isSkipped(node, options.skipKinds ?? []))
  const layered = overlays.flatMap(nodesOf).reduce<Node[]>((under, over) => withOverlay(under, over, told), base)
  const reader = options.from === undefined ? undefined : formatNamed(options.from)
  told.documents = layered
  const declared = layered.flatMap((node) => declaredIn(node, reader, told))
  if (told.problems.length > 0) throw new FilesProblem(told.problems)
  const desired = desiredOf(declared, told.remarks, [...files, ...overlays].map(hashed))
  if (desired.problems.length > 0) throw new FilesProblem(desired.problems)
  if (declared.length === 0) throw new UsageError(`there is nothing in ${paths.join(', ')}: no document of any format`)
  return desired
}

function declaredIn(node: Node, reader: FormatReader | undefined, told: Told): readonly Declared[] {
  const format = reader ?? formatOf(node)
  if (format) return format.read(node, told)
  const kind = textAt(node, 'kind')
  told.problem(
    node.place,
    kind === undefined
      ? `this is in no format that kafkit reads (${formatNames().join(', ')}); its own begins with kafkit: 1`
      : `kafkit does not read documents of kind ${kind}; --skip-kinds ${kind} passes them over`,
  )
  return []
}

const isSkipped = (node: Node, kinds: readonly string[]): boolean => {
  const kind = textAt(node, 'kind')
  return kind !== undefined && kinds.includes(kind)
}

/** The sections `policy` of these files. What is wrong in them is told; UsageError for a file that cannot be read. */
export async function loadPolicies(paths: readonly string[], told: Told): Promise<Node[]> {
  const files = await filesOf(paths, {})
  return files.flatMap(({path, text}) => {
    const {documents, problems} = parseDocuments(text, path)
    told.problems.push(...problems)
    return documents.flatMap((document) => {
      const policy = valueAt(document, 'policy')
      if (!policy) told.problem(document.place, 'there is no section policy in this file')
      return policy ?? []
    })
  })
}

interface InputFile {
  readonly path: string
  readonly text: string
}

const hashed = ({path, text}: InputFile) => ({path, sha256: createHash('sha256').update(text).digest('hex')})

const extensions = /\.(?:ya?ml|json)$/

async function filesOf(paths: readonly string[], {stdin}: LoadOptions): Promise<InputFile[]> {
  const files: InputFile[] = []
  for (const path of paths) {
    if (path === '-') {
      if (!stdin) throw new UsageError('there is no standard input to read')
      const chunks: Buffer[] = []
      for await (const chunk of stdin) chunks.push(Buffer.from(chunk))
      files.push({path: 'stdin', text: Buffer.concat(chunks).toString()})
    } else if (/^https?:\/\//.test(path)) {
      throw new UsageError(
        `${path}: desired state is never fetched from a URL; download it, look at it, and give the file`,
      )
    } else files.push(...(await readBelow(path)))
  }
  return files
}

async function readBelow(path: string): Promise<InputFile[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [{path, text: await readFile(path, 'utf8')}]
    const found = (await readdir(path, {recursive: true, withFileTypes: true}))
      .filter((entry) => entry.isFile() && extensions.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .toSorted()
    if (found.length === 0) throw new UsageError(`there is no .yaml, .yml or .json file in ${path}`)
    return await Promise.all(found.map(async (file) => ({path: file, text: await readFile(file, 'utf8')})))
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(`cannot read ${path}: ${fileProblem(error as NodeJS.ErrnoException)}`, {cause: error})
  }
}
