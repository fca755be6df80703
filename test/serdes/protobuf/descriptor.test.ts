// The compiled form of Protobuf schemas: beside descriptors that Java's library took, and back to text.
import type {Message} from 'protobufjs'
import descriptor from 'protobufjs/ext/descriptor.js'
import {expect, test} from 'vitest'
import {descriptorBytes} from '../../../src/lib/serdes/protobuf/descriptor-bytes.ts'
import {protobufText} from '../../../src/lib/serdes/protobuf/schema.ts'
import {everyLine, randomProtobufSchemas} from '../../support/protobuf-schemas.ts'

const type = descriptor.FileDescriptorProto as unknown as {
  decode(bytes: Uint8Array): Message
  fromObject(value: object): Message
  toObject(message: Message, options: object): Record<string, unknown>
}
const plain = (message: Message) => sorted(type.toObject(message, {enums: String}))

/** Without the order of lists of messages and enums, which a descriptor does not have to keep, and without what is empty. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted).toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) // prettier-ignore
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([, each]) => !Array.isArray(each) || each.length > 0)
  return Object.fromEntries(entries.map(([name, each]) => [name, sorted(each)] as const).toSorted())
}
const compiled = (text: string, name = 'default') => descriptorBytes({type: 'PROTOBUF', text, references: []}, name)
const read = async (text: string, name?: string) =>
  plain(type.decode(Buffer.from(await compiled(text, name), 'base64')))

test('the compiled form has what Java read from it', async () => {
  for (const {proto, descriptor: file} of [everyLine, ...randomProtobufSchemas(60)]) {
    const {name} = file as {name: string}
    // protoc does not say proto2, which is what a file without a syntax is.
    const {syntax, ...rest} = file as {readonly syntax: string}
    const expected = syntax === 'proto2' ? rest : {...rest, syntax}
    expect(await read(proto, name), proto).toEqual(plain(type.fromObject(expected)))
  }
})

const hard = `syntax = "proto2";
package a.b;
import public "google/protobuf/any.proto";
enum E { option allow_alias = true; A = 1; B = -1; C = 1; }
message M {
  extensions 100 to 200, 500 to max;
  reserved 4, 6 to 9;
  reserved "gone";
  required string s = 3 [default = "x\\n", deprecated = true];
  optional E e = 5 [default = B];
  repeated int32 p = 10 [packed = true];
  optional bytes y = 11 [default = "\\001a"];
  optional double d = 12 [default = -inf];
  optional float f = 13 [default = 1.5];
  map<string, M> line_items = 14;
  oneof o { int32 a = 15; N n = 16; }
  message N {}
  extend M { optional int32 inner = 101; }
  optional string j = 17 [json_name = "JJ"];
}
extend M { optional int32 more = 100; }
`

/** What protoc 35.1 makes of it. */
const protoc =
  'CgpoYXJkLnByb3RvEgNhLmIaGWdvb2dsZS9wcm90b2J1Zi9hbnkucHJvdG8igQMKAU0SFAoBcxgDIAIoCToCeApCAhgBUgFzEhcKAWUYBSABKA4yBi5hLmIuRToBQlIBZRIQCgFwGAogAygFQgIQAVIBcBITCgF5GAsgASgMOgVcMDAxYVIBeRISCgFkGAwgASgBOgQtaW5mUgFkEhEKAWYYDSABKAI6AzEuNVIBZhI0CgpsaW5lX2l0ZW1zGA4gAygLMhUuYS5iLk0uTGluZUl0ZW1zRW50cnlSCWxpbmVJdGVtcxIOCgFhGA8gASgFSABSAWESGAoBbhgQIAEoCzIILmEuYi5NLk5IAFIBbhINCgFqGBEgASgJUgJKShpECg5MaW5lSXRlbXNFbnRyeRIQCgNrZXkYASABKAlSA2tleRIcCgV2YWx1ZRgCIAEoCzIGLmEuYi5NUgV2YWx1ZToCOAEaAwoBTioFCGQQyQEqCQj0AxCAgICAAjIcCgVpbm5lchIGLmEuYi5NGGUgASgFUgVpbm5lckIDCgFvSgQIBBAFSgQIBhAKUgRnb25lKiUKAUUSBQoBQRABEg4KAUIQ////////////ARIFCgFDEAEaAhABOhoKBG1vcmUSBi5hLmIuTRhkIAEoBVIEbW9yZVAA'

test('defaults, extensions, ranges, aliases and names are as in protoc', async () => {
  const expected = plain(type.decode(Buffer.from(protoc, 'base64')))
  // protoc says the name in JSON of every field, also where it follows from the name.
  const named = (each: unknown) =>
    sorted(JSON.parse(JSON.stringify(each), (name, value: unknown) => (name === 'jsonName' && value !== 'JJ' ? undefined : value))) // prettier-ignore
  expect(named(await read(hard, 'hard.proto'))).toEqual(named(expected))
})

test("the text of protoc's output has no JSON names that follow from the field names", async () => {
  const text = await protobufText(protoc)
  expect(text.match(/json_name = "\w+"/g)).toEqual(['json_name = "JJ"'])
  expect(text).toContain('map<string, .a.b.M> line_items = 14;')
})

test('a group is an error', async () => {
  expect(
    await read('syntax = "proto2"; message M { optional group Inner = 1 { optional int32 x = 2; } }'),
  ).toMatchObject({
    messageType: [{field: [{name: 'inner', type: 'TYPE_GROUP', typeName: '.M.Inner'}], nestedType: [{name: 'Inner'}]}],
  })
})

test('text and compiled form convert back to the same', async () => {
  for (const text of [
    hard.replace(/ {2}reserved.*\n/g, '').replace(', deprecated = true', ''),
    ...randomProtobufSchemas(20).map(({proto}) => proto),
  ]) {
    // prettier-ignore
    const once = await compiled(text)
    expect(await read(await protobufText(once))).toEqual(await read(text))
  }
})

test('an edition is refused with the reason', async () => {
  await expect(compiled('edition = "2023"; message M { int32 a = 1; }')).rejects.toThrow(
    'a Protobuf schema of edition 2023 cannot be returned in its compiled form',
  )
})
