// Writes files into a folder: all of them, or none if one of them exists.
import {access, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {cannotWriteNew} from '../../cli/files.ts'
import {makeFolder} from '../../runtime/make-folder.ts'
import {UsageError} from '../../errors/usage-error.ts'

/**
 * Throws UsageError if one of them exists (without `overwrite`) or the path is wrong, and OutputFailed if the disk is
 * full.
 */
export async function writeNewFiles(
  dir: string,
  files: readonly {readonly name: string; readonly text: string}[],
  {overwrite}: {readonly overwrite: boolean},
): Promise<void> {
  if (!overwrite)
    for (const {name} of files) {
      const there = await access(join(dir, name)).then(
        () => true,
        () => false,
      )
      if (there)
        throw new UsageError(`${join(dir, name)} already exists, so nothing was written; --overwrite replaces files`)
    }
  let current = dir
  try {
    await makeFolder(dir)
    for (const {name, text} of files) {
      current = join(dir, name)
      await writeFile(current, text)
    }
  } catch (error) {
    throw cannotWriteNew(current, error, 'the export is not complete')
  }
}
