// The terms of a Schema Registry's API.

export type SchemaType = 'AVRO' | 'PROTOBUF' | 'JSON'

/** A reference of a schema: the name that it uses, and where the other schema is registered. */
export interface Reference {
  readonly name: string
  readonly subject: string
  readonly version: number
}

/** A schema as it is sent to be registered or checked. */
export interface SchemaText {
  readonly type: SchemaType
  readonly text: string
  readonly references: readonly Reference[]
  /** As the registry returned them, passed on unchanged. */
  readonly metadata?: object | undefined
  readonly ruleSet?: object | undefined
}

/** A schema by its id. */
export interface IdentifiedSchema extends SchemaText {
  readonly id: number
  /** `8-4-4-4-12` hexadecimal digits; null if the registry has none. */
  readonly guid: string | null
}

/** A version of a subject. */
export interface SchemaVersion extends IdentifiedSchema {
  readonly subject: string
  readonly version: number
}

export const levels = [
  'BACKWARD',
  'BACKWARD_TRANSITIVE',
  'FORWARD',
  'FORWARD_TRANSITIVE',
  'FULL',
  'FULL_TRANSITIVE',
  'NONE',
] as const
export type Level = (typeof levels)[number]

export const modes = ['READWRITE', 'READONLY', 'READONLY_OVERRIDE', 'IMPORT', 'FORWARD'] as const
export type Mode = (typeof modes)[number]

/** A value that a subject has itself, or inherits from its context or from the whole registry. */
export interface Inherited<T> {
  /** Null: the registry does not report it. */
  readonly value: T | null
  readonly from: 'subject' | 'global' | 'unknown'
}

/** `:.ctx:orders-value` is the subject orders-value in the context .ctx; `.` is the default context. */
export function contextOf(subject: string): {readonly context: string; readonly name: string} {
  const [, context, name] = /^:(\.[^:]*):(.*)$/s.exec(subject) ?? []
  return context === undefined ? {context: '.', name: subject} : {context, name: name ?? ''}
}

/** A subject named in the context of another one. */
export const inContextOf = (other: string | undefined, subject: string): string => {
  const {context} = contextOf(other ?? '')
  return context === '.' || subject.startsWith(':') ? subject : `:${context}:${subject}`
}

/** Apicurio Registry serves Confluent's API under a path of its own. */
export const isApicurio = (address: string): boolean => /\/apis\/ccompat\//.test(`${address}/`)
