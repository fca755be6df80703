// Parses and checks a profile file with the full YAML parser; plain-profiles.ts reads most files before it.
import {LineCounter, isMap, isScalar, isSeq, parseDocument, type Node, type Pair, type YAMLMap} from 'yaml'
import {UsageError} from '../cluster/errors.ts'
import {nearest} from '../text/nearest.ts'
import type {ProfileText} from './profile-paths.ts'

/** One key of a profile with its value as text, a list of texts, or a map of texts. */
export interface Entry {
  /** With dashes, however it is written: `read-only`. */
  readonly key: string
  readonly line: number
  readonly value: Value
}
export type Value = string | readonly string[] | readonly Entry[]

/** A profile as written in the file; profile.ts knows what its keys mean. */
export interface WrittenProfile {
  readonly name: string
  readonly file: ProfileText
  readonly line: number
  readonly entries: readonly Entry[]
}

export interface ProfileFile {
  readonly source: ProfileText
  /** The profile that is used when none is named (`current`, in a project file `profile`). */
  readonly current: {readonly name: string; readonly line: number} | undefined
  readonly profiles: readonly WrittenProfile[]
}

/** Throws UsageError that names file and line. */
export function parseProfiles(source: ProfileText): ProfileFile {
  const lines = new LineCounter()
  const document = parseDocument(source.text, {lineCounter: lines, prettyErrors: false, uniqueKeys: true})
  const at = (node: {readonly range?: readonly [number, ...number[]] | null | undefined} | null | undefined) =>
    lines.linePos(node?.range?.[0] ?? 0).line
  const fail = (line: number, text: string) => new UsageError(`${source.file}:${line}: ${text}`)
  const [broken] = document.errors
  if (broken) throw fail(lines.linePos(broken.pos[0]).line, `this is not YAML: ${firstLine(broken.message)}`)
  const root = document.contents
  if (root === null) return {source, current: undefined, profiles: []}
  if (!isMap(root)) throw fail(at(root), 'profiles are written under profiles:, by name')

  let current: ProfileFile['current']
  const profiles: WrittenProfile[] = []
  for (const pair of root.items) {
    const {key, line, node} = parts(pair)
    if (key === 'current' || key === 'profile') {
      if (!isScalar(node) || text(node, line) === '') throw fail(line, `${key}: must be the name of a profile`)
      current = {name: text(node, line), line}
    } else if (key === 'profiles') {
      if (node === null || (isScalar(node) && node.value === null)) continue
      if (!isMap(node)) throw fail(line, 'profiles: must be a map from names to settings')
      for (const each of node.items) profiles.push(profile(each))
    } else throw fail(line, `there is no key '${key}' here: the keys are current and profiles${guess(key)}`)
  }
  return {source, current, profiles}

  function profile(pair: Pair): WrittenProfile {
    const {key: name, line, node} = parts(pair)
    if (node === null || (isScalar(node) && node.value === null)) return {name, file: source, line, entries: []}
    if (!isMap(node)) throw fail(line, `profile ${name} must be a map of settings`)
    return {name, file: source, line, entries: entries(node, true)}
  }
  function entries(map: YAMLMap, dashes: boolean): Entry[] {
    return map.items.map((pair) => {
      const {key, line, node} = parts(pair)
      const name = dashes && !key.includes('.') ? key.replaceAll('_', '-') : key
      return {key: name, line, value: value(node, line, key)}
    })
  }
  function value(node: Node | null, line: number, key: string): Value {
    if (isMap(node)) return entries(node, false)
    if (isSeq(node)) return node.items.map((item) => text(item as Node, line, key))
    return text(node, line, key)
  }
  function text(node: Node | null, line: number, key = ''): string {
    if (!isScalar(node)) throw fail(line, `${key}: this is not text`)
    if (node.value === null) throw fail(line, `${key}: has no value; write '' for an empty one`)
    // The text as written, because a password such as 0123 must not become a number.
    return typeof node.value === 'string' ? node.value : (node.source ?? JSON.stringify(node.value))
  }
  function parts(pair: Pair): {key: string; line: number; node: Node | null} {
    const key = pair.key as Node
    return {key: isScalar(key) ? String(key.source ?? key.value) : String(key), line: at(key), node: pair.value as Node}
  }
}

const firstLine = (text: string) => text.split('\n', 1)[0] ?? text

const guess = (key: string) => {
  const found = nearest(key, ['current', 'profile', 'profiles'])
  return found ? `; did you mean ${found}?` : ''
}
