// A reader that notes what the member tells it, and a member to try on a fake cluster.
import {setTimeout as sleep} from 'node:timers/promises'
import {parseAddresses} from '../../../src/lib/cluster/address.ts'
import {openCluster, type Cluster} from '../../../src/lib/cluster/cluster.ts'
import type {TopicPartition} from '../../../src/lib/cluster/fan-out.ts'
import type {MemberEvent, MemberSettings} from '../../../src/lib/groups/membership/member-settings.ts'
import type {Reading} from '../../../src/lib/groups/membership/reading.ts'
import type {MemberIdentity} from '../../../src/lib/offsets/member-identity.ts'
import {runMember} from '../../../src/lib/groups/membership/run-member.ts'
import type {FakeCluster} from '../../support/fake-cluster.ts'

export const text = (partitions: readonly TopicPartition[]) =>
  partitions.map(({topic, partition}) => `${topic}-${partition}`).join(' ')

/** Notes every call as it comes; a test may make the calls wait or fail. */
export class Recorder implements Reading {
  readonly calls: string[] = []
  onAdd: (member: MemberIdentity) => void | Promise<void> = () => undefined
  onRemove: (member: MemberIdentity) => void | Promise<void> = () => undefined
  #under = 0

  async add(partitions: readonly TopicPartition[], member: MemberIdentity): Promise<void> {
    await this.#note(`add ${text(partitions)} as ${member.memberId}@${member.generation}`, () => this.onAdd(member))
  }
  async remove(partitions: readonly TopicPartition[], member: MemberIdentity): Promise<void> {
    const note = `remove ${text(partitions)} as ${member.memberId}@${member.generation}`
    await this.#note(note, () => this.onRemove(member))
  }
  lose(partitions: readonly TopicPartition[]): void {
    this.calls.push(`lose ${text(partitions)}`)
  }

  async #note(call: string, then: () => void | Promise<void>) {
    this.calls.push(call)
    if (++this.#under > 1) this.calls.push('calls overlap')
    try {
      await then()
    } finally {
      this.#under--
    }
  }
}

export interface Trial extends AsyncDisposable {
  readonly cluster: Cluster
  readonly reading: Recorder
  readonly events: MemberEvent[]
  /** Stops the member; resolves when it has ended. */
  stop(): Promise<void>
  /** Rejects with what ended the member. */
  readonly ended: Promise<void>
}

/** A member of group `g` that reads topic `t`, quick to beat and to try again. */
export function startMember(
  fake: FakeCluster,
  settings: Partial<MemberSettings> = {},
  {reading = new Recorder(), totalTimeoutMs = 5000} = {},
): Trial {
  const cluster = openCluster({
    bootstrap: parseAddresses(fake.bootstrapServers),
    retryBackoffMs: 5,
    retryBackoffMaxMs: 20,
    totalTimeoutMs,
    connectTimeoutMs: 60_000, // nothing here may depend on it
  })
  const events: MemberEvent[] = []
  const stopping = new AbortController()
  const member = {groupId: 'g', topics: ['t'], heartbeatIntervalMs: 10, metadataMaxAgeMs: 20, ...settings}
  const ended = runMember(cluster, member, reading, stopping.signal, (event) => events.push(event))
  ended.catch(() => undefined)
  const stop = () => {
    stopping.abort()
    return ended
  }
  const end = async () => {
    await stop().catch(() => undefined)
    cluster.close()
  }
  return {cluster, reading, events, stop, ended, [Symbol.asyncDispose]: end}
}

/** Waits for something to become true; the test's time limit is the limit. */
export async function until(what: () => boolean): Promise<void> {
  while (!what()) await sleep(2)
}
