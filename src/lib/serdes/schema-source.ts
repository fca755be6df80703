// Where decoders and encoders get schemas from: a registry, or files. The registry's client implements this.
import {ExpectedError} from '../errors/expected-error.ts'

export type SchemaType = 'AVRO' | 'PROTOBUF' | 'JSON'

/** A complete schema that another one refers to, with those that it refers to itself. */
export interface ReferencedSchema {
  /**
   * The name that the referring schema uses: an Avro full name, the path of a Protobuf import, a URL or path of JSON
   * Schema.
   */
  readonly name: string
  readonly subject: string
  readonly version: number
  /** As registered. */
  readonly text: string
  readonly references: readonly ReferencedSchema[]
}

/** A registered schema with everything that is needed to use it. */
export interface RegisteredSchema {
  /** Starts at 1; unique in one registry and one context in it. */
  readonly id: number
  /** `8-4-4-4-12` hexadecimal digits; undefined if the registry gives none (Apicurio, Karapace). */
  readonly guid?: string | undefined
  readonly type: SchemaType
  /** As registered. */
  readonly text: string
  /** Direct references, each with its own, so that no further request is needed. */
  readonly references: readonly ReferencedSchema[]
  /** Known if it was requested by subject. */
  readonly subject?: string | undefined
  readonly version?: number | undefined
  /** The names of rules that change payloads (encryption, migration), so that the bytes do not match the schema. */
  readonly rules?: readonly string[] | undefined
}

/**
 * Every method also resolves the references and remembers its results: an id is requested once, even if it does not
 * exist. A missing schema throws `SchemaUnknown`; any other failure (no registry reachable, no permission, an invalid
 * answer) is an ExpectedError of another kind, and concerns all schemas.
 */
export interface SchemaSource {
  /** The name in errors: `the registry at http://localhost:8081`, without credentials. */
  readonly name: string
  /** `subject` only selects the context that the id belongs to (`:.ctx:name`), if one is known. */
  byId(id: number, subject?: string): Promise<RegisteredSchema>
  /** 16 bytes as `8-4-4-4-12` hexadecimal digits. */
  byGuid(guid: string): Promise<RegisteredSchema>
  bySubject(subject: string, version: number | 'latest'): Promise<RegisteredSchema>
  /**
   * Only Apicurio: ids that are not those of Confluent's API. `global`: the id of a version of an artifact; `content`:
   * that of its text, which its Confluent API calls id.
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

/** There is no schema with this id, guid, subject or version. The message names it, and where it was searched. */
export class SchemaUnknown extends ExpectedError {
  override readonly name = 'SchemaUnknown'
}
