// Properties of a consumer as defaults: they apply where the command line of `consume` says nothing.
import {UsageError} from '../../cluster/errors.ts'
import type {Connection} from '../../config/connection.ts'
import {consumerProperties, type ConsumerProperties} from '../../config/consumer-properties.ts'
import {atItsPlace, isTyped, said, withProperties, type ParsedFlags} from '../../cli/property-defaults.ts'
import {aloneFlags} from './exclusions.ts'
import type {ConsumeFlags} from './flags.ts'

export interface ConsumerDefaults<F> {
  readonly flags: F
  readonly fetch: ConsumerProperties['fetch']
  /** Properties of a group member that have no flag. */
  readonly member: Pick<
    ConsumerProperties['member'],
    'serverAssignor' | 'heartbeatIntervalMs' | 'rebalanceTimeoutMs' | 'metadataMaxAgeMs'
  >
  /** A sentence for stderr if the properties have a group.id and no flag names the group. */
  readonly note: string | undefined
}

/** `flags`, completed with the values of properties. Throws UsageError for properties that contradict the command. */
export function consumerDefaults<F extends ConsumeFlags>(
  flags: F,
  parsed: ParsedFlags,
  connection: Pick<Connection, 'properties' | 'sources' | 'guards'>,
): ConsumerDefaults<F> {
  const {member: all, fetch, ...set} = atItsPlace(connection, () => consumerProperties(connection.properties))
  const {assignors, instanceId, sessionTimeoutMs, protocol, ...member} = all
  const {group, note} = groupOf(flags, parsed, set.groupId, connection)
  const typed = (name: keyof F & string) => isTyped(flags, parsed, name)
  const values: Partial<ConsumeFlags> = {
    ...(set.isolation && {'isolation-level': set.isolation}),
    ...(set.rack === undefined ? {} : {rack: set.rack}),
  }
  if (group !== undefined) {
    const classic = (flags['group-protocol'] ?? protocol ?? 'classic') === 'classic'
    const {autoCommitMs, reset} = set
    const written = connection.properties.get('auto.offset.reset')
    if (written !== undefined && reset === undefined && !typed('reset') && !flags['from-beginning'])
      throw new UsageError(
        `${said('auto.offset.reset', connection)} is ${written}, which only kafka-console-consumer supports: give --reset`,
      )
    Object.assign(values, {
      group,
      'group-protocol': protocol,
      'group-instance-id': instanceId,
      // --from-beginning also says where to start without a committed offset.
      ...(flags['from-beginning'] ? {} : {reset}),
      ...(classic ? {assignor: assignors, 'session-timeout': sessionTimeoutMs} : {}),
      ...(autoCommitMs === null && !typed('commit-interval') ? {commit: false} : {}),
      ...(typeof autoCommitMs === 'number' && flags.commit ? {'commit-interval': autoCommitMs} : {}),
    })
  }
  return {flags: withProperties<F>(flags, parsed, values as Partial<F>), fetch, member, note}
}

/**
 * The group to read in. A look at a topic with the properties file of an application must not join the application's
 * group.
 */
function groupOf<F extends ConsumeFlags>(
  flags: F,
  parsed: ParsedFlags,
  groupId: string | undefined,
  connection: Pick<Connection, 'sources' | 'guards'>,
): {group: string | undefined; note?: string} {
  if (flags.group !== undefined || groupId === undefined) return {group: flags.group}
  const where = said('group.id', connection)
  const flag = aloneFlags.find((name) => isTyped<ConsumeFlags>(flags, parsed, name))
  const why =
    flag === undefined ? (connection.guards?.readOnly ? 'the profile is read-only' : undefined) : `of --${flag}`
  return why === undefined
    ? {
        group: groupId,
        note: `reading as a member of group ${groupId} because of ${where}; to read alone, give --command-property group.id=`,
      }
    : {group: undefined, note: `reading alone because ${why}, although ${where} is ${groupId}`}
}
