// The files for the secrets of tokens. They are created before the token, so that its secret cannot be lost because
// it has nowhere to go.
import {open, rm, type FileHandle} from 'node:fs/promises'
import {cannotWriteNew} from '../../cli/files.ts'
import {outputFailed} from '../../errors/output-failed.ts'

export interface ClaimedFile {
  readonly path: string
  readonly handle: FileHandle
}

/**
 * Creates new files that only the user may read. Throws UsageError if one exists or cannot be created; then none is
 * left.
 */
export async function claimFiles(paths: readonly string[]): Promise<ClaimedFile[]> {
  const claimed: ClaimedFile[] = []
  for (const path of paths) {
    try {
      claimed.push({path, handle: await open(path, 'wx', 0o600)})
    } catch (error) {
      await giveUp(claimed)
      throw cannotWriteNew(path, error, 'nothing was changed')
    }
  }
  return claimed
}

/** Writes the file; it is on the disk when this resolves. Throws OutputFailed. */
export async function fill({path, handle}: ClaimedFile, text: string): Promise<void> {
  try {
    await handle.writeFile(text)
    await handle.sync()
    await handle.close()
  } catch (error) {
    throw outputFailed(path, error)
  }
}

/** Deletes the files again, because nothing was written. */
export async function giveUp(files: readonly ClaimedFile[]): Promise<void> {
  for (const {path, handle} of files) {
    await handle.close().catch(() => undefined)
    await rm(path, {force: true})
  }
}
