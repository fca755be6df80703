// Apache's message definitions: JSON with comments, which every kafka-clients jar has under common/message, and other
// jars, too.
import {readFile} from 'node:fs/promises'
import {strFromU8, unzipSync} from 'fflate'

export type Side = 'request' | 'response'
export interface ApacheField {
  readonly name: string
  readonly type: string
  readonly versions: string
  readonly nullableVersions?: string
  readonly taggedVersions?: string
  readonly tag?: number
  /** Without the text 'null', which means null: the empty value of the type. */
  readonly default?: string | number | boolean | null
  readonly ignorable?: boolean
  readonly fields?: readonly ApacheField[]
}
export interface Definition {
  readonly apiKey?: number
  readonly name?: string
  readonly type?: string
  readonly validVersions: string
  readonly flexibleVersions: string
  readonly fields: readonly ApacheField[]
  readonly commonStructs?: readonly ApacheField[]
}
/** By file name without `.json`: `FetchRequest`, `ConsumerProtocolAssignment`. */
export type Definitions = ReadonlyMap<string, Definition>

export async function definitionsIn(jar: string, folder = 'common/message/'): Promise<Definitions> {
  const files = unzipSync(await readFile(jar), {filter: ({name}) => name.startsWith(folder) && name.endsWith('.json')})
  return new Map(
    Object.entries(files).map(([path, bytes]) => [
      path.slice(folder.length, -'.json'.length),
      JSON.parse(strFromU8(bytes).replace(/^\s*\/\/.*$/gm, '')) as Definition,
    ]),
  )
}

export const messageName = (api: string, side: Side) => `${api}${side === 'request' ? 'Request' : 'Response'}`

/** '3', '3-5', '3+' or 'none'. */
export function range(versions = 'none'): readonly [first: number, last: number] {
  const [first = '', last = first] = versions.split('-')
  if (versions === 'none') return [Infinity, -1]
  return [parseInt(first), versions.endsWith('+') ? Infinity : parseInt(last)]
}

export function includes(versions: string | undefined, version: number): boolean {
  const [first, last] = range(versions)
  return version >= first && version <= last
}

/** kafkit's field names are Apache's with a lower-case first letter. */
export const lowered = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1)
