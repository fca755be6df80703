// What a profile demands before anything is changed in its cluster.
import type {Cluster} from '../cluster/cluster.ts'
import {UsageError} from '../cluster/errors.ts'
import type {Guards} from '../config/profile.ts'
import type {Colours} from './colour.ts'
import {canAsk} from './confirm.ts'
import type {Io} from './io.ts'

/** Names the cluster to people: its label, else its profile. */
export const clusterName = ({label, profile}: Pick<Guards, 'label' | 'profile'>): string =>
  label === undefined ? profile : `${label} (profile ${profile})`

/** `read-only: true` allows no change. UsageError; `changes` begins with a verb: `delete topics`. */
export function refuseReadOnly(guards: Guards | undefined, changes: string): void {
  if (!guards?.readOnly) return
  throw new UsageError(
    `cannot ${changes}: profile ${guards.profile} is read-only (${guards.place}); nothing was sent, use another profile`,
  )
}

/** `cluster-id` is what the brokers say. UsageError. */
export async function checkClusterId(guards: Guards | undefined, cluster: Pick<Cluster, 'clusterId'>): Promise<void> {
  if (guards?.clusterId === undefined) return
  const found = await cluster.clusterId()
  if (found === guards.clusterId) return
  throw new UsageError(
    `profile ${guards.profile} is for cluster ${guards.clusterId} (${guards.place}), but these brokers belong to ${found ?? 'one without an id'}; nothing was changed`,
  )
}

export interface Confirmation {
  /** Begins with a verb, without a question mark: `Delete 3 topics`. */
  readonly text: string
  /** What `--confirm-cluster` said. */
  readonly said: string | undefined
}

/** `protected: true`: the profile's name is typed, or said by --confirm-cluster. False if something else was typed. */
export async function confirmProtected(
  io: Io,
  guards: Guards,
  {text, said}: Confirmation,
  colours: Colours,
): Promise<boolean> {
  const {profile} = guards
  if (said !== undefined) {
    if (said === profile) return true
    throw new UsageError(`--confirm-cluster says '${said}', but the profile is ${profile}; nothing was changed`)
  }
  if (!canAsk(io)) {
    throw new UsageError(
      `${text}? Profile ${profile} is protected (${guards.place}), and there is no terminal to ask on: say --confirm-cluster ${profile} if you mean it`,
    )
  }
  const {typed} = await import('./confirm.ts')
  const message = `${text} on ${colours.warn(clusterName(guards))}? Type ${profile} to go on:`
  return (await typed(io, message)) === profile
}
