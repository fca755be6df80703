// The flags of commands that talk to a Schema Registry, and the client that they configure.
import {string} from '@oclif/core/flags'
import type {FlagValues} from '../../cli/flag-values.ts'
import {pairs} from '../../cli/flags.ts'
import {sourcesOf, type ConnectionFlagValues} from '../../cli/kafka-command.ts'
import {sameCluster} from '../../cli/same-cluster.ts'
import {
  noRegistry,
  resolveRegistry,
  type RegistryConnection,
  type RegistryFlags,
} from '../../config/registry-settings.ts'
import type {Environment} from '../../config/profile-paths.ts'
import type {HttpChange} from '../../http/settings.ts'
import {withoutUser} from '../../http/errors.ts'
import type {Registry} from '../../registry/registry.ts'
import {shellWord} from '../../text/shell-word.ts'

export const registryFlags = {
  registry: string({
    helpValue: 'URL,…',
    summary: 'the Schema Registry (KAFKIT_REGISTRY; defaults to the profile, schema.registry.url, then the sandbox)',
    helpGroup: 'CONNECTION',
  }),
  'registry-property': pairs({
    summary: 'a property of the registry, such as basic.auth.user.info=USER:PASSWORD; repeatable',
    helpGroup: 'CONNECTION',
  }),
}

export type RegistryFlagValues = ConnectionFlagValues & Readonly<Partial<FlagValues<typeof registryFlags>>>

export const registrySources = (flags: RegistryFlagValues, password?: string): RegistryFlags => ({
  ...sourcesOf(flags),
  registry: flags.registry,
  registryProperties: flags['registry-property'],
  ...(password !== undefined && {password}),
})

/** Throws UsageError, with what to type, if no source names a registry. */
export async function registryConnection(
  sources: RegistryFlags,
  env: Environment,
  cwd: string | undefined,
): Promise<RegistryConnection> {
  const found = await resolveRegistry(sources, env, cwd)
  if (!found) throw await noRegistry(env)
  return found
}

/** Creates a client, which does not connect yet. */
export async function registryClient(
  {settings}: RegistryConnection,
  beforeChange: (change: HttpChange) => void,
  signal: AbortSignal | undefined,
): Promise<Registry> {
  const [{HttpClient}, {Registry: Client}] = await Promise.all([
    import('../../http/client.ts'),
    import('../../registry/registry.ts'),
  ])
  return new Client(new HttpClient({...settings, beforeChange, signal}))
}

/** The flags with which another command reaches the same registry, without credentials. */
export function sameRegistry(flags: RegistryFlagValues): string[] {
  const {registry} = flags
  const shown = registry
    ?.split(',')
    .map((url) => withoutUser(url.trim()).replace(/\/$/, ''))
    .join()
  return [...(shown === undefined ? [] : ['--registry', shellWord(shown)]), ...sameCluster(flags)]
}
