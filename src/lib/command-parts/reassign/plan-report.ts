// How a plan of moves is printed.
import type {Columns, RowOf} from '../../cli/columns.ts'
import type {BrokerCost, Costs} from '../../reassignments/costs.ts'
import type {MovePlan, PlannedMove} from '../../reassignments/plan/goal.ts'
import {roughDuration} from '../../text/duration.ts'
import {counted, grouped} from '../../text/plural.ts'
import {sizeText} from '../../text/size.ts'

export const sizeOrNone = (bytes: number | null): string => (bytes === null ? 'unknown' : sizeText(bytes))
export const rateText = (bytes: number): string => {
  const [value, unit] = bytes >= 1e6 ? [bytes / 1e6, 'MB/s'] : bytes >= 1000 ? [bytes / 1000, 'kB/s'] : [bytes, 'B/s']
  return `${Number(value.toFixed(1))}${unit}`
}

export const moveColumns = {
  topic: {value: ({topic}) => topic, role: () => 'name'},
  partition: {value: ({partition}) => partition, align: 'right'},
  /** Node ids, the preferred leader first. */
  from: {value: ({from}) => from},
  to: {value: ({to}) => to},
  adding: {value: ({adding}) => adding},
  removing: {value: ({removing}) => removing},
  /** The size of all replicas that are created; null if unknown. */
  bytes: {
    value: ({bytes, adding}) => bytesOf({bytes, adding}),
    text: (move) => sizeOrNone(bytesOf(move)),
    align: 'right',
  },
} satisfies Columns<PlannedMove>
export type MoveRow = RowOf<typeof moveColumns>

const bytesOf = ({bytes, adding}: Pick<PlannedMove, 'bytes' | 'adding'>) =>
  adding.length === 0 ? 0 : bytes === null ? null : bytes * adding.length

export const brokerColumns = {
  broker: {value: ({broker}) => broker, align: 'right'},
  rack: {value: ({rack}) => rack, filled: true},
  replicasIn: {value: ({replicasIn}) => replicasIn, align: 'right'},
  replicasOut: {value: ({replicasOut}) => replicasOut, align: 'right'},
  bytesIn: {value: ({bytesIn}) => bytesIn, text: ({bytesIn}) => sizeOrNone(bytesIn), align: 'right'},
  bytesOut: {value: ({bytesOut}) => bytesOut, text: ({bytesOut}) => sizeOrNone(bytesOut), align: 'right'},
  freeAfter: {value: ({freeAfter}) => freeAfter, text: (row) => freeText(row), align: 'right'},
} satisfies Columns<BrokerCost>

const freeText = ({freeAfter, totalBytes}: BrokerCost) => {
  if (freeAfter === null) return 'unknown'
  const share = totalBytes ? ` (${Math.round((freeAfter / totalBytes) * 100)} %)` : ''
  return `${sizeText(freeAfter)}${share}`
}

/** The JSON document of a plan. */
export interface PlanDocument {
  readonly clusterId: string | null
  readonly replicasMoved: number
  /** No plan reaches the goal with fewer moves; null if there is no such number. */
  readonly fewestPossible: number | null
  readonly preferredLeadersChanged: number
  /** How much is copied in all; null if unknown. */
  readonly bytes: number | null
  /** Bytes per second for each broker; null: no throttle. */
  readonly throttle: number | null
  /** The least time that it takes, ms; null without a throttle, or if unknown. */
  readonly leastMs: number | null
  /** The number of replicas on each broker that is in service. */
  readonly replicasPerBroker: {readonly before: MovePlan['before']; readonly after: MovePlan['after']}
  readonly brokers: readonly BrokerCost[]
  readonly moves: readonly PlannedMove[]
}

export const planDocument = (
  plan: MovePlan,
  costs: Costs,
  {clusterId, throttle}: {readonly clusterId: string | null; readonly throttle: number | null},
): PlanDocument => ({
  clusterId,
  replicasMoved: plan.replicasMoved,
  fewestPossible: plan.fewestPossible,
  preferredLeadersChanged: plan.preferredLeadersChanged,
  bytes: costs.bytes,
  throttle,
  leastMs: costs.leastMs,
  replicasPerBroker: {before: plan.before, after: plan.after},
  brokers: costs.brokers,
  moves: plan.moves,
})

/** The summary of a plan, in lines. */
export function summaryLines(document: PlanDocument): string[] {
  const {replicasMoved, fewestPossible, preferredLeadersChanged, bytes, throttle, leastMs, replicasPerBroker} = document
  const fewest = fewestPossible === null ? '' : `, fewest possible ${grouped(fewestPossible)}`
  const time =
    throttle === null
      ? 'without a throttle'
      : leastMs === null
        ? `at ${rateText(throttle)} a broker`
        : `at ${rateText(throttle)} a broker in ${roughDuration(leastMs)} or more`
  const {before, after} = replicasPerBroker
  const order = document.moves.filter(({adding, removing}) => adding.length + removing.length === 0).length
  return [
    `moves ${counted(replicasMoved, 'replica')} of ${counted(document.moves.length - order, 'partition')}${fewest}: ${sizeOrNone(bytes)}, ${time}`,
    ...(order > 0 ? [`changes only the order of replicas of ${counted(order, 'partition')}`] : []),
    `replicas on a broker: ${spread(before)} before, ${spread(after)} afterwards; ${counted(preferredLeadersChanged, 'preferred leader')} changed`,
  ]
}
const spread = ({fewest, most}: MovePlan['before']) => (fewest === most ? String(most) : `${fewest} to ${most}`)
