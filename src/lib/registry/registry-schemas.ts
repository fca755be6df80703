// The registry as decoders and encoders use it: schemas with everything that they refer to, each requested once.
import {monotonicMs} from '../cluster/monotonic.ts'
import {ExpectedError} from '../errors/expected-error.ts'
import {
  SchemaUnknown,
  type NewSchema,
  type ReferencedSchema,
  type RegisteredSchema,
  type SchemaSource,
} from '../serdes/schema-source.ts'
import type {Registry} from './registry.ts'
import {inContextOf, type IdentifiedSchema, type Reference, type SchemaText, type SchemaVersion} from './types.ts'

/** The pause after a transient failure, ms; otherwise each record would wait for the time limit. */
const leftAloneMs = 10_000

/** Schemas that refer to each other in a circle cannot be read. */
export class CircularReference extends ExpectedError {
  override readonly name = 'CircularReference'
}

interface Kept<T> {
  readonly value: Promise<T>
  /** For a transient failure, when to ask again; monotonic ms. */
  until: number
}

export class RegistrySchemas implements SchemaSource {
  readonly #registry: Registry
  readonly #now: () => number
  readonly #kept = new Map<string, Kept<unknown>>()

  constructor(registry: Registry, now: () => number = monotonicMs) {
    this.#registry = registry
    this.#now = now
  }

  get name(): string {
    return `the registry at ${this.#registry.address}`
  }

  async byId(id: number, subject?: string): Promise<RegisteredSchema> {
    // Only the subject's context matters, so that an id is requested once and not once per topic.
    const place = subject?.startsWith(':') ? inContextOf(subject, '') : undefined
    return this.#once(`id ${id} ${place ?? ''}`, async () => {
      const found = await this.#registry.byId(id, place === undefined ? undefined : subject)
      if (!found) throw new SchemaUnknown(`${this.name} has no schema of id ${id}`)
      return this.#whole(found, place)
    })
  }

  async byGuid(guid: string): Promise<RegisteredSchema> {
    return this.#once(`guid ${guid}`, async () => {
      const found = await this.#registry.byGuid(guid)
      if (!found) throw new SchemaUnknown(`${this.name} has no schema of guid ${guid}`)
      return this.#whole({...found, id: found.id ?? 0}, undefined)
    })
  }

  async bySubject(subject: string, version: number | 'latest'): Promise<RegisteredSchema> {
    return this.#once(`subject ${version} ${subject}`, async () =>
      this.#whole(await this.#version(subject, version), subject),
    )
  }

  async register(
    subject: string,
    {normalize = false, type, text, references = []}: NewSchema,
  ): Promise<RegisteredSchema> {
    const schema: SchemaText = {type, text, references}
    const found = await this.#registry.lookUp(subject, schema, {normalize})
    if (found) return this.#whole(found, subject)
    const id = await this.#registry.register(subject, schema, {normalize})
    const registered = await this.#registry.lookUp(subject, schema, {normalize})
    return this.#whole(registered ?? {...schema, id, guid: null}, subject)
  }

  async #version(subject: string, version: number | 'latest'): Promise<SchemaVersion> {
    const found = await this.#registry.version(subject, version)
    if (found) return found
    const which = version === 'latest' ? `no subject ${subject}` : `no version ${version} of subject ${subject}`
    throw new SchemaUnknown(`${this.name} has ${which}`)
  }

  async #whole(
    found: IdentifiedSchema & Partial<SchemaVersion>,
    context: string | undefined,
  ): Promise<RegisteredSchema> {
    const {id, guid, type, text, references, subject, version, ruleSet} = found
    return {
      id,
      ...(guid !== null && {guid}),
      type,
      text,
      references: await this.references(references, subject ?? context),
      ...(subject !== undefined && {subject}),
      ...(version !== undefined && {version}),
      ...(ruleSet && {rules: ruleNames(ruleSet)}),
    }
  }

  /**
   * The complete references. A version is requested once, however many schemas refer to it. Throws CircularReference
   * and SchemaUnknown.
   */
  async references(
    references: readonly Reference[],
    subject: string | undefined,
    above: readonly string[] = [],
  ): Promise<ReferencedSchema[]> {
    return Promise.all(
      references.map(async ({name, ...reference}) => {
        const its = inContextOf(subject, reference.subject)
        const key = `${its}:${reference.version}`
        if (above.includes(key))
          throw new CircularReference(`schemas refer to each other in a circle: ${[...above, key].join(' → ')}`)
        const found = await this.#once(`reference ${key}`, async () => {
          const there = await this.#registry.version(its, reference.version, {deleted: true})
          if (there) return there
          throw new SchemaUnknown(
            `${this.name} has no version ${reference.version} of subject ${its}, which ${subject ?? 'a schema'} refers to as ${name}`,
          )
        })
        const deeper = await this.references(found.references, its, [...above, key])
        return {name, subject: its, version: reference.version, text: found.text, references: deeper}
      }),
    )
  }

  async #once<T>(key: string, ask: () => Promise<T>): Promise<T> {
    const known = this.#kept.get(key)
    if (known && this.#now() < known.until) return known.value as Promise<T>
    const kept: Kept<T> = {value: ask(), until: Infinity}
    this.#kept.set(key, kept)
    kept.value.catch((error: unknown) => {
      if (!(error instanceof SchemaUnknown)) kept.until = this.#now() + leftAloneMs
    })
    return kept.value
  }
}

/** The names of all rules in the set, since they may change payloads. */
function ruleNames(ruleSet: object): string[] {
  const lists = Object.values(ruleSet).filter((each): each is {name?: string; type?: string}[] => Array.isArray(each))
  return lists.flat().map(({name, type}) => name ?? type ?? 'a rule')
}
