// Who is in the demo, and what is the matter with each.

export interface DemoGroup {
  readonly groupId: string
  /** What is wrong with the group, for people. */
  readonly story: string
  /** Not possible with the practice broker. */
  readonly real?: boolean
}

export const demoGroups: readonly DemoGroup[] = [
  {groupId: 'demo-keeping-up', story: 'reads as fast as is written: nothing is the matter'},
  {groupId: 'demo-falling-behind', story: 'too slow: its lag and its age grow'},
  {groupId: 'demo-stuck', story: 'hangs in a record and keeps its partitions: the end moves, the commit does not'},
  {groupId: 'demo-dead', story: 'read a little, then all members left: Empty, with a lag that grows'},
  {groupId: 'demo-poison', story: 'fails at one record again and again, and never gets over it'},
  {groupId: 'demo-rebalancing', story: 'a second member comes and goes: the state changes every few seconds'},
  {groupId: 'demo-kip848', story: 'a group of the new protocol (KIP-848) that keeps up', real: true},
  {
    groupId: 'demo-transactions',
    story: 'reads committed records only, and stands before a transaction that stays open',
    real: true,
  },
]

export const orders = {topic: 'demo-orders', partitions: 3}
export const payments = {topic: 'demo-payments', partitions: 1}
export const poison = {topic: 'demo-poison', partitions: 1}
/** How many records demo-poison has before the one that cannot be read. */
export const goodOnes = 5
/** The offset in each partition of demo-orders at which demo-stuck hangs. */
export const hangsAt = 4
/** How many records the open transaction holds. */
export const openRecords = 7
