// The language of API tables. A table describes every version of a message once; the codec, the request and response
// types, the test double and the comparison with Apache's definitions are all derived from it.

export type Kind =
  | 'bool'
  | 'int8'
  | 'int16'
  | 'uint16'
  | 'int32'
  | 'int64'
  | 'float64'
  | 'uuid'
  | 'string'
  | 'bytes'
  | 'records'
  | 'array'
  | 'struct'

/** One field: its shape and its versions; `Sent` and `Got` exist only for the type checker. */
export interface Field<Sent = any, Got = any> {
  readonly kind: Kind
  readonly items?: Field
  readonly fields?: Fields
  readonly default?: unknown
  readonly since?: number
  readonly until?: number
  readonly nullableSince?: number
  readonly tag?: number
  readonly ignorable?: boolean
  readonly repeating?: boolean
  readonly types?: [Sent, Got]
}
export type Fields = Readonly<Record<string, Field>>
interface Optional {
  readonly optional: true
}

type SentValue<F> = F extends Field<infer Sent, any> ? Sent : never
type GotValue<F> = F extends Field<any, infer Got> ? Got : never
type Flat<T> = {[K in keyof T]: T[K]}

/**
 * The fields that the caller of a request writes; fields that some version lacks, or that have a default, may be left
 * out.
 */
export type Sent<F extends Fields> = Flat<
  {[K in keyof F as F[K] extends Optional ? never : K]: SentValue<F[K]>} & {
    [K in keyof F as F[K] extends Optional ? K : never]?: SentValue<F[K]> | undefined
  }
>
/**
 * The fields that are read from a response: all of them, whatever the version; a field that the version lacks has its
 * default.
 */
export type Got<F extends Fields> = {[K in keyof F]: GotValue<F[K]>}

const scalar = <T>(kind: Kind, zero: T): Field<T, T> => ({kind, default: zero})
export const bool = scalar('bool', false)
export const int8 = scalar('int8', 0)
export const int16 = scalar('int16', 0)
export const uint16 = scalar('uint16', 0)
export const int32 = scalar('int32', 0)
export const int64 = scalar('int64', 0)
export const float64 = scalar('float64', 0)
/** Kafka's Uuid.ZERO_UUID in its printed form: no topic id. */
export const zeroUuid = 'AAAAAAAAAAAAAAAAAAAAAA'
export const uuid = scalar('uuid', zeroUuid)
export const string = scalar('string', '')
export const bytes = scalar<Buffer>('bytes', Buffer.alloc(0))
/** Record batches as raw bytes; the codec does not parse them. */
export const records = scalar<Buffer>('records', Buffer.alloc(0))

type Item<F, S extends boolean> =
  F extends Field<infer Sent, infer Got>
    ? S extends true
      ? Sent
      : Got
    : F extends Fields
      ? S extends true
        ? Flat<Sent<F>>
        : Got<F>
      : never
const isField = (x: Field | Fields): x is Field => typeof x.kind === 'string'

export const struct = <F extends Fields>(fields: F): Field<Sent<F>, Got<F>> => ({kind: 'struct', fields})
export const array = <F extends Field | Fields>(of: F): Field<readonly Item<F, true>[], Item<F, false>[]> => ({
  kind: 'array',
  items: isField(of) ? of : struct(of),
})

/**
 * An array that occurs many times in one message, mostly with the same items. One with the same bytes as one of the last
 * different ones is not read again: the same array is returned, which is therefore not to be changed. Nor is an item read
 * again that has the same bytes as the one at its index in the array read before.
 */
export const repeating = <S, G>(field: Field<S, G[]>): Field<S, readonly G[]> => ({...field, repeating: true})

/** May be null from this version on. */
export const nullable = <S, G>(field: Field<S, G>, version = 0): Field<S | null, G | null> => ({
  ...field,
  nullableSince: version,
  default: null,
})

/** Exists from this version on. Sending another value than the default to an older broker is an error. */
export const since = <F extends Field>(version: number, field: F, absent?: GotValue<F>) =>
  optional({...field, since: version}, absent)

/** Exists in these versions only. */
export const between = <F extends Field>(first: number, last: number, field: F, absent?: GotValue<F>) =>
  optional({...field, since: first, until: last}, absent)

/** May be left out of a request. */
export const optional = <F extends Field>(field: F, absent?: GotValue<F>) =>
  ({...field, optional: true, ...(absent === undefined ? {} : {default: absent})}) as F & Optional

/** Sent in the tag section, and only if it differs from its default. */
export const tagged = <F extends Field & Optional>(tag: number, field: F) => ({...field, tag}) as F

/** A version without this field drops it silently, because it only advises the broker. */
export const ignorable = <F extends Field & Optional>(field: F) => ({...field, ignorable: true}) as F
