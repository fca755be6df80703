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
  /** `fenced`: registered, but not in service; `missing`: not named, and replicas are assigned to it. */
  state: {value: ({state}) => state, role: ({state}) => (state === 'up' ? 'good' : 'bad')},
  /** Whether it is a voter in the quorum of controllers, too; null: not known. */
  controller: {value: ({isController}) => isController, filled: true},
  /** The release of Apache Kafka that speaks like it; null: not known, or something else. */
  release: {value: ({release}) => release},
  /** Partitions that it leads. */
  leaders: {value: ({leaders}) => leaders, align: 'right'},
  /** By how much that differs from the mean of the brokers that are up, percent. */
  leaderSkew: {value: ({leaderSkew}) => leaderSkew, text: (row) => skewed(row.leaderSkew), align: 'right', wide: true},
  replicas: {value: ({replicas}) => replicas, align: 'right'},
  replicaSkew: {
    heading: 'SKEW',
    value: ({replicaSkew}) => replicaSkew,
    text: (row) => skewed(row.replicaSkew),
    align: 'right',
  },
  /** Replicas that are not in sync. */
  outOfSync: {
    value: ({outOfSync}) => outOfSync,
    align: 'right',
    role: ({outOfSync}) => (outOfSync > 0 ? 'warn' : undefined),
  },
  /** Bytes of all replicas; null: not known. */
  size: {value: ({size}) => size, text: ({size}) => (size === null ? null : sizeText(size)), align: 'right'},
  /** Of the fullest volume, percent; null: not known. */
  diskUsed: {heading: 'DISK', value: ({diskUsed}) => diskUsed, text: (row) => percent(row.diskUsed), align: 'right'},
  logDirs: {value: ({logDirs}) => logDirs?.map(({path}) => path) ?? null, wide: true},
} satisfies Columns<ListedBroker>
