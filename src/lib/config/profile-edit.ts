// Changes the user's profile file and keeps what the user wrote there, including comments and order.
import {chmodSync, existsSync, realpathSync, renameSync, writeFileSync} from 'node:fs'
import {dirname} from 'node:path'
import {isMap, parseDocument, type Document} from 'yaml'
import {UsageError} from '../cluster/errors.ts'
import {isWrongPath, outputFailed} from '../errors/output-failed.ts'
import {makeFolder} from '../runtime/make-folder.ts'
import {noProfile} from './choose-profile.ts'
import {readProfileText, type ProfileText} from './profile-paths.ts'
import {parseProfiles, type ProfileFile} from './profile-yaml.ts'

/** The keys of a profile in the order in which they are written; undefined and empty ones are left out. */
export type NewProfile = Readonly<
  Record<string, string | boolean | readonly string[] | Readonly<Record<string, string>> | undefined>
>

/** Throws UsageError for a name that could not be typed on a command line or read in a message. */
export function checkProfileName(name: string): void {
  if (!/^[A-Za-z0-9][\w.-]*$/.test(name))
    throw new UsageError(`'${name}' cannot name a profile: letters, digits, dots, dashes and underscores`)
  if (name === noProfile)
    throw new UsageError(`a profile cannot be called ${noProfile}: --profile none means without one`)
}

/** True: there was a profile of this name, which is replaced completely. */
export async function addProfile(
  file: string,
  name: string,
  profile: NewProfile,
  {use = false} = {},
): Promise<{replaced: boolean}> {
  let replaced = false
  await edit(file, (document) => {
    replaced = document.hasIn(['profiles', name])
    const said = Object.entries(profile).filter(([, value]) => value !== undefined && !isEmpty(value))
    document.setIn(['profiles', name], document.createNode(Object.fromEntries(said)))
    if (use) setCurrent(document, name)
  })
  return {replaced}
}

/** False if there was no such profile. */
export async function removeProfile(file: string, name: string): Promise<boolean> {
  let removed = false
  await edit(file, (document) => {
    removed = document.deleteIn(['profiles', name])
    if (document.get('current') === name) document.delete('current')
  })
  return removed
}

/** Makes this the profile that is used when none is named. */
export const useProfile = (file: string, name: string): Promise<void> =>
  edit(file, (document) => setCurrent(document, name))

function setCurrent(document: Document, name: string) {
  // At the beginning, where users look for it.
  const {contents} = document
  if (isMap(contents) && !contents.has('current')) contents.items.unshift(document.createPair('current', name))
  else document.set('current', name)
}

/**
 * Writes the whole file or nothing, readable only by its owner. Throws UsageError for an invalid file, which is kept
 * unchanged.
 */
async function edit(file: string, change: (document: Document) => void): Promise<void> {
  const before = readProfileText(file, false)
  if (before) parseProfiles(before)
  const document = parseDocument(before?.text ?? '')
  if (document.contents === null) document.contents = document.createNode({profiles: {}}) as never
  if (!isMap(document.get('profiles'))) document.set('profiles', document.createNode({}))
  change(document)
  const text = document.toString({lineWidth: 0})
  // A mistake of kafkit must not destroy the user's file.
  parseProfiles({...(before ?? {file, project: false, mode: 0o600, uid: -1}), text} satisfies ProfileText)
  await write(file, text)
}

async function write(file: string, text: string) {
  // With dotfiles kept elsewhere the file is a link, which is kept.
  const target = existsSync(file) ? realpathSync(file) : file
  const part = `${target}.${process.pid}`
  try {
    await makeFolder(dirname(target), {mode: 0o700})
    writeFileSync(part, text, {mode: 0o600})
    // The umask can only remove bits, and a file of that name may already exist.
    chmodSync(part, 0o600)
    renameSync(part, target)
  } catch (error) {
    if (!isWrongPath(error)) throw outputFailed(file, error)
    throw new UsageError(`cannot write ${file}: ${(error as Error).message}`, {cause: error})
  }
}

const isEmpty = (value: NonNullable<NewProfile[string]>) =>
  value === false || value === '' || (typeof value === 'object' && Object.keys(value).length === 0)

/** The user's own profiles, without those of a project. */
export function userProfiles(file: string): ProfileFile | undefined {
  const text = readProfileText(file, false)
  return text && parseProfiles(text)
}
