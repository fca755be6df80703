// Protobuf schemas registered as a compiled file (FileDescriptorProto in base64), as Confluent's clients for Go,
// Python, .NET and JavaScript do. Confluent's registry returns text; others return what they received.
import type {Message} from 'protobufjs'
import {SchemaInvalid} from '../serde-error.ts'

type Options = Readonly<Record<string, unknown>>

/** With the names of enums instead of numbers, as `toObject` below returns them. */
interface FieldProto {
  readonly name: string
  readonly number: number
  readonly label?: string
  readonly type?: string
  readonly typeName?: string
  readonly extendee?: string
  readonly defaultValue?: string
  readonly oneofIndex?: number
  readonly jsonName?: string
  readonly proto3Optional?: boolean
  readonly options?: {readonly packed?: boolean; readonly features?: Options}
}
interface EnumProto {
  readonly name: string
  readonly value?: readonly {readonly name: string; readonly number?: number}[]
  readonly options?: {readonly allowAlias?: boolean; readonly features?: Options}
}
interface MessageProto {
  readonly name: string
  readonly field?: readonly FieldProto[]
  readonly nestedType?: readonly MessageProto[]
  readonly enumType?: readonly EnumProto[]
  readonly extension?: readonly FieldProto[]
  readonly extensionRange?: readonly {readonly start: number; readonly end: number}[]
  readonly oneofDecl?: readonly {readonly name: string}[]
  readonly options?: {readonly mapEntry?: boolean; readonly features?: Options}
}
interface FileProto {
  readonly package?: string
  readonly dependency?: readonly string[]
  readonly publicDependency?: readonly number[]
  readonly messageType?: readonly MessageProto[]
  readonly enumType?: readonly EnumProto[]
  readonly extension?: readonly FieldProto[]
  readonly syntax?: string
  readonly edition?: string
  readonly options?: {readonly features?: Options}
}

/**
 * A .proto file with the same meaning for records; services and foreign options are left out. Throws `SchemaInvalid`.
 */
export async function descriptorText(base64: string): Promise<string> {
  const {default: descriptor} = await import('protobufjs/ext/descriptor.js')
  const type = descriptor.FileDescriptorProto as unknown as {
    decode(bytes: Uint8Array): Message
    toObject(message: Message, options: object): FileProto
  }
  let file: FileProto
  try {
    file = type.toObject(type.decode(Buffer.from(base64, 'base64')), {enums: String})
  } catch (error) {
    throw new SchemaInvalid(`the Protobuf schema is neither text nor a compiled file: ${(error as Error).message}`, {
      cause: error,
    })
  }
  return fileText(file)
}

function fileText(file: FileProto): string {
  const isEditions = file.syntax === 'editions'
  const lines = [
    isEditions
      ? `edition = "${(file.edition ?? '').replace('EDITION_', '')}";`
      : `syntax = "${file.syntax === undefined || file.syntax === '' ? 'proto2' : file.syntax}";`,
    ...(file.package ? [`package ${file.package};`] : []),
    ...(file.dependency ?? []).map(
      (each, index) => `import ${file.publicDependency?.includes(index) ? 'public ' : ''}${JSON.stringify(each)};`,
    ),
    ...features(file.options).map((each) => `option ${each};`),
    ...(file.messageType ?? []).flatMap((each) => message(each, file)),
    ...(file.enumType ?? []).flatMap(enumeration),
    ...(file.extension ?? []).map((each) => extension(each, file)),
  ]
  return `${lines.join('\n')}\n`
}

function message(type: MessageProto, file: FileProto): string[] {
  const nested = type.nestedType ?? []
  const entries = new Map(nested.filter(({options}) => options?.mapEntry).map((each) => [each.name, each]))
  const written = (field: FieldProto): string => {
    const entry = field.type === 'TYPE_MESSAGE' ? entries.get((field.typeName ?? '').replace(/^.*\./, '')) : undefined
    const [key, value] = entry?.field ?? []
    if (!key || !value) return line(field, file)
    return `map<${typeOf(key)}, ${typeOf(value)}> ${field.name} = ${field.number}${options(field)};`
  }
  const fields = type.field ?? []
  // The hidden oneof of `optional` does not count.
  const ofOneof = (index: number) => fields.filter((each) => each.oneofIndex === index && !each.proto3Optional)
  return [
    `message ${type.name} {`,
    ...features(type.options).map((each) => `option ${each};`),
    ...fields.filter((each) => each.oneofIndex === undefined || each.proto3Optional).map(written),
    ...(type.oneofDecl ?? []).flatMap(({name}, index) => {
      const members = ofOneof(index)
      return members.length === 0 ? [] : [`oneof ${name} {`, ...members.map((each) => line(each, file, '')), '}']
    }),
    ...nested.filter(({options: its}) => !its?.mapEntry).flatMap((each) => message(each, file)),
    ...(type.enumType ?? []).flatMap(enumeration),
    ...(type.extensionRange ?? []).map(
      ({start, end}) => `extensions ${start} to ${end > 2 ** 29 - 1 ? 'max' : end - 1};`,
    ),
    ...(type.extension ?? []).map((each) => extension(each, file)),
    '}',
  ]
}

function line(field: FieldProto, {syntax}: FileProto, label = labelOf(field, syntax)): string {
  if (field.type === 'TYPE_GROUP')
    throw new SchemaInvalid(
      `the Protobuf schema is a compiled file with a group (${field.name}), which is not read here`,
    )
  return `${label}${typeOf(field)} ${field.name} = ${field.number}${options(field)};`
}

function labelOf({label, proto3Optional}: FieldProto, syntax: string | undefined): string {
  if (label === 'LABEL_REPEATED') return 'repeated '
  if (label === 'LABEL_REQUIRED') return 'required '
  return proto3Optional || syntax === undefined || syntax === '' || syntax === 'proto2' ? 'optional ' : ''
}

const typeOf = ({type = '', typeName}: FieldProto): string => typeName ?? type.replace('TYPE_', '').toLowerCase()

function options(field: FieldProto): string {
  const all = [
    ...(field.jsonName === undefined || field.jsonName === camelCase(field.name)
      ? []
      : [`json_name = ${JSON.stringify(field.jsonName)}`]),
    ...(field.options?.packed === undefined ? [] : [`packed = ${field.options.packed}`]),
    ...(field.defaultValue === undefined ? [] : [`default = ${standard(field, field.defaultValue)}`]),
    ...features(field.options),
  ]
  return all.length === 0 ? '' : ` [${all.join(', ')}]`
}

/** The name in JSON that a field has by default. */
const camelCase = (name: string): string => name.replaceAll(/_+(.?)/g, (_, letter: string) => letter.toUpperCase())

/** The default of bytes is already escaped. */
function standard({type}: FieldProto, text: string): string {
  if (type === 'TYPE_BYTES') return `"${text}"`
  return type === 'TYPE_STRING' ? JSON.stringify(text) : text
}

const extension = (field: FieldProto, file: FileProto): string => `extend ${field.extendee} { ${line(field, file)} }`

const enumeration = ({name, value = [], options: its}: EnumProto): string[] => [
  `enum ${name} {`,
  ...(its?.allowAlias ? ['option allow_alias = true;'] : []),
  ...features(its).map((each) => `option ${each};`),
  ...value.map((each) => `${each.name} = ${each.number ?? 0};`),
  '}',
]

/** `features.field_presence = IMPLICIT` of editions. */
const features = (its: {readonly features?: Options} | undefined): string[] =>
  Object.entries(its?.features ?? {}).flatMap(([name, value]) =>
    typeof value === 'string'
      ? [`features.${name.replaceAll(/[A-Z]/g, (each) => `_${each.toLowerCase()}`)} = ${value}`]
      : [],
  )
