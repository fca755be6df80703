// Finds the imports of a .proto file in folders.
import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {UsageError} from '../../errors/usage-error.ts'
import {fileProblem} from '../../text/file-problem.ts'
import type {ReferencedSchema} from '../schema-source.ts'

/**
 * The files that a text imports from these folders, with their own imports; imports found in no folder are left to the
 * parser, which has Google's. Throws UsageError for a file that cannot be read, and for a circle.
 */
export async function importedFiles(
  text: string,
  folders: readonly string[],
  above: readonly string[] = [],
): Promise<ReferencedSchema[]> {
  const found: ReferencedSchema[] = []
  for (const name of importsOf(text)) {
    if (above.includes(name))
      throw new UsageError(`.proto files import each other in a circle: ${[...above, name].join(' → ')}`)
    const its = await inFolders(name, folders)
    if (its === undefined) continue
    found.push({
      name,
      subject: '',
      version: 0,
      text: its,
      references: await importedFiles(its, folders, [...above, name]),
    })
  }
  return found
}

function importsOf(text: string): string[] {
  const plain = text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
  return [...plain.matchAll(/\bimport\s+(?:public\s+|weak\s+|option\s+)?["']([^"']+)["']\s*;/g)].map(
    ([, path = '']) => path,
  )
}

async function inFolders(name: string, folders: readonly string[]): Promise<string | undefined> {
  for (const folder of folders)
    try {
      return await readFile(join(folder, name), 'utf8')
    } catch (error) {
      const {code} = error as NodeJS.ErrnoException
      if (code === 'ENOENT' || code === 'ENOTDIR') continue
      throw new UsageError(`cannot read ${join(folder, name)}: ${fileProblem(error as NodeJS.ErrnoException)}`, {
        cause: error,
      })
    }
  return undefined
}
