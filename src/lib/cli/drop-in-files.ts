// The executables that replace Apache's tools: where they are, which file a shell finds first, and links to them.
import {lstat, readFile, readdir, readlink, realpath, rm, stat, symlink, writeFile} from 'node:fs/promises'
import {basename, delimiter, isAbsolute, join, resolve} from 'node:path'
import type {Config} from '@oclif/core/config'
import {cannotBeWritten} from '../errors/output-failed.ts'
import {isOneFile} from '../runtime/engine.ts'
import {makeFolder} from '../runtime/make-folder.ts'

export interface DropIn {
  /** `kafka-topics`, `kafka-topics.sh`. */
  readonly name: string
  /** The executable to start; if its name differs, with the drop-in's name as its first word. */
  readonly file: string
  /** The file that a shell finds under this name, with links resolved; null if there is none. */
  readonly onPath: string | null
}

const isDropIn = (name: string) => /^kafka-[a-z0-9-]+(\.sh)?$/.test(name)

/** `path`: the value of PATH. */
export async function allDropIns({root, pjson}: Pick<Config, 'root' | 'pjson'>, path: string): Promise<DropIn[]> {
  return isOneFile ? dropInsOfOneFile(Object.keys(pjson['bin'] as object), path) : dropInFiles(join(root, 'bin'), path)
}

async function dropInFiles(bin: string, path: string): Promise<DropIn[]> {
  const one = async (name: string): Promise<DropIn> => ({
    name,
    file: await realpath(join(bin, name)),
    onPath: await firstOnPath(name, path),
  })
  return Promise.all((await readdir(bin)).filter(isDropIn).toSorted().map(one))
}

/** The drop-ins in the one executable, which contains all of them. */
async function dropInsOfOneFile(names: readonly string[], path: string): Promise<DropIn[]> {
  const itself = await realpath(process.execPath)
  // A package manager keeps each version in its own folder, and a link to the newest one on PATH.
  const file = (await linkOnPath(itself, path)) ?? itself
  const one = async (name: string): Promise<DropIn> => {
    const found = await firstOnPath(isWindows ? `${name}.cmd` : name, path)
    const text = found === null ? undefined : await ownScript(found)
    const isOurs = found === itself || [true, false].some((legacy) => text === script(file, name, legacy))
    return {name, file, onPath: isOurs ? file : found}
  }
  return Promise.all(names.filter(isDropIn).toSorted().map(one))
}

async function firstOnPath(name: string, path: string): Promise<string | null> {
  for (const folder of path.split(delimiter)) {
    const found = folder === '' ? undefined : await realpath(join(folder, name)).catch(() => undefined)
    if (found !== undefined) return found
  }
  return null
}

async function linkOnPath(itself: string, path: string): Promise<string | undefined> {
  for (const folder of path.split(delimiter).filter(isAbsolute)) {
    const link = join(folder, basename(itself))
    if ((await realpath(link).catch(() => undefined)) === itself) return link
  }
  return undefined
}

export interface LinkOptions {
  /** Write scripts that set KAFKIT_LEGACY=1, instead of links. */
  readonly legacy: boolean
  /** Also replace files that kafkit did not write. */
  readonly force: boolean
}

export interface LinkOutcome {
  readonly name: string
  /** The link. */
  readonly file: string
  readonly status: 'linked' | 'exists'
}

/** A line in the scripts that are written instead of links; it identifies them as kafkit's. */
const mark = 'kafkit drop-in'
const isWindows = process.platform === 'win32'

/** Creates the folder if needed. `exists`: another file has this name, and was left alone. */
export async function linkDropIns(
  dropIns: readonly DropIn[],
  folder: string,
  {legacy, force}: LinkOptions,
): Promise<LinkOutcome[]> {
  await makeFolder(folder)
  return Promise.all(
    dropIns.map(async ({name, file: target}): Promise<LinkOutcome> => {
      // The one executable needs a script where a shell is given the file (`sh kafka-topics.sh`).
      const isScript = legacy || (isOneFile && (isWindows || name.endsWith('.sh')))
      const file = resolve(folder, isScript && isWindows ? `${name}.cmd` : name)
      const there = await whatIsAt(file, target)
      if (there === 'other' && !force) return {name, file, status: 'exists'}
      if (there !== 'nothing') await rm(file)
      if (isScript) await writeFile(file, script(target, name, legacy), {mode: 0o755}).catch(cannotBeWritten(file))
      else await symlink(target, file)
      return {name, file, status: 'linked'}
    }),
  )
}

function script(target: string, name: string, legacy: boolean): string {
  const word = isOneFile ? ` ${name.replace(/\.sh$/, '')}` : ''
  if (isWindows) {
    const before = legacy ? 'set KAFKIT_LEGACY=1\r\n' : ''
    return `@echo off\r\nrem ${mark}\r\n${before}"${target}"${word} %*\r\n`
  }
  return `#!/bin/sh\n# ${mark}\n${legacy ? 'KAFKIT_LEGACY=1 ' : ''}exec '${target.replaceAll("'", `'\\''`)}'${word} "$@"\n`
}

/** Undefined if the file is not one of kafkit's scripts. */
async function ownScript(file: string): Promise<string | undefined> {
  const {size} = await stat(file)
  const text = size < 4096 ? await readFile(file, 'utf8').catch(() => '') : ''
  return text.split(/\r?\n/)[1]?.endsWith(` ${mark}`) ? text : undefined
}

async function whatIsAt(file: string, target: string): Promise<'nothing' | 'ours' | 'other'> {
  const found = await lstat(file).catch(() => undefined)
  if (!found) return 'nothing'
  if (found.isSymbolicLink()) {
    const to = await readlink(file)
    // Links to a kafkit that was removed, or that is installed elsewhere, count too.
    return to === target || /kafkit.*[\\/]bin[\\/]kafka-[a-z0-9-]+(\.sh)?$|[\\/]kafkit[^\\/]*$/.test(to)
      ? 'ours'
      : 'other'
  }
  return found.isFile() && (await ownScript(file)) !== undefined ? 'ours' : 'other'
}
