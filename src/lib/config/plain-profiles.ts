import {plainDocuments} from '../text/plain-yaml.ts'
import type {Node} from '../text/node.ts'
import type {ProfileText} from './profile-paths.ts'
import type {Entry, ProfileFile, WrittenProfile} from './profile-yaml.ts'

/**
 * Reads a profile file as most are written. Undefined for any other, right or wrong: profile-yaml.ts reads those, and
 * has the messages. It takes longer to load than a short command to ask a broker.
 */
export function plainProfiles(source: ProfileText): ProfileFile | undefined {
  const [root, ...more] = plainDocuments(source.text, source.file) ?? []
  if (root?.kind !== 'map' || more.length > 0) return undefined
  let current: ProfileFile['current']
  const profiles: WrittenProfile[] = []
  for (const [key, {place, value}] of root.entries) {
    if ((key === 'current' || key === 'profile') && value.kind === 'scalar' && value.text !== '')
      current = {name: value.text, line: place.line}
    else if (key === 'profiles' && value.kind === 'map') {
      for (const [name, {place: at, value: profile}] of value.entries) {
        const entries = entriesOf(profile, true)
        if (!entries) return undefined
        profiles.push({name, file: source, line: at.line, entries})
      }
    } else return undefined
  }
  return {source, current, profiles}
}

/** `dashes`: keys of kafkit, which may be written with underscores. */
function entriesOf(node: Node, dashes: boolean): Entry[] | undefined {
  if (node.kind !== 'map') return undefined
  const entries: Entry[] = []
  for (const [name, {place, value: written}] of node.entries) {
    const value = valueOf(written)
    if (value === undefined) return undefined
    const key = dashes && !name.includes('.') ? name.replaceAll('_', '-') : name
    entries.push({key, line: place.line, value})
  }
  return entries
}

function valueOf(node: Node): Entry['value'] | undefined {
  if (node.kind === 'scalar') return node.text
  if (node.kind === 'map') return entriesOf(node, false)
  const texts = node.items.flatMap((item) => (item.kind === 'scalar' ? [item.text] : []))
  return texts.length === node.items.length ? texts : undefined
}
