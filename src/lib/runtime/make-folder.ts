import {mkdir, stat} from 'node:fs/promises'
import {dirname} from 'node:path'

/**
 * Makes a folder with all that it lies in, like mkdir with `recursive`. Node's never comes back where a file system says
 * ENOENT for a folder whose parent is there (/proc, homes that are mounted at a login); here that is the error.
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

/** Another process may have been faster. What is there and is no folder stays an error. */
const ifThere = (path: string) => async (error: NodeJS.ErrnoException) => {
  const there = await stat(path).catch(() => undefined)
  if (!there?.isDirectory()) throw error
}
