// Checks the settings of a new profile before they are written.
import {parseAddresses} from '../cluster/address.ts'
import {UsageError} from '../cluster/errors.ts'
import {checkValues, unknownNotice} from './check-properties.ts'
import {hasReference} from './config-providers.ts'
import type {NewProfile} from './profile-edit.ts'
import {shorthands} from './profile.ts'
import {sourceText} from './setting.ts'
import {gatherSettings, resolveMap, type ConnectionFlags} from './settings.ts'

export interface CheckedProfile {
  /** Sentences for stderr. */
  readonly notices: readonly string[]
  /** The settings as if they had been given on a command line. */
  readonly connectionFlags: ConnectionFlags
}

/** Throws UsageError that names the flag, or file and line. Runs no command and resolves no reference. */
export async function newSettings(
  profile: NewProfile,
  said: Pick<ConnectionFlags, 'commandConfig' | 'properties'>,
): Promise<CheckedProfile> {
  const {resolve, proxy, 'bootstrap-servers': bootstrapServer} = profile as Readonly<Record<string, never>>
  // The other flags as properties: `username` is sasl.username.
  const more = ['security-protocol', 'mechanism', 'username', 'password', 'password-command', 'password-file']
  const pairs = more.flatMap((key) => {
    const [name, value] = [shorthands[key], profile[key]]
    return name !== undefined && typeof value === 'string' ? [[name, value] as const] : []
  })
  const flags: ConnectionFlags = {
    profile: 'none',
    commandConfig: said.commandConfig,
    properties: [...pairs, ...(said.properties ?? [])],
    resolve,
    proxy,
    bootstrapServer,
  }
  const settings = await gatherSettings(flags, {}, undefined)
  const all = [...settings.properties.values()]
  checkValues(all.filter(({value}) => !hasReference(value)))
  const servers = settings.properties.get('bootstrap.servers')
  if (!servers?.value.trim())
    throw new UsageError(
      'the profile needs a cluster: add --bootstrap-server, or --command-config with a file that has bootstrap.servers',
    )
  if (!hasReference(servers.value)) parseAddresses(servers.value)
  const map = settings.properties.get('kafkit.resolve')
  if (map) resolveMap(map, sourceText)
  return {notices: [...settings.notices, ...unknownNotice(settings.properties)], connectionFlags: flags}
}
