// The groups of the demo, and the problem of each.

export interface DemoGroup {
  readonly groupId: string
  /** What is wrong with the group, for people. */
  readonly story: string
  /** Not possible with the practice broker. */
  readonly real?: boolean
}

export const demoGroups: readonly DemoGroup[] = [
  {groupId: 'demo-keeping-up', story: 'reads as fast as producers write: no problem'},
  {groupId: 'demo-falling-behind', story: 'is too slow: its lag and the age of the lag grow'},
  {
    groupId: 'demo-stuck',
    story: 'hangs in a record and keeps its partitions: the log end moves, the committed offset does not',
  },
  {groupId: 'demo-dead', story: 'read a little, then all members left: it is Empty, and its lag grows'},
  {groupId: 'demo-poison', story: 'fails at one record again and again, and never gets past it'},
  {groupId: 'demo-rebalancing', story: 'a second member comes and goes: the state changes every few seconds'},
  {groupId: 'demo-kip848', story: 'a group of the new protocol (KIP-848) that keeps up', real: true},
  {
    groupId: 'demo-transactions',
    story: 'reads committed records only, and waits at a transaction that stays open',
    real: true,
  },
]

export const orders = {topic: 'demo-orders', partitions: 3}
export const payments = {topic: 'demo-payments', partitions: 1}
export const poison = {topic: 'demo-poison', partitions: 1}
/** The number of records of demo-poison before the one that cannot be read. */
export const goodOnes = 5
/** The offset in each partition of demo-orders at which demo-stuck hangs. */
export const hangsAt = 4
/** The number of records in the open transaction. */
export const openRecords = 7
