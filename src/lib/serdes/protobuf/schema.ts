// Parses Protobuf schemas with protobufjs, including the imports that are never registered.
import type {NamespaceBase, Root, Type} from 'protobufjs'
import {leavesFirst, type SchemaText} from '../payload.ts'
import {SchemaInvalid} from '../serde-error.ts'
import {builtInProtos} from './built-in.ts'

export interface ProtobufSchema {
  readonly root: Root
  /** The messages of the file itself, in the order that message indexes count. */
  readonly messages: readonly Type[]
  /**
   * The file itself. Its package (or the root) also contains what other files add; `name` marks the file's own types.
   */
  readonly main: {
    readonly name: string
    readonly namespace: NamespaceBase
    readonly imports: readonly string[]
    readonly publicImports: readonly string[]
  }
}

/** Throws `SchemaInvalid`. */
export async function parseProtobuf(schema: SchemaText): Promise<ProtobufSchema> {
  const {default: protobuf} = await import('protobufjs')
  // Types that it parses are marked with this name, because they do not name their file otherwise.
  const naming = protobuf.parse as unknown as {filename: string | null}
  const root = new protobuf.Root()
  const main = 'the schema'
  const imported = new Map<string, string>()
  for (const {name, text} of leavesFirst(schema.references)) imported.set(name, await protobufText(text))
  const done = new Set<string>()
  const read = (text: string, name: string): {namespace: NamespaceBase; imports: readonly string[]} => {
    done.add(name)
    let parsed
    try {
      naming.filename = name
      parsed = protobuf.parse(text, root, {keepCase: true})
    } catch (error) {
      throw new SchemaInvalid(`the Protobuf schema cannot be read: ${(error as Error).message}`, {cause: error})
    } finally {
      naming.filename = null
    }
    const imports = [...(parsed.imports ?? []), ...(parsed.weakImports ?? [])]
    for (const each of imports) {
      if (done.has(each)) continue
      const theirs = imported.get(each) ?? builtInProtos[each]
      if (theirs !== undefined) {
        read(theirs, each)
        continue
      }
      done.add(each)
      const known = protobuf.common.get(each)
      if (!known)
        throw new SchemaInvalid(
          `the Protobuf schema imports ${each}, which is neither registered with it nor built in (of a file: see --proto-path)`,
        )
      root.addJSON(known.nested ?? {})
    }
    return {namespace: (parsed.package === undefined ? root : root.lookup(parsed.package)) as NamespaceBase, imports}
  }
  const text = await protobufText(schema.text)
  const {namespace, imports} = read(text, main)
  try {
    root.resolveAll()
  } catch (error) {
    throw new SchemaInvalid(`the Protobuf schema cannot be resolved: ${(error as Error).message}`, {cause: error})
  }
  const messages = typesIn(namespace, protobuf.Type).filter(({filename}) => filename === main)
  if (messages.length === 0) throw new SchemaInvalid('the Protobuf schema has no message')
  // protobufjs does not tell which imports are public.
  const quoted = [...text.matchAll(/\bimport\s+public\s+["']([^"'\n]+)["']/g)].map(([, each]) => each)
  const publicImports = imports.filter((each) => quoted.includes(each))
  return {root, messages, main: {name: main, namespace, imports, publicImports}}
}

/** The messages directly in a namespace or message. */
export const typesIn = (namespace: NamespaceBase, kind: typeof Type): Type[] =>
  namespace.nestedArray.filter((each): each is Type => each instanceof kind)

/** Pure base64 is a compiled file, because text has at least a semicolon or a brace. */
const isDescriptor = (text: string): boolean => /^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(text)

/** A .proto file, even if the schema is registered in compiled form. Throws `SchemaInvalid`. */
export async function protobufText(text: string): Promise<string> {
  if (!isDescriptor(text)) return text
  const {descriptorText} = await import('./descriptor-text.ts')
  return descriptorText(text)
}
