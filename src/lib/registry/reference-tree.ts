// The schemas that a schema refers to, and those that refer to it, level by level.
import {UsageError} from '../errors/usage-error.ts'
import type {Registry} from './registry.ts'
import {inContextOf} from './types.ts'

export interface ReferenceNode {
  /** `down`: the schema refers to it; `up`: it refers to the schema. */
  readonly direction: 'down' | 'up'
  /** 1: a direct reference. */
  readonly depth: number
  readonly subject: string
  readonly version: number
  /** Null if it does not exist. */
  readonly id: number | null
  /** The name in the reference; null if it is not known. */
  readonly name: string | null
  /** Not followed again, because its branch is shown above or it is part of a circle. */
  readonly repeated: boolean
}

/** The references as a tree, depth first. */
export async function referencesDown(registry: Registry, subject: string, version: number): Promise<ReferenceNode[]> {
  const seen = new Set<string>([`${subject}:${version}`])
  const follow = async (from: string, at: number, depth: number): Promise<ReferenceNode[]> => {
    const found = await registry.version(from, at, {deleted: true})
    const nodes: ReferenceNode[] = []
    for (const each of found?.references ?? []) {
      const its = inContextOf(from, each.subject)
      const key = `${its}:${each.version}`
      const there = await registry.version(its, each.version, {deleted: true})
      const repeated = seen.has(key)
      nodes.push({direction: 'down', depth, subject: its, version: each.version, id: there?.id ?? null, name: each.name, repeated}) // prettier-ignore
      seen.add(key)
      if (!repeated && there) nodes.push(...(await follow(its, each.version, depth + 1)))
    }
    return nodes
  }
  return follow(subject, version, 1)
}

/** The schemas that refer to this one, as a tree, depth first. */
export async function referencesUp(registry: Registry, subject: string, version: number): Promise<ReferenceNode[]> {
  const seen = new Set<string>([`${subject}:${version}`])
  const follow = async (to: string, at: number, depth: number): Promise<ReferenceNode[]> => {
    const nodes: ReferenceNode[] = []
    for (const id of await registry.referencedBy(to, at)) {
      for (const use of (await registry.usesOfId(id, {subject: to})) ?? []) {
        const key = `${use.subject}:${use.version}`
        const repeated = seen.has(key)
        seen.add(key)
        const there = await registry.version(use.subject, use.version)
        const name = there?.references.find((each) => inContextOf(use.subject, each.subject) === to)?.name ?? null
        nodes.push({direction: 'up', depth, subject: use.subject, version: use.version, id, name, repeated})
        if (!repeated) nodes.push(...(await follow(use.subject, use.version, depth + 1)))
      }
    }
    return nodes
  }
  return follow(subject, version, 1)
}

/** Throws UsageError if the version does not exist. */
export async function numberOf(registry: Registry, subject: string, version: number | 'latest'): Promise<number> {
  const found = await registry.version(subject, version, {deleted: version !== 'latest'})
  if (found) return found.version
  throw new UsageError(
    `the registry at ${registry.address} has ${version === 'latest' ? `no subject ${subject}` : `no version ${version} of ${subject}`}`,
  )
}
