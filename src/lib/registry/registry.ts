// The API of a Schema Registry as Confluent documents it; Apicurio, Karapace, Redpanda and others serve it as well.
// Over 300 lines: one method for each of its paths.
import {ExpectedError} from '../errors/expected-error.ts'
import type {HttpClient} from '../http/client.ts'
import {HttpRefusal} from '../http/errors.ts'
import type {HttpRequest} from '../http/settings.ts'
import {notJson, shapes, shown, type Shape} from './answer-shapes.ts'
import {isLacking, isNotSet, isNotThere, registryCode} from './error-codes.ts'
import {isApicurio} from './types.ts'
import type {
  IdentifiedSchema,
  Inherited,
  Level,
  Mode,
  Reference,
  SchemaText,
  SchemaType,
  SchemaVersion,
} from './types.ts'

/** The registry does not serve this part of the API, or its answer is not one of that API. */
export class RegistryLacks extends ExpectedError {
  override readonly name = 'RegistryLacks'
}

/** Whether a schema may follow the existing versions. */
export interface CompatibilityAnswer {
  readonly compatible: boolean
  /** The reasons in the registry's words; empty if it gives none. */
  readonly messages: readonly string[]
}

/** An entry of `GET /schemas`, or a version, as it is sent. */
interface WireSchema {
  readonly subject?: string
  readonly version?: number
  readonly id?: number
  readonly guid?: string
  readonly schemaType?: string
  readonly schema?: string
  readonly references?: readonly Reference[]
  readonly metadata?: object
  readonly ruleSet?: object
}

/** Every method throws HttpRefusal with the registry's words, NoAnswer, or RegistryLacks. */
export class Registry {
  readonly #http: HttpClient

  constructor(http: HttpClient) {
    this.#http = http
  }

  /** Base address, without credentials. */
  get address(): string {
    return this.#http.address
  }

  close(): void {
    this.#http.close()
  }

  /** Sorted names. `deleted`: include soft-deleted subjects; the registry may ignore `prefix`. */
  async subjects({deleted = false, prefix}: {deleted?: boolean; prefix?: string | undefined} = {}): Promise<string[]> {
    const names = await this.#get<string[]>(['subjects'], {deleted, subjectPrefix: prefix}, 'strings')
    return names.filter((name) => prefix === undefined || name.startsWith(prefix)).toSorted()
  }

  /** Version numbers, ascending; undefined if there is no such subject. */
  async versions(subject: string, {deleted = false} = {}): Promise<number[] | undefined> {
    const found = await this.#unless(
      isNotThere,
      this.#get<number[]>(['subjects', subject, 'versions'], {deleted}, 'numbers'),
    )
    return found?.toSorted((a, b) => a - b)
  }

  /** Undefined if the version does not exist. */
  async version(
    subject: string,
    version: number | 'latest',
    {deleted = false} = {},
  ): Promise<SchemaVersion | undefined> {
    const path = ['subjects', subject, 'versions', String(version)]
    const found = await this.#unless(isNotThere, this.#get<WireSchema>(path, {deleted}))
    return found && this.#version(found, subject)
  }

  /** Undefined if there is no schema with this id. `subject` only selects the context that the id belongs to. */
  async byId(id: number, subject?: string): Promise<IdentifiedSchema | undefined> {
    const found = await this.#unless(isNotThere, this.#get<WireSchema>(['schemas', 'ids', String(id)], {subject}))
    return found && {...this.#schema(found), id, guid: found.guid ?? null}
  }

  /** Undefined if there is no schema with this guid. Throws RegistryLacks on registries without guids. */
  async byGuid(guid: string): Promise<(SchemaText & {readonly id: number | null; readonly guid: string}) | undefined> {
    const asked = this.#get<WireSchema>(['schemas', 'guids', guid])
    const found = await this.#unless(isNotThere, this.#having('/schemas/guids', asked))
    return found && {...this.#schema(found), id: found.id ?? null, guid}
  }

  /** The subjects and versions that use an id. Undefined if there is no schema with this id. */
  async usesOfId(
    id: number,
    {deleted = false, subject}: {deleted?: boolean; subject?: string | undefined} = {},
  ): Promise<{readonly subject: string; readonly version: number}[] | undefined> {
    const path = ['schemas', 'ids', String(id), 'versions']
    const asked = this.#get<{subject: string; version: number}[]>(path, {deleted, subject}, 'objects')
    return this.#unless(isNotThere, this.#having('/schemas/ids/N/versions', asked))
  }

  /** The version of a subject that is this schema; undefined if it is not registered there. */
  async lookUp(
    subject: string,
    schema: SchemaText,
    {normalize = false, deleted = false} = {},
  ): Promise<SchemaVersion | undefined> {
    const asked = this.#send<WireSchema>({
      method: 'POST',
      path: ['subjects', subject],
      query: {normalize, deleted},
      body: wire(schema),
      changes: false,
      repeatable: true,
    })
    const found = await this.#unless(isNotThere, asked)
    return found && this.#version({...wire(schema), ...found}, subject)
  }

  /**
   * Registers the schema and returns its id. `keep`: the id and version that it must get, in mode IMPORT. Registering
   * the same schema twice changes nothing, so the request is repeated if the answer is lost.
   */
  async register(
    subject: string,
    schema: SchemaText,
    {normalize = false, keep}: {normalize?: boolean; keep?: {readonly id: number; readonly version: number}} = {},
  ): Promise<number> {
    const {id} = await this.#send<{id: number}>({
      method: 'POST',
      path: ['subjects', subject, 'versions'],
      query: {normalize},
      body: {...wire(schema), ...keep},
      changes: {subject, schemaType: schema.type, characters: schema.text.length, ...keep},
      repeatable: true,
    })
    if (typeof id !== 'number') throw this.#strange(`/subjects/${subject}/versions`, 'id')
    return id
  }

  /** Whether the schema may follow a version, or all of them. Undefined if there is no such subject or version. */
  async check(
    subject: string,
    schema: SchemaText,
    against: number | 'latest' | 'all',
    {normalize = false} = {},
  ): Promise<CompatibilityAnswer | undefined> {
    const path = ['compatibility', 'subjects', subject, 'versions', ...(against === 'all' ? [] : [String(against)])]
    const asked = this.#send<{is_compatible: boolean; messages?: string[]}>({
      method: 'POST',
      path,
      query: {verbose: true, normalize},
      body: wire(schema),
      changes: false,
      repeatable: true,
    })
    const found = await this.#unless(isNotThere, asked)
    if (!found) return undefined
    if (typeof found.is_compatible !== 'boolean') throw this.#strange('/compatibility', 'is_compatible')
    return {compatible: found.is_compatible, messages: found.messages ?? []}
  }

  /** Without a subject, the global level. */
  async level(subject?: string): Promise<Inherited<Level>> {
    return this.#inherited('config', subject, (answer) => answer['compatibilityLevel'] ?? answer['compatibility'])
  }

  async setLevel(subject: string | undefined, level: Level): Promise<void> {
    await this.#put('config', subject, {compatibility: level}, {})
  }

  async unsetLevel(subject: string): Promise<void> {
    await this.#delete(['config', subject], {subject, level: null})
  }

  /** Without a subject, the global mode. Throws RegistryLacks if the registry has no modes. */
  async mode(subject?: string): Promise<Inherited<Mode>> {
    return this.#having(
      '/mode',
      this.#inherited('mode', subject, (answer) => answer['mode']),
    )
  }

  /** `force`: set IMPORT although the subject is not empty. */
  async setMode(subject: string | undefined, mode: Mode, {force = false} = {}): Promise<void> {
    await this.#having('/mode', this.#put('mode', subject, {mode}, {force}))
  }

  async unsetMode(subject: string): Promise<void> {
    await this.#having('/mode', this.#delete(['mode', subject], {subject, mode: null}))
  }

  /** Returns the versions that were deleted. Use `permanent` only for a subject that is soft-deleted. */
  async deleteSubject(subject: string, {permanent = false} = {}): Promise<number[]> {
    return this.#delete(['subjects', subject], {subject, permanent}, {permanent}, 'numbers')
  }

  async deleteVersion(subject: string, version: number, {permanent = false} = {}): Promise<void> {
    const path = ['subjects', subject, 'versions', String(version)]
    await this.#delete(path, {subject, version, permanent}, {permanent}, 'any')
  }

  /** The ids of the schemas that refer to this version. */
  async referencedBy(subject: string, version: number): Promise<number[]> {
    const path = ['subjects', subject, 'versions', String(version), 'referencedby']
    return (
      (await this.#unless(isNotThere, this.#having('…/referencedby', this.#get<number[]>(path, {}, 'numbers')))) ?? []
    )
  }

  async types(): Promise<string[]> {
    return this.#having('/schemas/types', this.#get<string[]>(['schemas', 'types'], {}, 'strings'))
  }

  /** Names with their dots; the default context is `.`. Throws RegistryLacks if the registry has no contexts. */
  async contexts(): Promise<string[]> {
    return this.#having('/contexts', this.#get<string[]>(['contexts'], {}, 'strings'))
  }

  /** What the registry reports about itself; null for what it does not serve. */
  async about(): Promise<{
    readonly version: string | null
    readonly commit: string | null
    readonly clusterId: string | null
  }> {
    const [version, id] = await Promise.all([
      this.#unless(isLacking, this.#get<{version?: string; commitId?: string}>(['v1', 'metadata', 'version'])),
      this.#unless(isLacking, this.#get<{id?: string}>(['v1', 'metadata', 'id'])),
    ])
    return {version: version?.version ?? null, commit: version?.commitId || null, clusterId: id?.id ?? null}
  }

  async #inherited<T extends string>(
    kind: 'config' | 'mode',
    subject: string | undefined,
    valueOf: (answer: Record<string, unknown>) => unknown,
  ): Promise<Inherited<T>> {
    const valued = (answer: Record<string, unknown>): T => {
      const value = valueOf(answer)
      if (typeof value === 'string') return value as T
      throw this.#strange(`/${kind}`, kind === 'mode' ? 'mode' : 'compatibilityLevel')
    }
    const found = await this.#unless(
      (error) => subject !== undefined && isNotSet(error),
      this.#get<Record<string, unknown>>([kind, ...(subject === undefined ? [] : [subject])]),
    )
    // The config of a subject may have other fields and no level.
    const own = found && subject !== undefined && valueOf(found) === undefined ? undefined : found
    if (own && subject !== undefined && isApicurio(this.address)) {
      // If the subject has no value, the global value is returned without saying so.
      const global = valued(await this.#get<Record<string, unknown>>([kind]))
      return {value: valued(own), from: valued(own) === global ? 'global' : 'subject'}
    }
    if (own) return {value: valued(own), from: subject === undefined ? 'global' : 'subject'}
    const answer = await this.#get<Record<string, unknown>>([kind, subject ?? ''], {defaultToGlobal: true}).catch(
      async (error: unknown) => {
        if (!isNotSet(error)) throw error
        return this.#get<Record<string, unknown>>([kind])
      },
    )
    const isThere = valueOf(answer) !== undefined
    return {value: valued(isThere ? answer : await this.#get<Record<string, unknown>>([kind])), from: 'global'}
  }

  async #put(kind: 'config' | 'mode', subject: string | undefined, body: object, query: {force?: boolean}) {
    await this.#send({
      method: 'PUT',
      path: [kind, ...(subject === undefined ? [] : [subject])],
      query,
      body,
      changes: {subject: subject ?? null, ...body},
      repeatable: true,
    })
  }

  async #delete<T>(
    path: readonly string[],
    changes: object,
    query: {permanent?: boolean} = {},
    shape: Shape = 'any',
  ): Promise<T> {
    return this.#send<T>({method: 'DELETE', path, query, changes, repeatable: false}, shape)
  }

  async #get<T>(path: readonly string[], query?: HttpRequest['query'], shape: Shape = 'object'): Promise<T> {
    return this.#send<T>({method: 'GET', path, query}, shape)
  }

  /** Throws RegistryLacks for an answer of another shape, because another kind of server answers. */
  async #send<T>(request: HttpRequest, shape: Shape = 'object'): Promise<T> {
    const body = request.method === 'GET' ? {} : {headers: {'content-type': 'application/vnd.schemaregistry.v1+json'}}
    const {text, base} = await this.#http.request({...request, ...body})
    const asked = `the registry at ${base} answered ${request.method} /${request.path.join('/')}`
    let value: unknown
    try {
      value = JSON.parse(text)
    } catch (error) {
      throw new RegistryLacks(`${asked} with ${notJson(text)} instead of JSON: is the address right, with its path?`, {
        cause: error,
      })
    }
    // Registries written in Go send null for an empty list.
    if (value === null && shapes[shape].isList) return [] as T
    if (shapes[shape].fits(value)) return value as T
    throw new RegistryLacks(`${asked} with ${shown(text)} instead of ${shapes[shape].what}: is it a Schema Registry?`)
  }

  /** The promise's value, or undefined if it rejects for a reason that `expected` accepts. */
  async #unless<T>(expected: (error: unknown) => boolean, promise: Promise<T>): Promise<T | undefined> {
    try {
      return await promise
    } catch (error) {
      if (expected(error)) return undefined
      throw error
    }
  }

  async #having<T>(what: string, promise: Promise<T>): Promise<T> {
    try {
      return await promise
    } catch (error) {
      if (!isLacking(error)) throw error
      throw new RegistryLacks(`the registry at ${this.address} has no ${what} (it answers ${error.status})`, {
        cause: error,
      })
    }
  }

  #strange(what: string, field: string): RegistryLacks {
    return new RegistryLacks(`the registry at ${this.address} answered ${what} without '${field}'`)
  }

  #schema(found: WireSchema): SchemaText {
    if (typeof found.schema !== 'string') throw this.#strange('/schemas', 'schema')
    return {
      type: (found.schemaType ?? 'AVRO') as SchemaType,
      text: found.schema,
      references: found.references ?? [],
      ...(found.metadata && {metadata: found.metadata}),
      ...(found.ruleSet && {ruleSet: found.ruleSet}),
    }
  }

  #version(found: WireSchema, subject: string): SchemaVersion {
    const {version, id} = found
    if (typeof version !== 'number' || typeof id !== 'number') throw this.#strange('/subjects', 'version')
    return {subject: found.subject ?? subject, version, id, guid: found.guid ?? null, ...this.#schema(found)}
  }
}

/** Whether the registry refused the schema because of the compatibility level. */
export const isIncompatible = (error: unknown): error is HttpRefusal =>
  error instanceof HttpRefusal && error.status === 409 && error.errorCode === registryCode.incompatible

/** A schema without a type is AVRO; old registries know no other. */
const wire = ({type, text, references, metadata, ruleSet}: SchemaText): WireSchema => ({
  schema: text,
  ...(type !== 'AVRO' && {schemaType: type}),
  ...(references.length > 0 && {references}),
  ...(metadata && {metadata}),
  ...(ruleSet && {ruleSet}),
})
