import type {ListedBroker} from '../../brokers/list.ts'
import type {Columns} from '../../cli/columns.ts'
import {signed} from '../../text/plural.ts'
import {sizeText} from '../../text/size.ts'

const percent = (value: number | null) => (value === null ? null : `${value}%`)
const skewed = (value: number | null) => (value === null ? null : `${signed(value)}%`)

export const brokerColumns = {
  broker: {value: ({broker}) => broker, align: 'right', role: () => 'name'},
  host: {value: ({host}) => host},
  port: {value: ({port}) => port, align: 'right'},
  rack: {value: ({rack}) => rack, filled: true},
  /** `fenced`: registered, but not in service; `missing`: not in the metadata, although replicas are assigned to it. */
  state: {value: ({state}) => state, role: ({state}) => (state === 'up' ? 'good' : 'bad')},
  /** Whether it is also a voter in the quorum of controllers; null if unknown. */
  controller: {value: ({isController}) => isController, filled: true},
  /** The Apache Kafka release that supports the same API versions; null if unknown, or if it is not Apache Kafka. */
  release: {value: ({release}) => release},
  /** The number of partitions that it leads. */
  leaders: {value: ({leaders}) => leaders, align: 'right'},
  /** The difference from the mean of the brokers that are up, percent. */
  leaderSkew: {value: ({leaderSkew}) => leaderSkew, text: (row) => skewed(row.leaderSkew), align: 'right', wide: true},
  replicas: {value: ({replicas}) => replicas, align: 'right'},
  replicaSkew: {
    heading: 'SKEW',
    value: ({replicaSkew}) => replicaSkew,
    text: (row) => skewed(row.replicaSkew),
    align: 'right',
  },
  /** The number of replicas that are not in sync. */
  outOfSync: {
    value: ({outOfSync}) => outOfSync,
    align: 'right',
    role: ({outOfSync}) => (outOfSync > 0 ? 'warn' : undefined),
  },
  /** Bytes of all replicas; null if unknown. */
  size: {value: ({size}) => size, text: ({size}) => (size === null ? null : sizeText(size)), align: 'right'},
  /** How full its fullest volume is, percent; null if unknown. */
  diskUsed: {heading: 'DISK', value: ({diskUsed}) => diskUsed, text: (row) => percent(row.diskUsed), align: 'right'},
  logDirs: {value: ({logDirs}) => logDirs?.map(({path}) => path) ?? null, wide: true},
} satisfies Columns<ListedBroker>
