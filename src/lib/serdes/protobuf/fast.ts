// The fast decoder of Protobuf: messages with their fields in the order of their numbers, as serializers write them,
// become JSON while they are read. For anything unusual (another order, a message in parts, two members of a oneof,
// unknown fields, groups, damage) it gives up, and message-json.ts reads the message again; its rules and messages are
// authoritative.
import type {Enum, Field, MapField, Type} from 'protobufjs'
import type {TextBuffer} from '../../text/text-buffer.ts'
import type {ByteReader} from '../byte-reader.ts'
import {DecodeError} from '../serde-error.ts'
import {scalarWriter, Unusual, unusual, type WriteScalar} from './fast-scalar.ts'
import type {MessageForm} from './message-form.ts'
import {fieldName, isMessage, wireOf} from './field-rules.ts'
import {wellKnown} from './well-known.ts'

/** Writes a type that has its own JSON form. */
export type WriteSpecial = (type: Type, from: ByteReader, start: number, end: number) => string

interface FieldPlan {
  readonly number: number
  /** `"orderId":`. */
  readonly name: Buffer
  readonly wire: number
  readonly repeated: boolean
  readonly packable: boolean
  /** The bit of its oneof; 0: it belongs to none. */
  readonly oneof: number
  readonly map: {readonly key: WriteScalar; readonly keyWire: number; readonly quoted: boolean} | undefined
  readonly scalar: WriteScalar | undefined
  readonly message: Type | undefined
}

interface Plan {
  /** The type has its own JSON form. */
  readonly special: boolean
  /** By number, up to `mostDirect`. */
  readonly direct: readonly (FieldPlan | undefined)[]
  readonly others: ReadonlyMap<number, FieldPlan>
}
const mostDirect = 1000

export class FastMessages {
  readonly #form: MessageForm
  readonly #special: WriteSpecial
  readonly #plans = new Map<Type, Plan>()

  constructor(form: MessageForm, special: WriteSpecial) {
    this.#form = form
    this.#special = special
  }

  /** False: nothing was written, and nothing was read. */
  write(type: Type, from: ByteReader, to: TextBuffer): boolean {
    // The slow way writes numbers as Java does.
    if (this.#form.protoDefaults || this.#form.protoJava) return false
    const {at, end} = from
    const before = to.length
    try {
      this.#message(type, from, to)
      return true
    } catch (error) {
      if (!(error instanceof Unusual || error instanceof DecodeError)) throw error
      from.open(from.bytes, at, end)
      to.length = before
      return false
    }
  }

  #message(type: Type, from: ByteReader, to: TextBuffer): void {
    const plan = this.#plans.get(type) ?? this.#plan(type)
    if (plan.special) {
      to.text(this.#special(type, from, from.at, from.end))
      from.at = from.end
      return
    }
    from.enter()
    to.byte(123)
    let last = 0
    let oneofs = 0
    while (from.at < from.end) {
      const tag = tagOf(from)
      const number = tag >>> 3
      const field = number < mostDirect ? plan.direct[number] : plan.others.get(number)
      if (field === undefined || number <= last || (oneofs & field.oneof) !== 0) throw unusual
      if (last > 0) to.byte(44)
      to.bytes(field.name)
      if (field.map) this.#map(field, tag, from, to)
      else if (field.repeated) this.#list(field, tag, from, to)
      else {
        if ((tag & 7) !== field.wire) throw unusual
        this.#value(field, from, to)
      }
      last = number
      oneofs |= field.oneof
    }
    to.byte(125)
    from.leave()
  }

  #value({scalar, message}: FieldPlan, from: ByteReader, to: TextBuffer): void {
    if (message === undefined) return (scalar as WriteScalar)(from, to)
    const length = from.length(false)
    const outer = from.end
    from.end = from.at + length
    this.#message(message, from, to)
    from.end = outer
  }

  #list(field: FieldPlan, first: number, from: ByteReader, to: TextBuffer): void {
    to.byte(91)
    let tag = first
    for (let more = false; ; more = true) {
      const wire = tag & 7
      if (wire === 2 && field.packable) {
        if (more) throw unusual
        const end = from.length(false) + from.at
        const outer = from.end
        from.end = end
        for (let next = false; from.at < end; next = true) {
          if (next) to.byte(44)
          ;(field.scalar as WriteScalar)(from, to)
        }
        from.end = outer
        if (sameTag(from, field.number)) throw unusual
      } else if (wire === field.wire) {
        if (more) to.byte(44)
        this.#value(field, from, to)
      } else throw unusual
      if (!sameTag(from, field.number)) break
      tag = tagOf(from)
    }
    to.byte(93)
  }

  #map(field: FieldPlan, first: number, from: ByteReader, to: TextBuffer): void {
    const {key, keyWire, quoted} = field.map as NonNullable<FieldPlan['map']>
    to.byte(123)
    // Most maps have few entries: the first key is examined again only if there is a second one.
    let keys: Set<string> | undefined
    let firstKey = 0
    let firstKeyEnd = 0
    let tag = first
    for (let more = false; ; more = true) {
      if ((tag & 7) !== 2) throw unusual
      const length = from.length(false)
      const end = from.at + length
      const outer = from.end
      from.end = end
      if (more) to.byte(44)
      // Serializers always write both.
      if (from.at >= end || from.varint() !== 8 + keyWire) throw unusual
      const start = to.length
      if (!quoted) to.byte(34)
      key(from, to)
      if (!quoted) to.byte(34)
      if (more) {
        keys ??= new Set([to.buffer.toString('latin1', firstKey, firstKeyEnd)])
        const name = to.buffer.toString('latin1', start, to.length)
        if (keys.has(name)) throw unusual
        keys.add(name)
      } else {
        firstKey = start
        firstKeyEnd = to.length
      }
      to.byte(58)
      if (from.at >= end || from.varint() !== 16 + field.wire) throw unusual
      this.#value(field, from, to)
      if (from.at !== end) throw unusual
      from.end = outer
      if (!sameTag(from, field.number)) break
      tag = tagOf(from)
    }
    to.byte(125)
  }

  #plan(type: Type): Plan {
    const direct: (FieldPlan | undefined)[] = []
    const others = new Map<number, FieldPlan>()
    const plan: Plan = {special: wellKnown(type.fullName, this.#form) !== undefined, direct, others}
    this.#plans.set(type, plan)
    const oneofs = type.oneofsArray
    for (const each of type.fieldsArray) {
      const field = each.resolve()
      const made = this.#field(field, field.partOf ? oneofs.indexOf(field.partOf) : -1)
      if (made === undefined) continue
      if (field.id < mostDirect) direct[field.id] = made
      else others.set(field.id, made)
    }
    // Without holes, which are slow to access.
    for (let at = 0; at < direct.length; at++) direct[at] ??= undefined
    return plan
  }

  /** Undefined: the field needs the slow way. */
  #field(field: Field, oneof: number): FieldPlan | undefined {
    // More oneofs than a number has bits, or groups.
    if (oneof > 30 || field.delimited) return undefined
    const {keyType} = field as Field & Partial<Pick<MapField, 'keyType'>>
    const message = isMessage(field) ? (field.resolvedType as Type) : undefined
    const scalar = message ? undefined : this.#scalar(field.type, field.resolvedType as Enum | null)
    const wire = message ? 2 : wireOf(field.type)
    return {
      number: field.id,
      name: Buffer.from(`${JSON.stringify(fieldName(field, this.#form))}:`),
      wire,
      repeated: field.repeated,
      packable: field.repeated && !message && wire !== 2,
      oneof: oneof < 0 ? 0 : 1 << oneof,
      map:
        field.map && keyType !== undefined
          ? {
              key: this.#scalar(keyType, null, false),
              keyWire: wireOf(keyType),
              quoted: keyType === 'string',
            }
          : undefined,
      scalar,
      message,
    }
  }

  #scalar(
    type: string,
    enumeration: Enum | null,
    long = this.#form.longs === 'string' && type.endsWith('64'),
  ): WriteScalar {
    const write = scalarWriter(type, enumeration)
    if (!long) return write
    return (from, to) => {
      to.byte(34)
      write(from, to)
      to.byte(34)
    }
  }
}

/** Whether the next field has the same number; it is not read yet. */
function sameTag(from: ByteReader, number: number): boolean {
  const {at} = from
  if (at >= from.end) return false
  const tag = tagOf(from)
  from.at = at
  return tag >>> 3 === number
}

function tagOf(from: ByteReader): number {
  const {at} = from
  const byte = at < from.end ? (from.bytes[at] as number) : 128
  if (byte < 128) {
    from.at = at + 1
    return byte
  }
  const tag = from.varint()
  if (typeof tag !== 'number' || tag > 0x7fff_ffff) throw unusual
  return tag
}
