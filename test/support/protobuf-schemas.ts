// Random Protobuf schemas for comparisons with Java's own library, the same in every run. Each is written twice: as
// the text that kafkit parses, and as the descriptor that Java takes, so that neither depends on a parser.

export interface WrittenSchema {
  /** The text of a .proto file. */
  readonly proto: string
  /** google.protobuf.FileDescriptorProto in Protobuf's JSON. */
  readonly descriptor: object
  /** Full name of the message to be written. */
  readonly message: string
}

type Below = (limit: number) => number

/** A linear congruential generator, because Math.random would make other schemas in each run. */
function sequence(seed: number): Below {
  let state = seed
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }
}

const scalars = [
  'double',
  'float',
  'int32',
  'int64',
  'uint32',
  'uint64',
  'sint32',
  'sint64',
  'fixed32',
  'fixed64',
  'sfixed32',
  'sfixed64',
  'bool',
  'string',
  'bytes',
] as const
const keys = scalars.filter((each) => !['double', 'float', 'bytes'].includes(each))

const wellKnown: readonly (readonly [type: string, file: string])[] = [
  ['Timestamp', 'timestamp'],
  ['Duration', 'duration'],
  ['FieldMask', 'field_mask'],
  ['Struct', 'struct'],
  ['Value', 'struct'],
  ['ListValue', 'struct'],
  ...['Double', 'Float', 'Int64', 'UInt64', 'Int32', 'UInt32', 'Bool', 'String', 'Bytes'].map(
    (name) => [`${name}Value`, 'wrappers'] as const,
  ),
]

/** Schemas of proto3; every fourth one is of proto2. */
export const randomProtobufSchemas = (count: number, seed = 1234): WrittenSchema[] => {
  const below = sequence(seed)
  return Array.from({length: count}, (_, index) => new Writing(below, index % 4 === 3, `p${index}`).schema())
}

interface Message {
  readonly text: string
  readonly descriptor: object
}

const names = ['id', 'snake_case', 'camelCase', 'with_2_digits', 'x', 'UPPER_ONE', 'trailing_', 'a__b', 'value', 'f1']

class Writing {
  readonly #below: Below
  readonly #old: boolean
  readonly #package: string
  readonly #files = new Set<string>()

  constructor(below: Below, old: boolean, name: string) {
    this.#below = below
    this.#old = old
    this.#package = name
  }

  schema(): WrittenSchema {
    const {text, descriptor} = this.#message('Top', `.${this.#package}.Top`, 0)
    const syntax = this.#old ? 'proto2' : 'proto3'
    const dependency = [...this.#files].map((file) => `google/protobuf/${file}.proto`)
    const color = {name: 'Color', value: ['NONE', 'RED', 'BLUE'].map((name, number) => ({name, number: number * 2}))}
    return {
      proto: [
        `syntax = "${syntax}";`,
        `package ${this.#package};`,
        ...dependency.map((file) => `import "${file}";`),
        'enum Color { NONE = 0; RED = 2; BLUE = 4; }',
        text,
      ].join('\n'),
      descriptor: {
        name: `${this.#package}.proto`,
        package: this.#package,
        syntax,
        dependency,
        enumType: [color],
        messageType: [descriptor],
      },
      message: `${this.#package}.Top`,
    }
  }

  #message(name: string, fullName: string, depth: number): Message {
    const below = this.#below
    const fields: object[] = []
    const lines: string[] = []
    const nested: Message[] = []
    const entries: object[] = []
    const oneofs: {name: string}[] = []
    const optionals: object[] = []
    const count = 1 + below(depth === 0 ? 9 : 4)
    let number = 0
    for (let index = 0; index < count; index++) {
      number += 1 + below(3) * below(20)
      const field = {name: `${names[index % names.length]}${index < names.length ? '' : index}`, number}
      const kind = below(10)
      if (kind === 0) {
        // Two fields of which at most one is set.
        const [first, second] = [this.#type(fullName, depth, nested), this.#type(fullName, depth, nested)]
        const choice = `choice${index}`
        const other = {name: `${field.name}_other`, number: ++number}
        lines.push(`oneof ${choice} { ${first.text} ${field.name} = ${field.number}; ${second.text} ${other.name} = ${other.number}; }`) // prettier-ignore
        for (const [each, type] of [[field, first], [other, second]] as const) fields.push({...each, ...type.of, label: 'LABEL_OPTIONAL', oneofIndex: oneofs.length}) // prettier-ignore
        oneofs.push({name: choice})
      } else if (kind === 1) {
        const key = keys[below(keys.length)] as string
        const value = this.#type(fullName, depth, nested)
        lines.push(`map<${key}, ${value.text}> ${field.name} = ${number};`)
        const entry = `${field.name.replaceAll(/(?:^|_+)([^_]?)/g, (_, letter: string) => letter.toUpperCase())}Entry`
        const [keyField, valueField] = [{name: 'key', number: 1, label: 'LABEL_OPTIONAL', type: typeName(key)}, {name: 'value', number: 2, label: 'LABEL_OPTIONAL', ...value.of}] // prettier-ignore
        entries.push({name: entry, field: [keyField, valueField], options: {mapEntry: true}})
        fields.push({...field, label: 'LABEL_REPEATED', type: 'TYPE_MESSAGE', typeName: `${fullName}.${entry}`})
      } else if (kind < 4) {
        const type = this.#type(fullName, depth, nested)
        const packed = type.packs && below(3) === 0 ? below(2) === 1 : undefined
        lines.push(`repeated ${type.text} ${field.name} = ${number}${packed === undefined ? '' : ` [packed = ${packed}]`};`) // prettier-ignore
        fields.push({...field, ...type.of, label: 'LABEL_REPEATED', ...(packed !== undefined && {options: {packed}})})
      } else {
        const type = this.#type(fullName, depth, nested)
        const optional = this.#old || below(4) === 0
        const standard = this.#old && below(2) === 0 ? type.standard : undefined
        lines.push(`${optional ? 'optional ' : ''}${type.text} ${field.name} = ${number}${standard === undefined ? '' : ` [default = ${standard.text}]`};`) // prettier-ignore
        const made = {...field, ...type.of, label: 'LABEL_OPTIONAL', ...(standard && {defaultValue: standard.value})}
        if (optional && !this.#old) optionals.push({...made, proto3Optional: true})
        else fields.push(made)
      }
    }
    // The oneofs that stand for proto3's optional come after all others.
    const hidden = optionals.map((each, index) => ({...each, oneofIndex: oneofs.length + index}))
    const hiddenNames = optionals.map((each) => ({name: `_${(each as {name: string}).name}`}))
    return {
      text: `message ${name} {\n${[...nested.map(({text}) => text), ...lines].join('\n')}\n}`,
      descriptor: {
        name,
        field: [...fields, ...hidden],
        nestedType: [...nested.map(({descriptor}) => descriptor), ...entries],
        oneofDecl: [...oneofs, ...hiddenNames],
      },
    }
  }

  #type(fullName: string, depth: number, nested: Message[]) {
    const below = this.#below
    const kind = below(20)
    if (kind === 0 && depth < 3) {
      const name = `In${nested.length}`
      const place = `${fullName}.${name}`
      nested.push(this.#message(name, place, depth + 1))
      return {text: place, of: {type: 'TYPE_MESSAGE', typeName: place}, packs: false, standard: undefined}
    }
    if (kind === 1) return {text: fullName, of: {type: 'TYPE_MESSAGE', typeName: fullName}, packs: false, standard: undefined} // prettier-ignore
    if (kind < 4) {
      const standard = {text: 'RED', value: 'RED'}
      return {text: 'Color', of: {type: 'TYPE_ENUM', typeName: `.${this.#package}.Color`}, packs: true, standard}
    }
    if (kind < 7) {
      const [type, file] = wellKnown[below(wellKnown.length)] as (typeof wellKnown)[number]
      this.#files.add(file)
      const name = `.google.protobuf.${type}`
      return {text: name.slice(1), of: {type: 'TYPE_MESSAGE', typeName: name}, packs: false, standard: undefined}
    }
    const type = scalars[below(scalars.length)] as string
    const value = type === 'bool' ? 'true' : type === 'bytes' ? undefined : type === 'string' ? 'no "x"' : type === 'double' || type === 'float' ? '1.5' : '7' // prettier-ignore
    const standard = value === undefined ? undefined : {text: type === 'string' ? JSON.stringify(value) : value, value}
    return {text: type, of: {type: typeName(type)}, packs: type !== 'string' && type !== 'bytes', standard}
  }
}

const typeName = (scalar: string) => `TYPE_${scalar.toUpperCase()}`

/** A hand-written schema, with lines that Java accepts and lines that it refuses. */
export const everyLine: WrittenSchema & {readonly inputs: readonly string[]} = {
  proto: [
    'syntax = "proto3";',
    'package hand;',
    'enum Color { NONE = 0; RED = 2; }',
    'message All { int32 i = 1; uint64 u = 2; float f = 3; bool b = 4; string s = 5; bytes y = 6; Color c = 7; repeated int32 r = 8;',
    'map<int32, string> m = 9; map<bool, All> n = 10; All a = 11; oneof o { int32 one_a = 12; string two = 13; } double d = 14; sint64 z = 15; optional int32 p = 16; }',
  ].join('\n'),
  descriptor: {
    name: 'hand.proto',
    package: 'hand',
    syntax: 'proto3',
    enumType: [
      {
        name: 'Color',
        value: [
          {name: 'NONE', number: 0},
          {name: 'RED', number: 2},
        ],
      },
    ],
    messageType: [
      {
        name: 'All',
        field: [
          ...(['int32 i', 'uint64 u', 'float f', 'bool b', 'string s', 'bytes y'] as const).map((each, index) => {
            const [type = '', name] = each.split(' ')
            return {name, number: index + 1, label: 'LABEL_OPTIONAL', type: typeName(type)}
          }),
          {name: 'c', number: 7, label: 'LABEL_OPTIONAL', type: 'TYPE_ENUM', typeName: '.hand.Color'},
          {name: 'r', number: 8, label: 'LABEL_REPEATED', type: 'TYPE_INT32'},
          {name: 'm', number: 9, label: 'LABEL_REPEATED', type: 'TYPE_MESSAGE', typeName: '.hand.All.MEntry'},
          {name: 'n', number: 10, label: 'LABEL_REPEATED', type: 'TYPE_MESSAGE', typeName: '.hand.All.NEntry'},
          {name: 'a', number: 11, label: 'LABEL_OPTIONAL', type: 'TYPE_MESSAGE', typeName: '.hand.All'},
          {name: 'one_a', number: 12, label: 'LABEL_OPTIONAL', type: 'TYPE_INT32', oneofIndex: 0},
          {name: 'two', number: 13, label: 'LABEL_OPTIONAL', type: 'TYPE_STRING', oneofIndex: 0},
          {name: 'd', number: 14, label: 'LABEL_OPTIONAL', type: 'TYPE_DOUBLE'},
          {name: 'z', number: 15, label: 'LABEL_OPTIONAL', type: 'TYPE_SINT64'},
          {name: 'p', number: 16, label: 'LABEL_OPTIONAL', type: 'TYPE_INT32', oneofIndex: 1, proto3Optional: true},
        ],
        nestedType: [
          {
            name: 'MEntry',
            options: {mapEntry: true},
            field: [
              {name: 'key', number: 1, label: 'LABEL_OPTIONAL', type: 'TYPE_INT32'},
              {name: 'value', number: 2, label: 'LABEL_OPTIONAL', type: 'TYPE_STRING'},
            ],
          },
          {
            name: 'NEntry',
            options: {mapEntry: true},
            field: [
              {name: 'key', number: 1, label: 'LABEL_OPTIONAL', type: 'TYPE_BOOL'},
              {name: 'value', number: 2, label: 'LABEL_OPTIONAL', type: 'TYPE_MESSAGE', typeName: '.hand.All'},
            ],
          },
        ],
        oneofDecl: [{name: 'o'}, {name: '_p'}],
      },
    ],
  },
  message: 'hand.All',
  inputs: [
    '{}',
    '{"i": 7, "u": "18446744073709551615", "f": 1.1, "b": true, "s": "x", "y": "/w==", "c": "RED"}',
    '{"i": "7", "u": 18446744073709551615, "f": "1.1", "b": "true", "c": 2}',
    '{"i": 1.0, "u": 1e2, "z": "-9223372036854775808"}',
    '{"i": 1.5}',
    '{"i": 2147483648}',
    '{"i": "x"}',
    '{"i": true}',
    '{"u": -1}',
    '{"u": 18446744073709551616}',
    '{"f": "NaN", "d": "-Infinity"}',
    '{"f": 1e39}',
    '{"d": 1e400}',
    '{"f": "x"}',
    '{"b": 1}',
    '{"b": "yes"}',
    '{"s": 5, "y": "_-8="}',
    '{"s": true}',
    '{"s": [1]}',
    '{"s": null, "i": null, "r": null, "m": null, "a": null, "oneA": null, "p": null}',
    '{"y": "a"}',
    '{"y": "!"}',
    '{"c": "BLUE"}',
    '{"c": 77}',
    '{"c": "2"}',
    '{"c": true}',
    '{"r": [1, "2", 3.0]}',
    '{"r": []}',
    '{"r": 1}',
    '{"r": [null]}',
    '{"m": {"1": "a", "-2": ""}, "n": {"true": {"i": 1}, "false": {}}}',
    '{"m": {"0": "zero"}}',
    '{"m": {"x": "a"}}',
    '{"m": {"1": null}}',
    '{"m": []}',
    '{"n": {"1": {}}}',
    '{"a": {"a": {"i": 1}}}',
    '{"a": {}}',
    '{"a": 1}',
    '{"oneA": 1}',
    '{"one_a": 1}',
    '{"oneA": 0, "p": 0, "i": 0, "d": -0.0}',
    '{"oneA": 1, "two": "x"}',
    '{"oneA": 1, "one_a": 2}',
    '{"nope": 1}',
    '{"I": 1}',
    '[]',
    '1',
    'null',
    '{"i": 1} {"i": 2}',
    '{"i": 1',
  ],
}
