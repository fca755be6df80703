// The files that a token's secret goes into: claimed before the token is made, so that it cannot be lost for want of a place.
import {open, rm, type FileHandle} from 'node:fs/promises'
import {cannotWriteNew} from '../../cli/files.ts'
import {outputFailed} from '../../errors/output-failed.ts'

export interface ClaimedFile {
  readonly path: string
  readonly handle: FileHandle
}

/** Makes new files that only the user may read. UsageError if one is there already or cannot be made; none is left then. */
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

/** Fills a file; it is on the disk when this resolves. OutputFailed. */
export async function fill({path, handle}: ClaimedFile, text: string): Promise<void> {
  try {
    await handle.writeFile(text)
    await handle.sync()
    await handle.close()
  } catch (error) {
    throw outputFailed(path, error)
  }
}

/** Takes the files away again: nothing was written. */
export async function giveUp(files: readonly ClaimedFile[]): Promise<void> {
  for (const {path, handle} of files) {
    await handle.close().catch(() => undefined)
    await rm(path, {force: true})
  }
}
