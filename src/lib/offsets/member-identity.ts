/**
 * The identity under which a group member fetches and commits offsets. One object serves a member for its whole life:
 * membership updates `memberId` and `generation` with every rebalance. Read them when sending; do not keep a copy.
 */
export interface MemberIdentity {
  readonly groupId: string
  /** Empty until the coordinator has assigned an id. */
  readonly memberId: string
  /** Classic groups: the generation. KIP-848: the member epoch. -1: not a member now, so nothing may be committed. */
  readonly generation: number
  /** group.instance.id of a static member; null for a dynamic member. */
  readonly instanceId: string | null
  /** A `consumer` (KIP-848) member sends its id and epoch with OffsetFetch too. */
  readonly protocol: 'classic' | 'consumer'
}
