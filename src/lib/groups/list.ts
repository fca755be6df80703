import type {Cluster} from '../cluster/cluster.ts'

export interface GroupSelection {
  /** Kafka's names, any case: `Stable`, `Empty` … */
  readonly states?: readonly string[] | undefined
  /** Kafka's names, any case: `classic`, `consumer`, `share`, `streams`. */
  readonly types?: readonly string[] | undefined
  /** `consumer` for consumer groups, `connect` for workers, '' for groups that only store offsets … */
  readonly protocolTypes?: readonly string[] | undefined
  /** Fill in `state` also on brokers before Kafka 2.6, at the price of describing the groups. True if `states` is given. */
  readonly withState?: boolean | undefined
}

export interface ListedGroup {
  readonly groupId: string
  readonly protocolType: string
  /** As the broker says (`Stable`, `Empty`, `PreparingRebalance` …); null before Kafka 2.6 unless asked for. */
  readonly state: string | null
  /** `classic`, `consumer`, `share`, `streams` …; null before Kafka 3.8: `classic` or `consumer`. */
  readonly type: string | null
  /** Node id of the broker that listed it. */
  readonly coordinator: number
}

/** A broker that could not be asked, so its groups are missing. */
export interface BrokerFailure {
  readonly node: number
  readonly error: Error
}

/** Asks every broker, since each knows only the groups it coordinates; `groups` sorted by id. */
export async function listGroups(
  _cluster: Cluster,
  _selection: GroupSelection = {},
): Promise<{groups: ListedGroup[]; errors: BrokerFailure[]}> {
  throw new Error('being written')
}
