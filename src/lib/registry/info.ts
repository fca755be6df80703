import {RegistryLacks, type Registry} from './registry.ts'
import {isApicurio, type Level, type Mode} from './types.ts'

/** Fields are null if the registry does not report them or does not have them. */
export interface RegistryInfo {
  readonly address: string
  /** Recognized by its address: Apicurio serves Confluent's API under a path of its own. */
  readonly product: 'Apicurio Registry' | null
  readonly version: string | null
  readonly commit: string | null
  readonly clusterId: string | null
  readonly types: readonly string[] | null
  readonly level: Level | null
  readonly mode: Mode | null
  readonly contexts: readonly string[] | null
  readonly subjects: number
}

export async function registryInfo(registry: Registry): Promise<RegistryInfo> {
  const [about, types, level, mode, contexts, subjects] = await Promise.all([
    registry.about(),
    registry.types().catch(nullIfLacking),
    registry.level(),
    registry.mode().catch(nullIfLacking),
    registry.contexts().catch(nullIfLacking),
    registry.subjects(),
  ])
  return {
    address: registry.address,
    product: isApicurio(registry.address) ? 'Apicurio Registry' : null,
    ...about,
    types,
    level: level.value,
    mode: mode?.value ?? null,
    contexts,
    subjects: subjects.length,
  }
}

const nullIfLacking = (error: unknown): null => {
  if (error instanceof RegistryLacks) return null
  throw error
}
