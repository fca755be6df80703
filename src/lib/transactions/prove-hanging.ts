// The three proofs that a transaction hangs, without which it must not be aborted by force: an abort marker in a
// running transaction would end it in one partition and let it be committed in the others.
import type {Cluster} from '../cluster/cluster.ts'
import type {TopicPartition} from '../cluster/fan-out.ts'
import {Failures} from '../cluster/outcome.ts'
import {describeConfigs} from '../configs/describe.ts'
import {durationText} from '../text/duration.ts'
import {openTransactions, type OpenTransaction} from './open.ts'

export interface Proof {
  readonly holds: boolean
  /** A sentence without its full stop. */
  readonly text: string
}

/** The open transactions in a partition, and why some cannot be listed. */
export async function lookAt(
  cluster: Cluster,
  place: TopicPartition,
  now: number,
): Promise<{readonly open: readonly OpenTransaction[]; readonly errors: readonly Error[]}> {
  const failures = new Failures()
  const {transactions: open, errors} = (await openTransactions(cluster, [place], {olderMs: -Infinity, now})).open(
    failures,
  )
  failures.told()
  return {open, errors}
}

const maxTimeout = 'transaction.max.timeout.ms'
const cleanupInterval = 'transaction.abort.timed.out.transaction.cleanup.interval.ms'

export interface TransactionLimits {
  readonly maxTimeoutMs: number
  /** The interval at which coordinators search for transactions that have timed out. */
  readonly cleanupIntervalMs: number
}

/** The largest values of all brokers, or the errors of those that do not answer. */
export async function transactionLimits(cluster: Cluster): Promise<TransactionLimits | readonly Error[]> {
  const brokers = await cluster.brokers()
  const described = await describeConfigs(
    cluster,
    brokers.map(({id}) => ({type: 'BROKER', name: String(id)}) as const),
    {names: [maxTimeout, cleanupInterval]},
  )
  const errors = described.flatMap(({error}) => error ?? [])
  if (errors.length > 0) return errors
  const largest = (config: string) =>
    Math.max(
      ...described.map((each) =>
        each.error ? Number.NaN : Number(each.configs.find(({name}) => name === config)?.value ?? Number.NaN),
      ),
    )
  return {maxTimeoutMs: largest(maxTimeout), cleanupIntervalMs: largest(cleanupInterval)}
}

/** The proof that it has been silent for longer than any transaction may be open. */
export function proofOfAge(
  {lastTimestamp, timeoutMs}: OpenTransaction,
  {maxTimeoutMs}: TransactionLimits,
  now: number,
): Proof {
  const silentMs = now - lastTimestamp
  // No id has a longer timeout than brokers allow.
  const limitMs = maxTimeoutMs + (timeoutMs ?? maxTimeoutMs)
  // Written this way round so that an unknown limit (NaN) never counts as exceeded.
  const holds = silentMs > limitMs
  const limit = Number.isNaN(limitMs) ? 'how long transactions may be open is not known' : `coordinators end transactions within ${durationText(limitMs)}` // prettier-ignore
  return {holds, text: `its producer has written nothing for ${durationText(Math.max(0, silentMs))}; ${limit}`}
}

export const proofOfCoordinator = ({verdict, reason}: OpenTransaction): Proof => ({
  holds: verdict === 'hanging',
  text: reason,
})

/** The proof that nothing has changed since. */
export function proofOfRest(before: OpenTransaction, open: readonly OpenTransaction[], waitedMs: number): Proof {
  const now = open.find((each) => isSame(each, before))
  const waited = durationText(waitedMs)
  if (!now) return {holds: false, text: `it was ended within ${waited}`}
  const holds = now.verdict === 'hanging' && now.lastTimestamp === before.lastTimestamp
  return {holds, text: holds ? `nothing has changed after another ${waited}` : `after another ${waited} it was different: ${now.reason}`} // prettier-ignore
}

/** Whether it is the same transaction at another time. */
export const isSame = (a: OpenTransaction, b: OpenTransaction): boolean =>
  a.producerId === b.producerId && a.producerEpoch === b.producerEpoch && a.startOffset === b.startOffset
