// The result of an export: files with documents, and what the format could not express.
import type {Section} from '../declared.ts'
import type {ClusterState} from './state.ts'

export interface ExportedFile {
  /** The name without a folder: `orders.yaml`. */
  readonly name: string
  /** YAML documents as plain data, or a text in another language. */
  readonly content: readonly object[] | string
}

export interface Exported {
  readonly files: readonly ExportedFile[]
  /** What exists but cannot be written in this format, one sentence each. */
  readonly lost: readonly string[]
}

export interface ExportFormat {
  readonly sections: readonly Section[]
  /** `label`: the name of the cluster, for formats that need one. */
  write(state: ClusterState, label: string): Exported
}

/** A number instead of its text where every YAML reader keeps all digits. */
export const plainValue = (text: string): string | number | boolean =>
  /^-?(?:0|[1-9]\d{0,14})$/.test(text) ? Number(text) : text === 'true' ? true : text === 'false' ? false : text

export const plainConfigs = (configs: readonly {readonly name: string; readonly value: string}[]) =>
  Object.fromEntries(configs.map(({name, value}) => [name, plainValue(value)]))

/** Makes unique names for files and Kubernetes resources: lower-case letters, digits, dots and dashes (RFC 1123). */
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
