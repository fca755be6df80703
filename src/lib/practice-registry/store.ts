// The state of the registry: contexts with their ids, subjects with their versions, levels and modes.
import {createHash} from 'node:crypto'
import {idDoesNotMatch, notPermitted, schemaNotFound, subjectNotFound, versionNotFound} from './answers.ts'

export interface Reference {
  readonly name: string
  readonly subject: string
  readonly version: number
}

export interface Content {
  readonly schemaType: string
  readonly schema: string
  readonly references: readonly Reference[]
  readonly metadata?: object | undefined
  readonly ruleSet?: object | undefined
}

export interface Version {
  readonly version: number
  readonly id: number
  deleted: boolean
}

interface Context {
  nextId: number
  readonly byId: Map<number, Content>
}

/** The form in which it is kept in a file between runs. */
export interface Snapshot {
  readonly format: 1
  readonly contexts: readonly {
    readonly name: string
    readonly nextId: number
    readonly schemas: readonly (readonly [number, Content])[]
  }[]
  readonly subjects: readonly {readonly name: string; readonly versions: readonly Version[]}[]
  /** The global level has the key ''. */
  readonly levels: readonly (readonly [string, string])[]
  readonly modes: readonly (readonly [string, string])[]
  /** The subjects that normalize every schema; missing in older files. */
  readonly normalizing?: readonly (readonly [string, boolean])[]
}

export class Store {
  readonly #contexts = new Map<string, Context>()
  /** By qualified name, without permanently deleted subjects. */
  readonly #subjects = new Map<string, Version[]>()
  readonly levels = new Map<string, string>()
  readonly modes = new Map<string, string>()
  readonly normalizing = new Map<string, boolean>()

  constructor(snapshot?: Snapshot) {
    for (const {name, nextId, schemas} of snapshot?.contexts ?? [])
      this.#contexts.set(name, {nextId, byId: new Map(schemas)})
    for (const {name, versions} of snapshot?.subjects ?? [])
      this.#subjects.set(
        name,
        versions.map((each) => ({...each})),
      )
    for (const [name, level] of snapshot?.levels ?? []) this.levels.set(name, level)
    for (const [name, mode] of snapshot?.modes ?? []) this.modes.set(name, mode)
    for (const [name, normalize] of snapshot?.normalizing ?? []) this.normalizing.set(name, normalize)
  }

  snapshot(): Snapshot {
    return {
      format: 1,
      contexts: [...this.#contexts].map(([name, {nextId, byId}]) => ({name, nextId, schemas: [...byId]})),
      subjects: [...this.#subjects].map(([name, versions]) => ({name, versions})),
      levels: [...this.levels],
      modes: [...this.modes],
      normalizing: [...this.normalizing],
    }
  }

  contexts(): string[] {
    return [...new Set(['.', ...this.#contexts.keys()])].toSorted()
  }

  /** Sorted; `deleted`: include subjects whose versions are all soft-deleted; `only`: only these. */
  subjects({deleted = false, only = false} = {}): string[] {
    return [...this.#subjects]
      .filter(([, versions]) => {
        const gone = versions.every((each) => each.deleted)
        return only ? gone : deleted || !gone
      })
      .map(([name]) => name)
      .toSorted()
  }

  /** All versions, ascending, including soft-deleted ones; undefined if the subject does not exist. */
  all(subject: string): readonly Version[] | undefined {
    return this.#subjects.get(subject)
  }

  /** Refuses a subject that does not exist. */
  versions(subject: string, {deleted = false} = {}): readonly Version[] {
    const all = this.#subjects.get(subject)?.filter((each) => deleted || !each.deleted) ?? []
    if (all.length === 0) throw subjectNotFound(subject)
    return all
  }

  version(subject: string, version: number | 'latest', {deleted = false} = {}): Version {
    const all = this.versions(subject, {deleted})
    const found = version === 'latest' ? all.at(-1) : all.find((each) => each.version === version)
    if (!found) throw versionNotFound(version)
    return found
  }

  content(context: string, id: number): Content {
    const found = this.#contexts.get(context)?.byId.get(id)
    if (!found) throw schemaNotFound(id)
    return found
  }

  contents(context: string): Content[] {
    return [...(this.#contexts.get(context)?.byId.values() ?? [])]
  }

  contentOf(subject: string, {id}: Version): Content {
    return this.content(contextOf(subject), id)
  }

  /** Subject and version of everything with this id. */
  uses(context: string, id: number, {deleted = false} = {}): {subject: string; version: number}[] {
    return [...this.#subjects]
      .filter(([subject]) => contextOf(subject) === context)
      .flatMap(([subject, versions]) =>
        versions
          .filter((each) => each.id === id && (deleted || !each.deleted))
          .map(({version}) => ({subject, version})),
      )
  }

  /** Ids of the schemas of existing versions that refer to this one. */
  referring(subject: string, version: number): number[] {
    const ids = new Set<number>()
    for (const [other, versions] of this.#subjects)
      for (const each of versions) {
        if (each.deleted) continue
        const {references} = this.contentOf(other, each)
        if (references.some((one) => inContextOf(other, one.subject) === subject && one.version === version))
          ids.add(each.id)
      }
    return [...ids].toSorted((a, b) => a - b)
  }

  /** The id that a content already has in a context. */
  idOf(context: string, content: Content): number | undefined {
    const key = keyOf(content)
    for (const [id, known] of this.#contexts.get(context)?.byId ?? []) if (keyOf(known) === key) return id
    return undefined
  }

  /** Adds a version. `keep`: the id and version that it must get. */
  add(subject: string, content: Content, keep?: {readonly id: number; readonly version?: number | undefined}): Version {
    const name = contextOf(subject)
    const context = this.#contexts.get(name) ?? {nextId: 1, byId: new Map<number, Content>()}
    const versions = this.#subjects.get(subject) ?? []
    const known = this.idOf(name, content)
    if (keep !== undefined) {
      const there = context.byId.get(keep.id)
      if (there && keyOf(there) !== keyOf(content))
        throw notPermitted(`Overwrite new schema with id ${keep.id} is not permitted.`)
      const same = versions.find((each) => known === each.id && !each.deleted)
      if (same && same.id !== keep.id) throw idDoesNotMatch(same.id)
    }
    const id = keep?.id ?? known ?? context.nextId
    const version = keep?.version ?? Math.max(0, ...versions.map((each) => each.version)) + 1
    const before = versions.find((each) => each.version === version)
    if (before && before.id !== id)
      throw notPermitted(`Version ${version} of subject ${subject} is there with another id`)
    this.#contexts.set(name, context)
    context.byId.set(id, content)
    context.nextId = Math.max(context.nextId, id + 1)
    const added = {version, id, deleted: false}
    this.#subjects.set(
      subject,
      [...versions.filter((each) => each !== before), added].toSorted((a, b) => a.version - b.version),
    )
    return added
  }

  /** Deletes permanently: unused ids are forgotten, but never assigned again. */
  remove(subject: string, version: number): void {
    const versions = this.#subjects.get(subject) ?? []
    const removed = versions.find((each) => each.version === version)
    const left = versions.filter((each) => each !== removed)
    if (left.length > 0) this.#subjects.set(subject, left)
    else this.#subjects.delete(subject)
    const name = contextOf(subject)
    if (removed && this.uses(name, removed.id, {deleted: true}).length === 0)
      this.#contexts.get(name)?.byId.delete(removed.id)
  }
}

/** `:.ctx:subject` → `.ctx`; `.` without a context. */
export const contextOf = (subject: string): string => /^:(\.[^:]*):/.exec(subject)?.[1] ?? '.'

/** A subject named in the context of another one. */
export const inContextOf = (other: string, subject: string): string => {
  const context = contextOf(other)
  return context === '.' || subject.startsWith(':') ? subject : `:${context}:${subject}`
}

/** What makes two schemas equal. */
const keyOf = ({schemaType, schema, references, metadata, ruleSet}: Content): string =>
  JSON.stringify([schemaType, schema, references, metadata ?? null, ruleSet ?? null])

/**
 * The same guid for the same schema in every registry. Confluent's registry uses the MD5 of other bytes, so a guid must
 * be looked up, not computed.
 */
export function guidOf(content: Content): string {
  const hex = createHash('md5').update(keyOf(content)).digest('hex')
  return [8, 12, 16, 20, 32].map((end, i, ends) => hex.slice(ends[i - 1] ?? 0, end)).join('-')
}
