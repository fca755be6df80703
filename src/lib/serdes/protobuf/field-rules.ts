// The rules of a field in JSON and on the wire, by its schema.
import type {Field} from 'protobufjs'
import type {MessageForm} from './message-form.ts'

/** Its name in JSON. */
export function fieldName(field: Field, {protoNames}: Pick<MessageForm, 'protoNames'>): string {
  if (field.declaringField) return `[${field.declaringField.fullName.replace(/^\./, '')}]`
  return protoNames === 'original' ? field.name : (field.jsonName ?? field.name)
}

export const isMessage = (field: Pick<Field, 'resolvedType'>): boolean =>
  field.resolvedType !== null && 'fieldsById' in field.resolvedType

/**
 * Messages, members of a oneof (including the hidden one of `optional`), and fields with presence by the file's syntax.
 */
export const canBeAbsent = (field: Field): boolean => isMessage(field) || field.partOf !== null || field.hasPresence

const wireTypes: Readonly<Record<string, 1 | 2 | 5>> = {
  double: 1,
  fixed64: 1,
  sfixed64: 1,
  float: 5,
  fixed32: 5,
  sfixed32: 5,
  string: 2,
  bytes: 2,
}

/** The wire type of a scalar or an enum. */
export const wireOf = (type: string): 0 | 1 | 2 | 5 => wireTypes[type] ?? 0
