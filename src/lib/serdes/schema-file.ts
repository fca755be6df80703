// Reads schemas from files.
import {readFile} from 'node:fs/promises'
import {dirname, extname, resolve} from 'node:path'
import {UsageError} from '../errors/usage-error.ts'
import {fileProblem} from '../text/file-problem.ts'
import type {SchemaText} from './payload.ts'
import {isSchemaSerde, schemaTypes, type Serde} from './serde-names.ts'

const types = {'.avsc': 'AVRO', '.avro': 'AVRO', '.proto': 'PROTOBUF', '.json': 'JSON'} as const

export interface SchemaFileOptions {
  /** The folder that relative paths start from. */
  readonly cwd: string
  /** The type by the flags; default: by the file's name. */
  readonly serde?: Serde | undefined
  /** The folders in which the imports of a .proto file are searched, relative to `cwd`; default: its own folder. */
  readonly protoPath?: readonly string[] | undefined
}

/** Throws UsageError if the file cannot be read, or if its type is unclear. */
export async function readSchemaFile(file: string, {cwd, serde, protoPath}: SchemaFileOptions): Promise<SchemaText> {
  let text: string
  try {
    text = await readFile(resolve(cwd, file), 'utf8')
  } catch (error) {
    throw new UsageError(`cannot read the schema ${file}: ${fileProblem(error as NodeJS.ErrnoException)}`, {
      cause: error,
    })
  }
  const byName = types[extname(file).toLowerCase() as keyof typeof types] as
    (typeof types)[keyof typeof types] | undefined
  const type = serde !== undefined && isSchemaSerde(serde) ? schemaTypes[serde] : byName
  if (type === undefined)
    throw new UsageError(
      `cannot tell what kind of schema ${file} is: its name ends in none of .avsc, .proto and .json; name it with a serde (avro, protobuf, json-schema)`,
    )
  if (type !== 'PROTOBUF') return {type, text, references: []}
  const {importedFiles} = await import('./protobuf/imports.ts')
  const folders = protoPath?.map((folder) => resolve(cwd, folder)) ?? [dirname(resolve(cwd, file))]
  return {type, text, references: await importedFiles(text, folders)}
}
