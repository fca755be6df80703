// Where schemas come from, as decoders and encoders see it: a registry, or files. The registry's client implements this.
import {ExpectedError} from '../errors/expected-error.ts'

export type SchemaType = 'AVRO' | 'PROTOBUF' | 'JSON'

/** A schema that another one refers to, whole, with those that it refers to itself. */
export interface ReferencedSchema {
  /** What the referring schema calls it: an Avro full name, the path of a Protobuf import, a URL or path of JSON Schema. */
  readonly name: string
  readonly subject: string
  readonly version: number
  /** As registered. */
  readonly text: string
  readonly references: readonly ReferencedSchema[]
}

/** A registered schema with everything that is needed to read it. */
export interface RegisteredSchema {
  /** From 1 on; of one registry, and of one context in it. */
  readonly id: number
  /** `8-4-4-4-12` hexadecimal digits; absent where the registry gives none (Apicurio, Karapace). */
  readonly guid?: string | undefined
  readonly type: SchemaType
  /** As registered. */
  readonly text: string
  /** Direct ones, each with its own: no further question is needed. */
  readonly references: readonly ReferencedSchema[]
  /** Known where it was asked for by subject. */
  readonly subject?: string | undefined
  readonly version?: number | undefined
  /** The schema has rules that change payloads (encryption, migration), so that bytes are not what the schema says. */
  readonly rules?: readonly string[] | undefined
}

/**
 * Every method resolves the references, too, and remembers by itself what it was asked: an id is asked for once, also where
 * it is not there. What is not there is a `SchemaUnknown`; whatever else fails (no registry in reach, no right, an answer that
 * is none) is an ExpectedError of another kind, and concerns all schemas.
 */
export interface SchemaSource {
  /** As in errors: `the registry at http://localhost:8081`. No credentials. */
  readonly name: string
  /** `subject`: only to find the context that the id belongs to (`:.ctx:name`), where one is known. */
  byId(id: number, subject?: string): Promise<RegisteredSchema>
  /** 16 bytes as `8-4-4-4-12` hexadecimal digits. */
  byGuid(guid: string): Promise<RegisteredSchema>
  bySubject(subject: string, version: number | 'latest'): Promise<RegisteredSchema>
  /**
   * Only with a registry: the schema as it is registered under the subject, registered now where it is not there yet. Raises
   * an ExpectedError with the registry's own words where it is refused (incompatible).
   */
  register?(subject: string, schema: NewSchema): Promise<RegisteredSchema>
  /**
   * Only Apicurio: ids that are no ids of Confluent's API. `global`: the id of a version of an artifact; `content`: that of
   * its text, which is what its Confluent API calls id.
   */
  byApicurioId?(kind: 'global' | 'content', id: bigint): Promise<RegisteredSchema>
}

export interface NewSchema {
  readonly type: SchemaType
  readonly text: string
  readonly references?:
    readonly {readonly name: string; readonly subject: string; readonly version: number}[] | undefined
  readonly normalize?: boolean | undefined
}

/** There is no schema of this id, guid, subject or version. The message says so, and where it was looked for. */
export class SchemaUnknown extends ExpectedError {
  override readonly name = 'SchemaUnknown'
}
