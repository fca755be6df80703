// The operation of each path of the API. Results are sent as JSON; `Raw` is sent as text. Over 300 lines: one table of
// all paths, with its functions.
import {
  incompatible,
  invalidLevel,
  invalidMode,
  invalidVersion,
  levelNotSet,
  modeNotSet,
  notPermitted,
  referenceExists,
  Refused,
  schemaNotFound,
  subjectNotFound,
  subjectNotSoftDeleted,
  subjectSoftDeleted,
  versionNotSoftDeleted,
  versionSoftDeleted,
} from './answers.ts'
import {canonical, normalized} from './canonical.ts'
import {checkSchema, compatibilityMessages} from './rules.ts'
import type {ReferencedSchema} from '../serdes/schema-source.ts'
import {contextOf, guidOf, inContextOf, type Content, type Reference, type Store, type Version} from './store.ts'

const levelNames = [
  'NONE',
  'BACKWARD',
  'FORWARD',
  'FULL',
  'BACKWARD_TRANSITIVE',
  'FORWARD_TRANSITIVE',
  'FULL_TRANSITIVE',
]
const modeNames = ['READWRITE', 'READONLY', 'READONLY_OVERRIDE', 'IMPORT', 'FORWARD']

export interface Asked {
  readonly query: URLSearchParams
  readonly body: Readonly<Record<string, unknown>>
}

/** A schema as text, not wrapped in JSON. */
export class Raw {
  readonly content: Content

  constructor(content: Content) {
    this.content = content
  }
}

const yes = ({query}: Asked, name: string): boolean => query.get(name) === 'true'

export class Service {
  readonly #store: Store
  readonly #clusterId: string

  constructor(store: Store, clusterId: string) {
    this.#store = store
    this.#clusterId = clusterId
  }

  contexts = () => this.#store.contexts()
  types = () => ['JSON', 'PROTOBUF', 'AVRO']
  metadataId = () => ({id: this.#clusterId, scope: {path: [], clusters: {}}})
  metadataVersion = () => ({version: 'practice', commitId: ''})

  subjects = (asked: Asked) => {
    // `:*:` is every context.
    const prefix = asked.query.get('subjectPrefix') ?? ''
    return this.#store
      .subjects({deleted: yes(asked, 'deleted'), only: yes(asked, 'deletedOnly')})
      .filter((name) => prefix === ':*:' || name.startsWith(prefix))
  }

  schemas = (asked: Asked) => {
    const deleted = yes(asked, 'deleted')
    return this.subjects(asked).flatMap((subject) => {
      const versions = this.#store.versions(subject, {deleted})
      return (yes(asked, 'latestOnly') ? versions.slice(-1) : versions).map((each) => this.#entry(subject, each))
    })
  }

  byId = (asked: Asked, text: string) => {
    const content = this.#store.content(contextOf(asked.query.get('subject') ?? ''), idOf(text))
    const {schemaType, ...rest} = wire(content)
    return {...(schemaType && {schemaType}), ...rest, guid: guidOf(content)}
  }

  rawById = (asked: Asked, text: string) =>
    new Raw(this.#store.content(contextOf(asked.query.get('subject') ?? ''), idOf(text)))

  usesOfId = (asked: Asked, text: string) => {
    const context = contextOf(asked.query.get('subject') ?? '')
    const id = idOf(text)
    this.#store.content(context, id)
    return this.#store.uses(context, id, {deleted: yes(asked, 'deleted')})
  }

  subjectsOfId = (asked: Asked, text: string) => [...new Set(this.usesOfId(asked, text).map(({subject}) => subject))]

  byGuid = (_: Asked, guid: string) => {
    for (const subject of this.#store.subjects({deleted: true}))
      for (const version of this.#store.versions(subject, {deleted: true})) {
        const content = this.#store.contentOf(subject, version)
        if (guidOf(content) === guid) return {...wire(content), guid}
      }
    throw schemaNotFound(guid)
  }

  versions = (asked: Asked, subject: string) =>
    this.#store.versions(subject, {deleted: yes(asked, 'deleted')}).map(({version}) => version)

  version = (asked: Asked, subject: string, text: string) =>
    this.#entry(subject, this.#version(subject, text, yes(asked, 'deleted')))

  rawVersion = (asked: Asked, subject: string, text: string) =>
    new Raw(this.#store.contentOf(subject, this.#version(subject, text, yes(asked, 'deleted'))))

  referencedBy = (_: Asked, subject: string, text: string) => {
    const {version} = this.#version(subject, text, true)
    return this.#store.referring(subject, version)
  }

  lookUp = (asked: Asked, subject: string) => {
    const deleted = yes(asked, 'deleted')
    const content = this.#sent(asked, subject)
    const versions = this.#store.versions(subject, {deleted})
    const id = this.#store.idOf(contextOf(subject), content)
    const found = versions.findLast((each) => each.id === id)
    if (!found) throw schemaNotFound()
    return this.#entry(subject, found)
  }

  register = (asked: Asked, subject: string) => {
    const mode = this.#mode(subject)
    if (mode.startsWith('READONLY')) throw notPermitted(`Subject ${subject} is in read-only mode`)
    const {id, version} = asked.body
    const content = this.#sent(asked, subject)
    if (typeof id === 'number' && id > 0) {
      if (mode !== 'IMPORT') throw notPermitted(`Subject ${subject} is not in import mode`)
      const keep = {id, version: typeof version === 'number' && version > 0 ? version : undefined}
      const added = this.#store.add(subject, content, keep)
      return {id: added.id}
    }
    if (mode === 'IMPORT') throw notPermitted(`Subject ${subject} is in import mode`)
    const there = (this.#store.all(subject) ?? []).filter((each) => !each.deleted)
    const known = this.#store.idOf(contextOf(subject), content)
    if (known !== undefined && there.some((each) => each.id === known)) return {id: known}
    const level = this.#level(subject)
    const messages = compatibilityMessages(this.#store, subject, {content, versions: there, level})
    if (messages.length > 0) throw incompatible(subject, messages)
    return {id: this.#store.add(subject, content).id}
  }

  check = (asked: Asked, subject: string, text?: string) => {
    const content = this.#sent(asked, subject)
    // A comparison with all versions treats a missing subject as empty, but a single version must exist.
    const versions =
      text === undefined
        ? (this.#store.all(subject) ?? []).filter((each) => !each.deleted)
        : [this.#version(subject, text, false)]
    const level = this.#level(subject)
    const messages = compatibilityMessages(this.#store, subject, {content, versions, level})
    const answer = {is_compatible: messages.length === 0}
    return yes(asked, 'verbose') ? {...answer, messages} : answer
  }

  deleteSubject = (asked: Asked, subject: string) => {
    this.#refuseReadOnly(subject)
    const all = this.#store.all(subject)
    if (!all) throw subjectNotFound(subject)
    const there = all.filter((each) => !each.deleted)
    const permanent = yes(asked, 'permanent')
    if (permanent && there.length > 0) throw subjectNotSoftDeleted(subject)
    if (!permanent && there.length === 0) throw subjectSoftDeleted(subject)
    const doomed = permanent ? [...all] : there
    for (const {version} of doomed) this.#refuseReferenced(subject, version)
    for (const each of doomed) {
      if (permanent) this.#store.remove(subject, each.version)
      else each.deleted = true
    }
    // The level and mode of a subject are deleted with it.
    this.#store.levels.delete(subject)
    this.#store.normalizing.delete(subject)
    this.#store.modes.delete(subject)
    return doomed.map(({version}) => version)
  }

  deleteVersion = (asked: Asked, subject: string, text: string) => {
    this.#refuseReadOnly(subject)
    const found = this.#version(subject, text, true)
    const permanent = yes(asked, 'permanent')
    if (permanent && !found.deleted) throw versionNotSoftDeleted(subject, found.version)
    if (!permanent && found.deleted) throw versionSoftDeleted(subject, found.version)
    this.#refuseReferenced(subject, found.version)
    if (permanent) this.#store.remove(subject, found.version)
    else found.deleted = true
    return found.version
  }

  level = (asked: Asked, subject = '') => {
    const own = this.#store.levels.get(subject)
    if (subject !== '' && own === undefined && !this.#store.normalizing.has(subject) && !yes(asked, 'defaultToGlobal'))
      throw levelNotSet(subject)
    const normalize = this.#store.normalizing.get(subject)
    const inherits = subject === '' || yes(asked, 'defaultToGlobal')
    const level = own ?? (inherits ? this.#level(subject) : undefined)
    return {...(level !== undefined && {compatibilityLevel: level}), ...(normalize !== undefined && {normalize})}
  }

  setLevel = (asked: Asked, subject = '') => {
    const {compatibility, normalize} = asked.body
    const level = typeof compatibility === 'string' ? compatibility.toUpperCase() : undefined
    const isNormalizing = typeof normalize === 'boolean'
    if (level === undefined ? compatibility !== undefined || !isNormalizing : !levelNames.includes(level))
      throw invalidLevel()
    this.#refuseReadOnly(subject)
    if (level !== undefined) this.#store.levels.set(subject, level)
    if (isNormalizing) this.#store.normalizing.set(subject, normalize)
    return {...(level !== undefined && {compatibility: level}), ...(isNormalizing && {normalize})}
  }

  unsetLevel = (_: Asked, subject = '') => {
    const level = this.#store.levels.get(subject)
    if (level === undefined && subject !== '' && !this.#store.normalizing.has(subject)) throw subjectNotFound(subject)
    this.#refuseReadOnly(subject)
    this.#store.levels.delete(subject)
    this.#store.normalizing.delete(subject)
    return {compatibilityLevel: level ?? 'BACKWARD'}
  }

  mode = (asked: Asked, subject = '') => {
    const own = this.#store.modes.get(subject)
    if (subject !== '' && own === undefined && !yes(asked, 'defaultToGlobal')) throw modeNotSet(subject)
    return {mode: own ?? this.#mode(subject)}
  }

  setMode = (asked: Asked, subject = '') => {
    const mode = String(asked.body['mode']).toUpperCase()
    if (!modeNames.includes(mode)) throw invalidMode()
    if (mode === 'IMPORT' && !yes(asked, 'force') && this.#isFilled(subject))
      throw notPermitted('Cannot import since found existing subjects')
    this.#store.modes.set(subject, mode)
    return {mode}
  }

  unsetMode = (_: Asked, subject = '') => {
    const mode = this.#store.modes.get(subject)
    if (mode === undefined) throw subjectNotFound(subject)
    this.#store.modes.delete(subject)
    return {mode}
  }

  /** Every Protobuf schema in the context of the subject. */
  protobufs(subject: string): Content[] {
    return this.#store.contents(contextOf(subject)).filter(({schemaType}) => schemaType === 'PROTOBUF')
  }

  /** The references of a schema of the subject, with their own references. */
  referred(subject: string, references: readonly Reference[]): ReferencedSchema[] {
    return references.map(({name, subject: its, version}) => {
      const qualified = inContextOf(subject, its)
      const content = this.#store.contentOf(qualified, this.#store.version(qualified, version, {deleted: true}))
      return {name, subject: its, version, text: content.schema, references: this.referred(qualified, content.references)} // prettier-ignore
    })
  }

  /** Soft-deleted versions count, because IMPORT requires a subject or a registry that has none at all. */
  #isFilled(subject: string): boolean {
    return this.#store.subjects({deleted: true}).some((name) => subject === '' || name === subject)
  }

  /** The value of the subject, of its context, or the global one. */
  #inherited<T>(values: ReadonlyMap<string, T>, subject: string): T | undefined {
    const context = contextOf(subject)
    return values.get(subject) ?? (context === '.' ? undefined : values.get(`:${context}:`)) ?? values.get('')
  }

  #level(subject: string): string {
    return this.#inherited(this.#store.levels, subject) ?? 'BACKWARD'
  }

  #mode(subject: string): string {
    const global = this.#store.modes.get('')
    return global === 'READONLY_OVERRIDE' ? global : (this.#inherited(this.#store.modes, subject) ?? 'READWRITE')
  }

  #refuseReadOnly(subject: string): void {
    if (this.#mode(subject).startsWith('READONLY')) throw notPermitted(`Subject ${subject} is in read-only mode`)
  }

  #refuseReferenced(subject: string, version: number): void {
    if (this.#store.referring(subject, version).length > 0) throw referenceExists(subject, version)
  }

  #version(subject: string, text: string, deleted: boolean): Version {
    if (text === 'latest' || text === '-1') return this.#store.version(subject, 'latest', {deleted})
    const number = Number(text)
    if (!Number.isInteger(number) || number < 1 || number > 2 ** 31 - 1) throw invalidVersion(text)
    return this.#store.version(subject, number, {deleted})
  }

  /** The checked schema of a request. */
  #sent(asked: Asked, subject: string): Content {
    const {schema, schemaType = 'AVRO', references = [], metadata, ruleSet} = asked.body
    if (typeof schema !== 'string') throw new Refused(422, 'Empty schema')
    if (!['AVRO', 'JSON', 'PROTOBUF'].includes(String(schemaType)))
      throw new Refused(42201, `Invalid schema type ${String(schemaType)}`)
    const content: Content = {
      schemaType: String(schemaType),
      schema,
      references: (references as Reference[]).map(({name, subject: its, version}) => ({name, subject: its, version})),
      ...(metadata ? {metadata} : {}),
      ...(ruleSet ? {ruleSet} : {}),
    }
    checkSchema(this.#store, subject, content)
    // A setting of the subject applies to all clients.
    const normalize = yes(asked, 'normalize') || this.#inherited(this.#store.normalizing, subject) === true
    return canonical(normalize ? normalized(content) : content)
  }

  #entry(subject: string, {version, id, deleted}: Version) {
    const content = this.#store.contentOf(subject, {version, id, deleted})
    return {subject, version, id, guid: guidOf(content), ...wire(content), ...(deleted && {deleted})}
  }
}

/** The type AVRO is left out, as in Confluent's answers. */
const wire = ({schemaType, schema, references, metadata, ruleSet}: Content) => ({
  ...(schemaType !== 'AVRO' && {schemaType}),
  ...(references.length > 0 && {references}),
  ...(metadata && {metadata}),
  ...(ruleSet && {ruleSet}),
  schema,
})

function idOf(text: string): number {
  if (!/^\d{1,10}$/.test(text)) throw new Refused(404, 'HTTP 404 Not Found')
  return Number(text)
}
