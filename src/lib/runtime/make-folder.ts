import {mkdir, stat} from 'node:fs/promises'
import {dirname} from 'node:path'

/**
 * Creates a folder with its parents, like mkdir with `recursive`. Node's function never returns if a file system
 * answers ENOENT for a folder whose parent exists (/proc, homes that are mounted at login); here that is an error.
 */
export async function makeFolder(path: string, options: {readonly mode?: number} = {}): Promise<void> {
  const parent = dirname(path)
  await mkdir(path, options).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' && parent !== path) {
      await makeFolder(parent, options)
      await mkdir(path, options).catch(ifThere(path))
    } else await ifThere(path)(error)
  })
}

/** Another process may have been faster. An existing path that is not a folder is still an error. */
const ifThere = (path: string) => async (error: NodeJS.ErrnoException) => {
  const there = await stat(path).catch(() => undefined)
  if (!there?.isDirectory()) throw error
}
