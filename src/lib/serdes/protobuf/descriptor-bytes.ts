// The compiled form of a .proto file (FileDescriptorProto), which Confluent's clients other than Java's request from
// registries.
import type Protobufjs from 'protobufjs'
import type {Enum, Field, MapField, Message, OneOf, ReflectionObject, Type} from 'protobufjs'
import type {SchemaText} from '../payload.ts'
import {SchemaInvalid} from '../serde-error.ts'
import {parseProtobuf} from './schema.ts'

type Protobuf = typeof Protobufjs

/**
 * The compiled file in base64, without services and options that do not affect the encoding. `name`: that of the file.
 * Throws `SchemaInvalid`.
 */
export async function descriptorBytes(schema: SchemaText, name: string): Promise<string> {
  const [{root, main}, {default: protobuf}, {default: descriptor}] = await Promise.all([
    parseProtobuf(schema),
    import('protobufjs'),
    import('protobufjs/ext/descriptor.js'),
  ])
  const {namespace, imports, publicImports} = main
  const own = namespace.nestedArray.filter(({filename}) => filename === main.name)
  const edition = own.map((each) => editionOf(each)).find((each) => each !== undefined) ?? 'proto2'
  if (!/^proto[23]$/.test(edition))
    throw new SchemaInvalid(`a Protobuf schema of edition ${edition} cannot be returned in its compiled form`)
  const file = {
    name,
    ...(namespace === root ? {} : {package: namespace.fullName.slice(1)}),
    dependency: imports,
    publicDependency: imports.flatMap((each, index) => (publicImports.includes(each) ? [index] : [])),
    ...contents(own, protobuf, edition),
    ...(edition === 'proto3' && {syntax: edition}),
  }
  const type = descriptor.FileDescriptorProto as unknown as {
    fromObject(value: object): Message
    encode(message: Message): {finish(): Uint8Array}
  }
  return Buffer.from(type.encode(type.fromObject(file)).finish()).toString('base64')
}

/** The common parts of a file and a message, apart from the names of the fields. */
function contents(nested: readonly ReflectionObject[], protobuf: Protobuf, edition: string) {
  return {
    messageType: nested.filter((each): each is Type => each instanceof protobuf.Type).map((each) => messageOf(each, protobuf, edition)), // prettier-ignore
    enumType: nested.filter((each): each is Enum => each instanceof protobuf.Enum).map(enumOf),
    extension: nested
      .filter((each): each is Field => each instanceof protobuf.Field)
      .map((each) => fieldOf(each, protobuf, edition)),
  }
}

function messageOf(type: Type, protobuf: Protobuf, edition: string): object {
  const {messageType, enumType, extension} = contents(type.nestedArray, protobuf, edition)
  const fields = type.fieldsArray.filter(({declaringField}) => !declaringField)
  const maps = fields.filter(({map}) => map)
  const ranges = (type.reserved ?? []).filter((each): each is number[] => typeof each !== 'string')
  const before = (end: number | undefined) => (end ?? 0) + 1
  return {
    name: type.name,
    field: fields.map((each) => fieldOf(each, protobuf, edition)),
    // Entries of maps come last, because they do not count in message indexes.
    nestedType: [...messageType, ...maps.map((each) => entryOf(each, protobuf, edition))],
    enumType,
    extension,
    extensionRange: (type.extensions ?? []).map(([start, end]) => ({start, end: before(end)})), // prettier-ignore
    oneofDecl: oneofsOf(type).map(({name}) => ({name})),
    reservedRange: ranges.map(([start, end]) => ({start, end: before(end)})),
    reservedName: (type.reserved ?? []).filter((each) => typeof each === 'string'),
    ...(type.options?.['message_set_wire_format'] === true && {options: {messageSetWireFormat: true}}),
  }
}

/** The hidden oneofs of `optional` come last, as in protoc. */
const oneofsOf = (type: Type): OneOf[] => type.oneofsArray.toSorted((a, b) => Number(isHidden(a)) - Number(isHidden(b)))
const isHidden = ({fieldsArray: [only]}: OneOf): boolean => only?.options?.['proto3_optional'] === true

/** `line_items` → `LineItemsEntry`, as in protoc. */
const entryName = ({name}: Field): string =>
  `${name.replaceAll(/(?:^|_+)([^_]?)/g, (_, letter: string) => letter.toUpperCase())}Entry`

function entryOf(field: Field, protobuf: Protobuf, edition: string): object {
  const {keyType} = field as Field & Pick<MapField, 'keyType'>
  const value = {name: 'value', number: 2, label: 'LABEL_OPTIONAL', ...typeOf(field, protobuf, edition)}
  const key = {name: 'key', number: 1, label: 'LABEL_OPTIONAL', type: `TYPE_${keyType.toUpperCase()}`}
  return {name: entryName(field), field: [key, value], options: {mapEntry: true}}
}

function fieldOf(field: Field, protobuf: Protobuf, edition: string): object {
  const {name, id, options = {}} = field
  const extendee = field.extend === undefined ? undefined : field.extensionField?.parent?.fullName
  const type = field.map ? {type: 'TYPE_MESSAGE', typeName: `${field.parent?.fullName}.${entryName(field)}`} : typeOf(field, protobuf, edition) // prettier-ignore
  const oneofs = field.parent instanceof protobuf.Type ? oneofsOf(field.parent) : []
  const index = field.partOf ? oneofs.indexOf(field.partOf) : -1
  const {packed, deprecated, json_name: jsonName, proto3_optional: isOptional} = options
  const said = {
    ...(typeof packed === 'boolean' && {packed}),
    ...(typeof deprecated === 'boolean' && {deprecated}),
  }
  return {
    name,
    number: id,
    label: field.repeated || field.map ? 'LABEL_REPEATED' : field.required && edition === 'proto2' ? 'LABEL_REQUIRED' : 'LABEL_OPTIONAL', // prettier-ignore
    ...type,
    ...(extendee !== undefined && {extendee}),
    ...('default' in options && {defaultValue: defaultOf(field, options['default'])}),
    ...(index >= 0 && {oneofIndex: index}),
    ...(typeof jsonName === 'string' && {jsonName}),
    ...(isOptional === true && {proto3Optional: true}),
    ...(Object.keys(said).length > 0 && {options: said}),
  }
}

function typeOf({type, resolvedType, delimited}: Field, protobuf: Protobuf, edition: string) {
  if (!resolvedType) return {type: `TYPE_${type.toUpperCase()}`}
  const isGroup = delimited && edition === 'proto2'
  const kind = resolvedType instanceof protobuf.Enum ? 'TYPE_ENUM' : isGroup ? 'TYPE_GROUP' : 'TYPE_MESSAGE'
  return {type: kind, typeName: resolvedType.fullName}
}

/** As protoc writes it; protobufjs turns the texts of infinities into null in its options. */
function defaultOf({type, defaultValue}: Field, given: unknown): string {
  if (type === 'bytes') return cEscaped(Buffer.from(String(given), 'latin1'))
  if (typeof given === 'string' || typeof given === 'boolean') return String(given)
  const number = Number(defaultValue)
  if (Number.isNaN(number)) return 'nan'
  return Number.isFinite(number) ? String(given) : number > 0 ? 'inf' : '-inf'
}

const cEscaped = (bytes: Buffer): string =>
  [...bytes]
    .map((byte) =>
      byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x27 && byte !== 0x5c
        ? String.fromCharCode(byte)
        : `\\${byte.toString(8).padStart(3, '0')}`,
    )
    .join('')

const enumOf = ({name, values, options}: Enum): object => ({
  name,
  value: Object.entries(values).map(([symbol, number]) => ({name: symbol, number})),
  ...(options?.['allow_alias'] === true && {options: {allowAlias: true}}),
})

/** proto2, proto3 or a year; undefined: not stated. */
const editionOf = (object: ReflectionObject): string | undefined =>
  (object as unknown as {readonly _edition?: string | null})._edition ?? undefined
