// Reads files and folders into one desired state. All mistakes are reported together, and if there is one, nothing of
// the files is used.
import {createHash} from 'node:crypto'
import {readdir, readFile, realpath, stat} from 'node:fs/promises'
import {join} from 'node:path'
import {standardInput} from '../errors/input-failed.ts'
import {UsageError} from '../errors/usage-error.ts'
import {fileProblem} from '../text/file-problem.ts'
import {counted} from '../text/plural.ts'
import {shellWord} from '../text/shell-word.ts'
import type {Declared} from './declared.ts'
import {desiredOf, type Desired} from './desired.ts'
import {environmentIn} from './environment.ts'
import {formatNamed, formatNames, formatOf, problemsIn} from './formats.ts'
import {textAt, valueAt, type Node} from '../text/node.ts'
import {withOverlay} from './overlay.ts'
import type {PlacedText} from './placed-text.ts'
import {comparePlaces, spotText} from '../text/place.ts'
import {parseCsv} from './csv.ts'
import type {ParseOptions, Parsed} from './parse.ts'
import {plainDocuments} from '../text/plain-yaml.ts'
import {planFormat} from './plan/plan-file.ts'
import {ProblemCollector, type FormatReader} from './reader.ts'

export interface LoadOptions {
  /** Overlay files, merged over the files in this order. */
  readonly overlays?: readonly string[] | undefined
  /** Values for `${VAR}`; undefined: variables are not replaced. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined
  /** The format of all documents; undefined: it is recognised from their content. */
  readonly from?: string | undefined
  /** Documents of these kinds are skipped: `Deployment`. */
  readonly skipKinds?: readonly string[] | undefined
  readonly secrets?: ReadonlyMap<string, string> | undefined
  /** How Julie composes topic names, instead of its default rule. */
  readonly julieName?: string | undefined
  /** A folder may hold no file: then nothing is declared, which is an error elsewhere. */
  readonly mayBeEmpty?: boolean | undefined
  /** The input that the path `-` stands for. */
  readonly stdin?: AsyncIterable<Buffer | string> | undefined
}

/** Everything that is wrong with the files, one line each. Nothing was sent to the cluster. */
export class FilesProblem extends UsageError {
  readonly problems: readonly PlacedText[]
  readonly log: readonly string[]

  constructor(said: readonly PlacedText[], what = 'in the files') {
    const problems = said.toSorted((a, b) => comparePlaces(a.place, b.place))
    super(`${counted(problems.length, 'problem')} ${what}; nothing was sent:`)
    this.problems = problems
    const skips = [...new Set(problems.flatMap((each) => each.skips ?? []))]
    this.log = [
      ...problems.map(({place, text}) => `${spotText(place)}: ${text}`),
      ...(skips.length > 1 ? [`--skip-kinds ${skips.join(',')} skips all of these kinds`] : []),
    ]
  }
}

/** Throws UsageError for a path that cannot be read, and FilesProblem for mistakes in the files. */
export async function loadDesired(paths: readonly string[], options: LoadOptions = {}): Promise<Desired> {
  const collector = new ProblemCollector(options)
  const files = await filesOf(paths, options)
  if (files.length === 0) return desiredOf([], [], [])
  const overlays = await filesOf(options.overlays ?? [], {})
  const expand = options.environment && environmentIn(options.environment)
  const reader = options.from === undefined ? undefined : formatNamed(options.from)
  const base = (await nodesIn(files, collector, {expand, reader})).filter(
    (node) => !isSkipped(node, options.skipKinds ?? []),
  )
  const over = await nodesIn(overlays, collector, {expand, reader})
  const layered = over.reduce<Node[]>((under, each) => withOverlay(under, each, collector), base)
  collector.documents = layered
  const declared = layered.flatMap((node) => declaredIn(node, reader, collector))
  if (collector.problems.length > 0) throw new FilesProblem(collector.problems)
  const desired = desiredOf(declared, collector.remarks, [...files, ...overlays].map(hashed))
  if (desired.problems.length > 0) throw new FilesProblem(desired.problems)
  if (declared.length === 0) throw new UsageError(`${paths.join(', ')}: no document found in any format`)
  return desired
}

async function nodesIn(
  files: readonly InputFile[],
  collector: ProblemCollector,
  {reader, ...options}: ParseOptions & {readonly reader?: FormatReader | undefined},
): Promise<Node[]> {
  const nodes: Node[] = []
  for (const {path, text} of files) {
    const found = path.endsWith('.csv') ? parseCsv(text, path) : await parsed(text, path, options)
    collector.problems.push(...problemsIn(found, reader))
    nodes.push(...found.documents)
  }
  return nodes
}

/** The full parser is loaded only when it is needed. */
async function parsed(text: string, path: string, options: ParseOptions): Promise<Parsed> {
  const documents = plainDocuments(text, path)
  if (documents) return {documents, problems: []}
  const {parseDocuments} = await import('./parse.ts')
  return parseDocuments(text, path, options)
}

function declaredIn(node: Node, reader: FormatReader | undefined, collector: ProblemCollector): readonly Declared[] {
  const format = reader ?? formatOf(node)
  if (format) return format.read(node, collector)
  const kind = textAt(node, 'kind')
  collector.problem(
    node.place,
    textAt(node, 'format') === planFormat
      ? `this is a plan that kafkit plan --out has written: kafkit apply ${shellWord(node.place.file)} carries it out`
      : kind === undefined
        ? `this is in no format that kafkit reads (${formatNames().join(', ')}); its own begins with kafkit: 1`
        : `kafkit does not read documents of kind ${kind}; --skip-kinds ${kind} skips them`,
    kind,
  )
  return []
}

const isSkipped = (node: Node, kinds: readonly string[]): boolean => {
  const kind = textAt(node, 'kind')
  return kind !== undefined && kinds.includes(kind)
}

/**
 * Returns the `policy` sections of these files and collects mistakes in them. Throws UsageError for a file that cannot
 * be read.
 */
export async function loadPolicies(paths: readonly string[], collector: ProblemCollector): Promise<Node[]> {
  const documents = await nodesIn(await filesOf(paths, {}), collector, {})
  return documents.flatMap((document) => {
    const policy = valueAt(document, 'policy')
    if (!policy) collector.problem(document.place, 'this file has no section policy')
    return policy ?? []
  })
}

interface InputFile {
  readonly path: string
  readonly text: string
}

const hashed = ({path, text}: InputFile) => ({path, sha256: createHash('sha256').update(text).digest('hex')})

const extensions = /\.(?:ya?ml|json)$/

async function filesOf(paths: readonly string[], {stdin, mayBeEmpty = false}: LoadOptions): Promise<InputFile[]> {
  const files: InputFile[] = []
  for (const path of paths) {
    if (path === '-') {
      if (!stdin) throw new UsageError('there is no standard input to read')
      const chunks: Buffer[] = []
      for await (const chunk of standardInput(stdin)) chunks.push(Buffer.from(chunk))
      files.push({path: 'stdin', text: decoded(Buffer.concat(chunks), 'standard input')})
    } else if (/^https?:\/\//.test(path)) {
      throw new UsageError(
        `${path}: desired state is never fetched from a URL; download it, review it, and give the file`,
      )
    } else files.push(...(await readBelow(path, mayBeEmpty)))
  }
  return files
}

async function readBelow(path: string, mayBeEmpty: boolean): Promise<InputFile[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [await readOne(path)]
    const found = (await filesBelow(path, new Set())).toSorted()
    if (found.length === 0 && !mayBeEmpty) throw new UsageError(`there is no .yaml, .yml or .json file in ${path}`)
    return await Promise.all(found.map((file) => readOne(file)))
  } catch (error) {
    if (error instanceof UsageError) throw error
    const problem = error as NodeJS.ErrnoException
    throw new UsageError(`cannot read ${problem.path ?? path}: ${fileProblem(problem)}`, {cause: error})
  }
}

const readOne = async (path: string): Promise<InputFile> => ({path, text: decoded(await readFile(path), path)})

/**
 * Links are followed, because folders mounted from a ConfigMap contain only links. Names that begin with a dot are
 * skipped: `.git`, and the `..data` that the links of a ConfigMap go through.
 */
async function filesBelow(folder: string, within: ReadonlySet<string>): Promise<string[]> {
  const real = await realpath(folder)
  // The link points to a folder that contains it.
  if (within.has(real)) return []
  const inside = new Set([...within, real])
  const entries = (await readdir(folder, {withFileTypes: true})).filter(({name}) => !name.startsWith('.'))
  const found = await Promise.all(
    entries.map(async (entry) => {
      const path = join(folder, entry.name)
      // A dangling link is an error if its name looks like a file that kafkit reads; otherwise it is skipped.
      const kind = entry.isSymbolicLink()
        ? await stat(path).catch((error: unknown) => {
            if (extensions.test(path)) throw error
            return undefined
          })
        : entry
      if (kind?.isDirectory()) return filesBelow(path, inside)
      return kind?.isFile() && extensions.test(path) ? [path] : []
    }),
  )
  return found.flat()
}

/**
 * YAML is UTF-8 or UTF-16 (which PowerShell writes). Throws UsageError for anything else, which would be read with
 * wrong characters.
 */
function decoded(bytes: Buffer, path: string): string {
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8'
  try {
    return new TextDecoder(encoding, {fatal: true}).decode(bytes)
  } catch (error) {
    throw new UsageError(`${path} is not text in UTF-8: save it in that encoding`, {cause: error})
  }
}
