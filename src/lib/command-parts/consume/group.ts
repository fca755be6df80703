// How `consume` reads as a member of a consumer group.
import {boolean, option, string} from '@oclif/core/flags'
import type {InferredFlags} from '@oclif/core/interfaces'
import type {MemberSettings} from '../../groups/membership/member-settings.ts'
import {changeFlags} from '../../cli/changing-command.ts'
import {duration} from '../../cli/flags.ts'
import type {StartFlags} from './start.ts'

const helpGroup = 'GROUP'

export const groupFlags = {
  group: string({char: 'g', helpValue: 'GROUP', helpGroup, summary: 'read as a member of this consumer group'}),
  'group-protocol': option({
    options: ['classic', 'consumer'] as const,
    helpGroup,
    summary: 'classic (default), or consumer: the broker assigns partitions (KIP-848, Kafka 4.0)',
  })(),
  assignor: option({
    options: ['range', 'roundrobin', 'sticky', 'cooperative-sticky'] as const,
    multiple: true,
    multipleNonGreedy: true,
    delimiter: ',',
    helpGroup,
    summary:
      'how the group assigns partitions, the preferred assignor first (default: range,cooperative-sticky, as in Java)',
  })(),
  'group-instance-id': string({
    helpValue: 'ID',
    helpGroup,
    summary: 'join as a static member, which keeps its partitions while it restarts',
  }),
  'session-timeout': duration({
    helpGroup,
    summary: 'how long the group waits for a member that has stopped sending heartbeats (default: 45s)',
  }),
  commit: boolean({allowNo: true, default: true, helpGroup, summary: 'commit what was printed, or commit nothing'}),
  'commit-first': boolean({
    helpGroup,
    summary: 'commit before printing (at most once): a crash may lose records, but none is printed twice',
  }),
  'commit-interval': duration({
    helpGroup,
    summary: 'how often to commit (default: 5s); 0s: only when partitions are revoked, and at the end',
  }),
  reset: option({
    options: ['earliest', 'latest', 'fail'] as const,
    helpGroup,
    summary: 'where to start in partitions without a committed offset (default: latest)',
  })(),
  // Reading without a group changes nothing, so this flag is only shown with the group's.
  'confirm-cluster': {
    ...changeFlags['confirm-cluster'],
    helpGroup,
    summary: 'with --group and a protected profile: its name, so that kafkit does not ask for it',
  },
}

export type GroupFlags = InferredFlags<typeof groupFlags>

export interface GroupReading {
  readonly reset: 'earliest' | 'latest' | 'fail'
  readonly commitFirst: boolean
  /** Ms; null: never. */
  readonly autoCommitMs: number | null
  readonly member: Pick<MemberSettings, 'protocol' | 'assignors' | 'instanceId' | 'sessionTimeoutMs'>
}

export const groupReadingFrom = (flags: GroupFlags & Pick<StartFlags, 'from-beginning'>): GroupReading => ({
  reset: flags.reset ?? (flags['from-beginning'] ? 'earliest' : 'latest'),
  commitFirst: flags['commit-first'],
  autoCommitMs: flags.commit ? (flags['commit-interval'] ?? 5000) : null,
  member: {
    protocol: flags['group-protocol'] ?? 'classic',
    assignors: flags.assignor,
    instanceId: flags['group-instance-id'],
    sessionTimeoutMs: flags['session-timeout'],
  },
})
