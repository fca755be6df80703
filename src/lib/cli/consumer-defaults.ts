// The properties of a consumer count where the command line of `consume` says nothing.
import {UsageError} from '../cluster/errors.ts'
import type {Connection} from '../config/connection.ts'
import {consumerProperties, type AssignorName, type ConsumerProperties} from '../config/consumer-properties.ts'
import {atItsPlace, isTyped, said, withProperties, type ParsedFlags} from './property-defaults.ts'

/** Flags that properties can say as well, and those that decide whether group.id counts. */
export interface ConsumerFlags {
  readonly group?: string | undefined
  readonly quiet: boolean
  readonly 'isolation-level': 'read_uncommitted' | 'read_committed'
  readonly rack?: string | undefined
  readonly commit: boolean
  readonly 'commit-interval'?: number | undefined
  readonly reset?: 'earliest' | 'latest' | 'fail' | undefined
  readonly assignor?: readonly AssignorName[] | undefined
  readonly 'group-protocol'?: 'classic' | 'consumer' | undefined
  readonly 'group-instance-id'?: string | undefined
  readonly 'session-timeout'?: number | undefined
  readonly 'from-beginning': boolean
}

/** How somebody reads who only wants to look: with one of them group.id of the properties does not count. */
const loneFlags = [
  'from-beginning',
  'from',
  'offset',
  'last',
  'newest',
  'partition',
  'until',
  'until-end',
  'max-per-partition',
  'latest-per-key',
] as const

export interface ConsumerDefaults<F> {
  readonly flags: F
  readonly fetch: ConsumerProperties['fetch']
  /** What no flag says of a member of a group. */
  readonly member: Pick<
    ConsumerProperties['member'],
    'serverAssignor' | 'heartbeatIntervalMs' | 'rebalanceTimeoutMs' | 'metadataMaxAgeMs'
  >
  /** A sentence for stderr where group.id of the properties makes a member, or might have. */
  readonly note: string | undefined
}

export function consumerDefaults<F extends ConsumerFlags>(
  flags: F,
  parsed: ParsedFlags,
  connection: Pick<Connection, 'properties' | 'sources' | 'guards'>,
): ConsumerDefaults<F> {
  const {member: all, fetch, ...set} = atItsPlace(connection, () => consumerProperties(connection.properties))
  const {assignors, instanceId, sessionTimeoutMs, protocol, ...member} = all
  const {group, note} = groupOf(flags, parsed, set.groupId, connection)
  const typed = (name: keyof F & string) => isTyped(flags, parsed, name)
  const values: Partial<ConsumerFlags> = {
    ...(set.isolation && {'isolation-level': set.isolation}),
    ...(set.rack === undefined ? {} : {rack: set.rack}),
  }
  if (group !== undefined) {
    const classic = (flags['group-protocol'] ?? protocol ?? 'classic') === 'classic'
    const {autoCommitMs, reset} = set
    const written = connection.properties.get('auto.offset.reset')
    if (written !== undefined && reset === undefined && !typed('reset') && !flags['from-beginning'])
      throw new UsageError(
        `${said('auto.offset.reset', connection)} is ${written}, which only kafka-console-consumer knows: say --reset`,
      )
    Object.assign(values, {
      group,
      'group-protocol': protocol,
      'group-instance-id': instanceId,
      // --from-beginning is a reset of its own.
      ...(flags['from-beginning'] ? {} : {reset}),
      ...(classic ? {assignor: assignors, 'session-timeout': sessionTimeoutMs} : {}),
      ...(autoCommitMs === null && !typed('commit-interval') ? {commit: false} : {}),
      ...(typeof autoCommitMs === 'number' && flags.commit ? {'commit-interval': autoCommitMs} : {}),
    })
  }
  return {flags: withProperties<F>(flags, parsed, values as Partial<F>), fetch, member, note}
}

/** The group to read in. An application's own file must not make somebody who looks take part in its group. */
function groupOf<F extends ConsumerFlags>(
  flags: F,
  parsed: ParsedFlags,
  groupId: string | undefined,
  connection: Pick<Connection, 'sources' | 'guards'>,
): {group: string | undefined; note?: string} {
  if (flags.group !== undefined || groupId === undefined) return {group: flags.group}
  const where = said('group.id', connection)
  const flag = loneFlags.find((name) => isTyped({...flags} as Readonly<Record<string, unknown>>, parsed, name))
  const why =
    flag === undefined ? (connection.guards?.readOnly ? 'the profile is read-only' : undefined) : `of --${flag}`
  return why === undefined
    ? {
        group: groupId,
        note: `reading as a member of group ${groupId}, as ${where} says; --command-property group.id= to read alone`,
      }
    : {group: undefined, note: `reading alone because ${why}, not in group ${groupId} as ${where} says`}
}
