// Properties as they count: references and secrets in place, all under Java's names.
import type {Effective} from './settings.ts'

export async function resolveProperties(properties: ReadonlyMap<string, Effective>): Promise<Map<string, string>> {
  return new Map([...properties].map(([name, {value}]) => [name, value]))
}
