// What an export is: files with documents, and what the format could not say.
import type {Section} from '../declared.ts'
import type {ClusterState} from './state.ts'

export interface ExportedFile {
  /** Without a folder: `orders.yaml`. */
  readonly name: string
  /** Documents of YAML, as plain data; or a text in a language of its own. */
  readonly content: readonly object[] | string
}

export interface Exported {
  readonly files: readonly ExportedFile[]
  /** What is there and the format cannot say, a sentence each. */
  readonly lost: readonly string[]
}

export interface ExportFormat {
  readonly sections: readonly Section[]
  /** `label`: what the format calls the cluster, where it wants a name. */
  write(state: ClusterState, label: string): Exported
}

/** A number as such, as far as every reader of YAML keeps its digits. */
export const plainValue = (text: string): string | number | boolean =>
  /^-?(?:0|[1-9]\d{0,14})$/.test(text) ? Number(text) : text === 'true' ? true : text === 'false' ? false : text

export const plainConfigs = (configs: readonly {readonly name: string; readonly value: string}[]) =>
  Object.fromEntries(configs.map(({name, value}) => [name, plainValue(value)]))

/** Names of files and of Kubernetes' resources: small letters, digits, dots and dashes (RFC 1123), each once. */
export function resourceNames(names: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Set<string>()
  return new Map(
    names.map((name) => {
      const base =
        name
          .toLowerCase()
          .replaceAll(/[^a-z0-9.-]/g, '-')
          .replaceAll(/^[.-]+|[.-]+$/g, '') || 'x'
      let own = base
      for (let n = 2; taken.has(own); n++) own = `${base}-${n}`
      taken.add(own)
      return [name, own]
    }),
  )
}
