// The conditions under which a profile lets its cluster be changed.
import type {Cluster} from '../cluster/cluster.ts'
import {UsageError} from '../cluster/errors.ts'
import type {Guards} from '../config/profile.ts'
import type {Colours} from './colour.ts'
import {canAsk} from './confirm.ts'
import type {Io} from './io.ts'

/** The name of the cluster in messages: its label or, without one, the profile. */
export const clusterName = ({label, profile}: Pick<Guards, 'label' | 'profile'>): string =>
  label === undefined ? profile : `${label} (profile ${profile})`

/** Throws UsageError if the profile is `read-only`. `changes` begins with a verb: `delete topics`. */
export function refuseReadOnly(guards: Guards | undefined, changes: string): void {
  if (!guards?.readOnly) return
  throw new UsageError(
    `cannot ${changes}: profile ${guards.profile} is read-only (${guards.place}); nothing was sent; use another profile`,
  )
}

/** Throws UsageError if the brokers report another id than the profile's `cluster-id`. */
export async function checkClusterId(guards: Guards | undefined, cluster: Pick<Cluster, 'clusterId'>): Promise<void> {
  if (guards?.clusterId === undefined) return
  const found = await cluster.clusterId()
  if (found === guards.clusterId) return
  throw new UsageError(
    `profile ${guards.profile} is for cluster ${guards.clusterId} (${guards.place}), but these brokers belong to ${found ?? 'a cluster without an id'}; nothing was changed`,
  )
}

export interface Confirmation {
  /** The question, which begins with a verb, without a question mark: `Delete 3 topics`. */
  readonly text: string
  /** The value of --confirm-cluster. */
  readonly confirmCluster: string | undefined
}

/** Asks for the name of a `protected` profile, unless --confirm-cluster gave it. False if another name was typed. */
export async function confirmProtected(
  io: Io,
  guards: Guards,
  {text, confirmCluster}: Confirmation,
  colours: Colours,
): Promise<boolean> {
  const {profile} = guards
  if (confirmCluster !== undefined) {
    if (confirmCluster === profile) return true
    throw new UsageError(`--confirm-cluster is '${confirmCluster}', but the profile is ${profile}; nothing was changed`)
  }
  if (!canAsk(io)) {
    throw new UsageError(
      `${text}? Profile ${profile} is protected (${guards.place}), and there is no terminal to ask on; use --confirm-cluster ${profile} to confirm`,
    )
  }
  const {typed} = await import('./confirm.ts')
  const message = `${text} on ${colours.warn(clusterName(guards))}? Type ${profile} to go on:`
  return (await typed(io, message)) === profile
}
