// Schemas in files, and the schemas that they refer to in a folder.
import {readdir, readFile} from 'node:fs/promises'
import {join, relative} from 'node:path'
import {UsageError} from '../errors/usage-error.ts'
import {definedName, namesReferredTo, typeOfSchema} from '../schemas/schema-type.ts'
import {fileProblem} from '../text/file-problem.ts'
import {subjectVersion} from './select.ts'
import type {SchemaType} from './types.ts'

export interface SchemaFile {
  readonly file: string
  readonly type: SchemaType
  readonly text: string
  /** The names by which it refers to others. */
  readonly refersTo: readonly string[]
}

/** Throws UsageError if the format cannot be recognized or the schema is invalid. */
export function schemaFile(file: string, text: string, given?: SchemaType): SchemaFile {
  const type = given ?? typeOfSchema(file, text)
  if (type === undefined)
    throw new UsageError(`${file}: is this Avro, Protobuf or a JSON Schema? Say --type AVRO, PROTOBUF or JSON`)
  try {
    return {file, type, text, refersTo: namesReferredTo(type, text)}
  } catch (error) {
    throw new UsageError(`${file} is not JSON: ${(error as Error).message}`, {cause: error})
  }
}

/** A file to which another one refers by this name. */
export interface NamedFile extends SchemaFile {
  readonly name: string
}

/**
 * Every schema in the folder that a schema refers to, leaves first, each once. Throws UsageError for a circle of
 * references, and for a name that is neither in the folder nor one of `known`.
 */
export async function referencedFiles(
  root: SchemaFile,
  folder: string,
  known: ReadonlySet<string>,
): Promise<NamedFile[]> {
  const inFolder = await namedFiles(folder, root.type)
  const found = new Map<string, NamedFile>()
  const visit = (file: SchemaFile, above: readonly string[]) => {
    for (const name of file.refersTo) {
      if (known.has(name) || found.has(name)) continue
      if (above.includes(name))
        throw new UsageError(`files of ${folder} refer to each other in a circle: ${[...above, name].join(' → ')}`)
      const its = inFolder.get(name) ?? inFolder.get(name.replace(/^\.?\//, ''))
      if (!its) throw new UsageError(`${file.file} refers to ${name}, but no file in ${folder} has that name`)
      visit(its, [...above, name])
      found.set(name, {...its, name})
    }
  }
  // A file may refer to the schema that was given first.
  visit(root, root.type === 'AVRO' ? [definedName(root.text) ?? ''] : [])
  return [...found.values()]
}

/** By the names that others use to refer to them. */
async function namedFiles(folder: string, type: SchemaType): Promise<Map<string, SchemaFile>> {
  const ends = {AVRO: /\.(?:avsc|json)$/i, PROTOBUF: /\.proto$/i, JSON: /\.json$/i}[type]
  const entries = await readdir(folder, {recursive: true, withFileTypes: true}).catch(
    (error: NodeJS.ErrnoException) => {
      throw new UsageError(`cannot read ${folder}: ${fileProblem(error)}`, {cause: error})
    },
  )
  const files = new Map<string, SchemaFile>()
  for (const entry of entries) {
    if (!entry.isFile() || !ends.test(entry.name)) continue
    const path = join(entry.parentPath, entry.name)
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      throw new UsageError(`cannot read ${path}: ${fileProblem(error)}`, {cause: error})
    })
    const name = type === 'AVRO' ? definedName(text) : relative(folder, path).replaceAll('\\', '/')
    if (name === undefined) continue
    const file = schemaFile(path, text, type)
    files.set(name, file)
    // A JSON Schema can name its own address.
    const id = type === 'JSON' ? (JSON.parse(text) as {$id?: unknown}).$id : undefined
    if (typeof id === 'string') files.set(id.replace(/#.*$/, ''), file)
  }
  return files
}

/** Parses `NAME=SUBJECT:VERSION`; without a version the latest is used. Throws UsageError. */
export function givenReference(
  name: string,
  text: string,
): {name: string; subject: string; version: number | 'latest'} {
  const {subject, version = 'latest'} = subjectVersion(text)
  if (name === '' || subject === '')
    throw new UsageError(`--reference must read NAME=SUBJECT:VERSION, not ${name}=${text}`)
  return {name, subject, version}
}
