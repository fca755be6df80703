// The executables that replace Apache's tools: where they are, what a shell finds first, and links to them.
import {lstat, mkdir, readFile, readdir, readlink, realpath, rm, symlink, writeFile} from 'node:fs/promises'
import {delimiter, join, resolve} from 'node:path'
import {cannotBeWritten} from '../errors/output-failed.ts'

export interface DropIn {
  /** `kafka-topics`, `kafka-topics.sh`. */
  readonly name: string
  readonly file: string
  /** What a shell finds under the name, with links resolved; null if nothing. */
  readonly onPath: string | null
}

export async function dropInFiles(bin: string, path: string): Promise<DropIn[]> {
  const names = (await readdir(bin)).filter((name) => /^kafka-[a-z0-9-]+(\.sh)?$/.test(name)).toSorted()
  const one = async (name: string): Promise<DropIn> => ({
    name,
    file: await realpath(join(bin, name)),
    onPath: await firstOnPath(name, path),
  })
  return Promise.all(names.map(one))
}

async function firstOnPath(name: string, path: string): Promise<string | null> {
  for (const folder of path.split(delimiter)) {
    const found = folder === '' ? undefined : await realpath(join(folder, name)).catch(() => undefined)
    if (found !== undefined) return found
  }
  return null
}

export interface LinkOptions {
  /** Write scripts that set KAFKIT_LEGACY=1, instead of links. */
  readonly legacy: boolean
  /** Also replace files that are not ours. */
  readonly force: boolean
}

export interface LinkOutcome {
  readonly name: string
  /** The link. */
  readonly file: string
  readonly status: 'linked' | 'exists'
}

/** First line of the scripts that `legacy` writes, which identifies them as ours. */
const mark = '# kafkit drop-in'

/** Creates the folder if needed. `exists`: another file has the name, and was left alone. */
export async function linkDropIns(
  dropIns: readonly DropIn[],
  folder: string,
  {legacy, force}: LinkOptions,
): Promise<LinkOutcome[]> {
  await mkdir(folder, {recursive: true})
  return Promise.all(
    dropIns.map(async ({name, file: target}): Promise<LinkOutcome> => {
      const file = resolve(folder, name)
      const there = await whatIsAt(file, target)
      if (there === 'other' && !force) return {name, file, status: 'exists'}
      if (there !== 'nothing') await rm(file)
      if (legacy) {
        const quoted = `'${target.replaceAll("'", `'\\''`)}'`
        await writeFile(file, `#!/bin/sh\n${mark}\nKAFKIT_LEGACY=1 exec ${quoted} "$@"\n`, {mode: 0o755}).catch(
          cannotBeWritten(file),
        )
      } else await symlink(target, file)
      return {name, file, status: 'linked'}
    }),
  )
}

async function whatIsAt(file: string, target: string): Promise<'nothing' | 'ours' | 'other'> {
  const found = await lstat(file).catch(() => undefined)
  if (!found) return 'nothing'
  if (found.isSymbolicLink()) {
    const to = await readlink(file)
    // Also links to a kafkit that was removed, or installed elsewhere.
    return to === target || /kafkit.*[\\/]bin[\\/]kafka-[a-z0-9-]+(\.sh)?$/.test(to) ? 'ours' : 'other'
  }
  const text = found.isFile() && found.size < 4096 ? await readFile(file, 'utf8') : ''
  return text.split('\n')[1] === mark ? 'ours' : 'other'
}
