// The rights that actions need: actions of clients, and kafkit's own commands. Over 300 lines: one table, with an entry
// for each command.
import {needsOf, type Named, type Need, type RightfulRequest} from './request-rights.ts'
import {isPattern, nameSelector} from '../text/name-selector.ts'

/**
 * Which of a command's arguments are names: all, only the first, or none. `configs`: resources such as `topic/orders`.
 */
export interface CommandNames {
  readonly kind: 'topics' | 'groups' | 'configs'
  readonly only?: 'first'
}

export interface ActionRights {
  readonly names?: CommandNames | undefined
  /** `flags`: the names of the flags that were given, without dashes. */
  needs(named: Named, flags: ReadonlySet<string>): Need[]
  /** What else is needed if no resources are named, as text; it cannot be checked then. */
  readonly also?: {readonly unless: 'topics' | 'groups' | 'transactionalIds'; readonly text: string} | undefined
}

const reading: readonly RightfulRequest[] = ['Metadata', 'ListOffsets', 'Fetch']
const asMember: readonly RightfulRequest[] = ['FindCoordinator', 'JoinGroup', 'OffsetCommit', 'OffsetFetch']
const lag: readonly RightfulRequest[] = ['FindCoordinator', 'DescribeGroups', 'OffsetFetch', 'ListOffsets']
const topicsOfGroups = {unless: 'topics', text: 'DESCRIBE on each topic that the groups read'} as const
const groupsOfTopics = {unless: 'groups', text: 'DESCRIBE on each group'} as const
const topicsToSee = {unless: 'topics', text: 'DESCRIBE on each topic to be shown'} as const

const idsToSee = {unless: 'transactionalIds', text: 'DESCRIBE on each transactional id to be shown'} as const

const topicsToMove = {
  unless: 'topics',
  text: 'DESCRIBE, and for the throttle DESCRIBE_CONFIGS and ALTER_CONFIGS, on each topic whose replicas move',
} as const

const ofRequests =
  (...requests: readonly RightfulRequest[]): ActionRights['needs'] =>
  (named) =>
    needsOf(requests, named)

const consuming: ActionRights['needs'] = (named) =>
  needsOf(named.groups.length > 0 ? [...reading, ...asMember] : reading, named)

function producing(named: Named, flags: ReadonlySet<string>): Need[] {
  const transactional = named.transactionalIds.length > 0
  const idempotent = !flags.has('no-idempotent') && !transactional
  return needsOf(
    [
      'Metadata',
      'Produce',
      ...(idempotent ? (['InitProducerId of an idempotent producer'] as const) : []),
      ...(transactional ? (['FindCoordinator', 'InitProducerId', 'AddPartitionsToTxn'] as const) : []),
      ...(named.groups.length > 0 ? (['AddOffsetsToTxn', 'TxnOffsetCommit', 'OffsetFetch'] as const) : []),
    ],
    named,
  )
}

/** Actions of any client, by the word that `kafkit acls why` accepts. */
export const clientActions = {
  consume: {names: {kind: 'topics'}, needs: consuming},
  produce: {names: {kind: 'topics'}, needs: (named) => producing(named, new Set())},
  'produce-not-idempotent': {names: {kind: 'topics'}, needs: (named) => producing(named, new Set(['no-idempotent']))},
  'create-topic': {names: {kind: 'topics'}, needs: ofRequests('CreateTopics')},
  'see-acls': {needs: ofRequests('DescribeAcls')},
  'change-acls': {needs: ofRequests('DescribeAcls', 'CreateAcls, DeleteAcls')},
} satisfies Readonly<Record<string, ActionRights>>

const noCluster: ActionRights = {needs: () => []}
const seeingAcls: ActionRights = {
  needs: (named) => [
    ...needsOf(['DescribeAcls'], named),
    ...needsOf(['DescribeConfigs of brokers'], named, 'the settings of the authorizer cannot be seen'),
  ],
}
const changingAcls: ActionRights = {
  needs: (named) => [...seeingAcls.needs(named, new Set()), ...needsOf(['CreateAcls, DeleteAcls'], named)],
}
const seeingLag: ActionRights = {
  names: {kind: 'groups'},
  also: topicsOfGroups,
  needs: (named, flags) => [
    ...needsOf([...(named.groups.length === 0 ? (['ListGroups'] as const) : []), ...lag], named),
    ...needsOf(flags.has('age') ? ['Fetch'] : [], named, 'ages of records are unknown'),
  ],
}
const changingUsers: ActionRights['needs'] = ofRequests('DescribeUserScramCredentials', 'AlterUserScramCredentials')
const besideUsers = (named: Named) => [
  ...needsOf(['DescribeAcls'], named, 'it says that it cannot see ACLs'),
  ...needsOf(['DescribeClientQuotas'], named, 'it says that it cannot see quotas'),
]
const resetting: ActionRights['needs'] = (named) => needsOf([...lag, 'OffsetCommit'], named)
const topicConfigs = (named: Named) => needsOf(['DescribeConfigs of topics'], named, 'configs are not shown')

/** The configs of the named topics and groups, or of brokers and the like if neither is named. */
const onConfigs =
  (verb: 'DescribeConfigs' | 'AlterConfigs'): ((named: Named) => Need[]) =>
  (named) => {
    const ofCluster = named.cluster === true || (named.topics.length === 0 && named.groups.length === 0)
    // A pattern needs the right to see what matches.
    const patterns = named.topics.filter((name) => isPattern(nameSelector(name)))
    return [
      ...needsOf(['Metadata'], {...named, topics: patterns}),
      ...needsOf([`${verb} of topics`, `${verb} of groups`], named),
      ...(ofCluster ? needsOf([`${verb} of brokers`], named) : []),
    ]
  }
const seeingConfigs: ActionRights = {names: {kind: 'configs'}, needs: onConfigs('DescribeConfigs')}
const changingConfigs: ActionRights = {
  names: {kind: 'configs'},
  needs: (named) => [...onConfigs('DescribeConfigs')(named), ...onConfigs('AlterConfigs')(named)],
}
const seeingBrokers: ActionRights = {
  also: topicsToSee,
  needs: (named) => [
    ...needsOf(['Metadata'], named),
    ...needsOf(['DescribeLogDirs'], named, 'sizes and disks are not known'),
    ...needsOf(['DescribeQuorum'], named, 'which of them are controllers is not known'),
  ],
}
/** Reads every section of a snapshot. */
const seeingShape: ActionRights = {
  also: {unless: 'topics', text: 'DESCRIBE and DESCRIBE_CONFIGS on each topic, and DESCRIBE on each group'},
  needs: (named) =>
    needsOf(
      [
        'Metadata',
        'DescribeCluster',
        'DescribeConfigs of brokers',
        'ListConfigResources',
        'DescribeQuorum',
        'ListPartitionReassignments',
        'ListGroups',
        'DescribeAcls',
        'DescribeUserScramCredentials',
        'DescribeClientQuotas',
      ],
      named,
      'what cannot be read is marked as unknown',
    ),
}
const electing: ActionRights = {
  also: topicsToSee,
  needs: (named) => [
    ...needsOf(['Metadata', 'ElectLeaders'], named),
    ...needsOf(['DescribeLogDirs'], named, 'what would be lost is not known'),
  ],
}
const seeingMetrics = ofRequests('ListConfigResources', 'DescribeConfigs of brokers')
const changingMetrics = ofRequests('ListConfigResources', 'DescribeConfigs of brokers', 'AlterConfigs of brokers')

const seeingMoves: ActionRights['needs'] = ofRequests('ListPartitionReassignments', 'DescribeLogDirs')
const seeingThrottles: ActionRights['needs'] = (named) =>
  needsOf(['ListPartitionReassignments', 'DescribeConfigs of topics', 'DescribeConfigs of brokers'], named)
const changingThrottles: ActionRights['needs'] = (named) =>
  needsOf(['AlterConfigs of topics', 'AlterConfigs of brokers'], named)
const moving: ActionRights = {
  also: topicsToMove,
  needs: (named, flags) => [
    ...seeingMoves(named, flags),
    ...needsOf(['AlterPartitionReassignments', 'ElectLeaders'], named),
    ...(flags.has('no-throttle') ? [] : [...seeingThrottles(named, flags), ...changingThrottles(named, flags)]),
  ],
}

/** Uses a topic of its own, which it creates and deletes; a topic that is named is written and read. */
const measuring: ActionRights['needs'] = (named) =>
  needsOf(['CreateTopics', 'DeleteTopics', 'Produce', 'InitProducerId of an idempotent producer', 'Fetch'], named)
/** The content of files is not on the command line; at least the existing state must be visible. */
const seeingDeclared: ActionRights = {
  also: {
    unless: 'topics',
    text: 'DESCRIBE and DESCRIBE_CONFIGS on each declared topic, and the right to make each change; kafkit plan names the missing ones',
  },
  needs: ofRequests('ListPartitionReassignments'),
}

const seeingReaders = (named: Named) =>
  needsOf(['ListGroups', 'OffsetFetch'], named, 'it says that it cannot see which groups read a topic')

/** Every command of kafkit, by the words that are typed. */
export const commandRights: Readonly<Record<string, ActionRights>> = {
  'acls check': seeingAcls,
  'acls export': seeingAcls,
  'acls grant': changingAcls,
  'acls list': {needs: ofRequests('DescribeAcls')},
  'acls revoke': changingAcls,
  'acls who': seeingAcls,
  'acls why': seeingAcls,
  apply: seeingDeclared,
  'brokers can-stop': {
    also: topicsToSee,
    needs: ofRequests('Metadata', 'DescribeConfigs of topics', 'DescribeLogDirs', 'DescribeQuorum'),
  },
  'brokers describe': seeingBrokers,
  'brokers drain': moving,
  'brokers list': seeingBrokers,
  'client-metrics delete': {needs: changingMetrics},
  'client-metrics describe': {needs: seeingMetrics},
  'client-metrics list': {needs: seeingMetrics},
  'client-metrics set': {needs: changingMetrics},
  'cluster describe': seeingBrokers,
  'cluster diff': seeingShape,
  'cluster snapshot': seeingShape,
  complete: noCluster,
  completion: noCluster,
  'config explain': noCluster,
  'configs describe': seeingConfigs,
  'configs diff': seeingConfigs,
  'configs explain': {
    names: {kind: 'configs', only: 'first'},
    needs: (named) => [
      ...onConfigs('DescribeConfigs')(named),
      ...needsOf(
        ['DescribeConfigs of brokers'],
        named,
        'what brokers have in other units (log.retention.hours) is unknown',
      ),
    ],
  },
  'configs list': {
    names: {kind: 'configs'},
    also: {unless: 'topics', text: 'DESCRIBE and DESCRIBE_CONFIGS on each topic and group to be shown'},
    needs: (named) => [
      ...needsOf(named.topics.length === 0 ? ['ListConfigResources'] : [], named),
      ...onConfigs('DescribeConfigs')(named),
    ],
  },
  'configs set': changingConfigs,
  'configs unset': changingConfigs,
  consume: {names: {kind: 'topics', only: 'first'}, needs: consuming},
  diff: seeingDeclared,
  doctor: {
    needs: (named) =>
      needsOf(['DescribeCluster', 'ListGroups', 'DescribeProducers'], named, 'it says so, and the rest is checked'),
  },
  'drop-ins link': noCluster,
  'drop-ins list': noCluster,
  'dump-log': noCluster,
  'elect preferred': electing,
  'elect unclean': electing,
  export: {
    also: {unless: 'topics', text: 'DESCRIBE and DESCRIBE_CONFIGS on each topic and group to be exported'},
    needs: (named) => [
      ...needsOf(['DescribeAcls'], named, 'ACLs are not exported'),
      ...needsOf(['DescribeUserScramCredentials'], named, 'users are not exported'),
      ...needsOf(['DescribeClientQuotas'], named, 'quotas are not exported'),
      ...needsOf(
        ['DescribeConfigs of brokers', 'ListConfigResources'],
        named,
        'configs of brokers, groups and client metrics are not exported',
      ),
    ],
  },
  'features downgrade': {needs: ofRequests('UpdateFeatures')},
  'features list': noCluster,
  'features upgrade': {needs: ofRequests('UpdateFeatures')},
  'groups delete': {names: {kind: 'groups'}, needs: ofRequests('FindCoordinator', 'DescribeGroups', 'DeleteGroups')},
  'groups delete-offsets': {
    names: {kind: 'groups', only: 'first'},
    needs: ofRequests('FindCoordinator', 'OffsetFetch', 'OffsetDelete'),
  },
  'groups describe': {
    names: {kind: 'groups'},
    also: topicsOfGroups,
    needs: (named) => needsOf([...(named.groups.length === 0 ? (['ListGroups'] as const) : []), ...lag], named),
  },
  'groups export-metrics': seeingLag,
  'groups idle': {
    also: groupsOfTopics,
    needs: (named) => [
      ...needsOf(['ListGroups', 'OffsetFetch', 'ListOffsets'], named),
      ...needsOf(['DescribeLogDirs'], named, 'sizes are not shown'),
    ],
  },
  'groups lag': seeingLag,
  'groups list': {needs: ofRequests('ListGroups')},
  'groups peek': {
    names: {kind: 'groups', only: 'first'},
    also: {unless: 'topics', text: 'READ on each topic that the group reads'},
    needs: ofRequests(...lag, 'Fetch'),
  },
  'groups reset-offsets': {
    names: {kind: 'groups'},
    also: {unless: 'topics', text: 'READ on each topic whose offsets are reset'},
    needs: resetting,
  },
  'groups top': seeingLag,
  'groups wait': seeingLag,
  'groups watch': seeingLag,
  health: {
    also: topicsToSee,
    needs: ofRequests(
      'Metadata',
      'DescribeCluster',
      'DescribeConfigs of topics',
      'DescribeConfigs of brokers',
      'DescribeLogDirs',
      'DescribeQuorum',
      'ListPartitionReassignments',
      'DescribeProducers',
    ),
  },
  help: noCluster,
  lint: noCluster,
  'log-dirs describe': {needs: ofRequests('DescribeLogDirs')},
  'log-dirs list': {needs: ofRequests('DescribeLogDirs')},
  'log-dirs move': {needs: ofRequests('DescribeLogDirs', 'AlterReplicaLogDirs')},
  offsets: {names: {kind: 'topics'}, needs: ofRequests('Metadata', 'ListOffsets')},
  'output-schema': noCluster,
  'partitions list': {
    names: {kind: 'topics'},
    also: topicsToSee,
    needs: (named, flags) => [
      ...needsOf(['Metadata', 'DescribeConfigs of topics', 'ListPartitionReassignments'], named),
      ...needsOf(flags.has('sizes') || flags.has('bigger') ? ['DescribeLogDirs'] : [], named),
      ...needsOf(flags.has('offsets') || flags.has('empty') ? ['ListOffsets'] : [], named),
    ],
  },
  plan: seeingDeclared,
  produce: {names: {kind: 'topics', only: 'first'}, needs: producing},
  'profile add': noCluster,
  'profile list': noCluster,
  'profile remove': noCluster,
  'profile show': noCluster,
  'profile test': noCluster,
  'profile use': noCluster,
  'sandbox demo': noCluster,
  'sandbox logs': noCluster,
  'sandbox start': noCluster,
  'sandbox status': noCluster,
  'sandbox stop': noCluster,
  'quorum add-controller': {needs: ofRequests('DescribeQuorum', 'AddRaftVoter, RemoveRaftVoter')},
  'quorum describe': {needs: ofRequests('DescribeQuorum')},
  'quorum remove-controller': {needs: ofRequests('DescribeQuorum', 'AddRaftVoter, RemoveRaftVoter')},
  'quotas effective': {needs: ofRequests('DescribeClientQuotas')},
  'quotas list': {needs: ofRequests('DescribeClientQuotas')},
  'quotas set': {needs: ofRequests('DescribeClientQuotas', 'AlterClientQuotas')},
  'quotas unset': {needs: ofRequests('DescribeClientQuotas', 'AlterClientQuotas')},
  'perf consume': {needs: measuring},
  'perf e2e': {needs: measuring},
  'perf produce': {needs: measuring},
  'perf share': {
    needs: (named, flags) => [
      ...measuring(named, flags),
      ...needsOf(
        [
          'FindCoordinator',
          'AlterShareGroupOffsets',
          'ShareGroupHeartbeat, ShareFetch, ShareAcknowledge',
          'DeleteGroups',
        ],
        named,
      ),
    ],
  },
  'records count': {names: {kind: 'topics'}, needs: ofRequests('Metadata', 'ListOffsets')},
  'records trim': {
    names: {kind: 'topics'},
    needs: (named) => [
      ...needsOf(['Metadata', 'ListOffsets', 'DeleteRecords'], named),
      ...needsOf(['DescribeConfigs of topics'], named, 'whether brokers refuse it is found out by trying'),
      ...needsOf(['DescribeLogDirs'], named, 'how many bytes go is not known'),
      ...needsOf(['ListGroups', 'OffsetFetch'], named, 'it says that it cannot see all groups'),
    ],
  },
  'reassign cancel': moving,
  'reassign clean-throttles': {
    also: topicsToMove,
    needs: (named, flags) => [...seeingThrottles(named, flags), ...changingThrottles(named, flags)],
  },
  'reassign plan': {also: topicsToSee, needs: seeingMoves},
  'reassign resume': moving,
  'reassign start': moving,
  'reassign status': {
    also: topicsToSee,
    needs: (named, flags) => [...seeingMoves(named, flags), ...seeingThrottles(named, flags)],
  },
  'reassign throttle': {needs: ofRequests('AlterConfigs of brokers')},
  'reassign undo': moving,
  'reassign wait': {needs: ofRequests('ListPartitionReassignments')},
  record: noCluster,
  'schemas check': noCluster,
  'schemas contexts': noCluster,
  'schemas copy': noCluster,
  'schemas delete': noCluster,
  'schemas diff': noCluster,
  'schemas export': noCluster,
  'schemas get': noCluster,
  'schemas import': noCluster,
  'schemas info': noCluster,
  'schemas level': noCluster,
  'schemas lint': noCluster,
  'schemas list': noCluster,
  'schemas mode': noCluster,
  'schemas references': noCluster,
  'schemas register': noCluster,
  'schemas restore': noCluster,
  'schemas types': noCluster,
  'schemas used-by-topic': {names: {kind: 'topics'}, needs: ofRequests('Metadata', 'ListOffsets', 'Fetch')},
  'schemas uses': noCluster,
  'schemas validate': {names: {kind: 'topics'}, needs: ofRequests('Metadata', 'ListOffsets', 'Fetch')},
  'schemas versions': noCluster,
  'share consume': {
    names: {kind: 'topics'},
    needs: ofRequests('Metadata', 'FindCoordinator', 'ShareGroupHeartbeat, ShareFetch, ShareAcknowledge'),
  },
  'share delete': {
    names: {kind: 'groups'},
    needs: ofRequests('FindCoordinator', 'DescribeGroups', 'OffsetFetch', 'DeleteGroups'),
  },
  'share describe': {
    names: {kind: 'groups'},
    needs: ofRequests('FindCoordinator', 'DescribeGroups', 'OffsetFetch', 'DescribeConfigs of groups'),
  },
  'share reset': {
    names: {kind: 'groups', only: 'first'},
    also: {unless: 'topics', text: 'READ on each topic whose offsets are reset'},
    needs: ofRequests('FindCoordinator', 'DescribeGroups', 'OffsetFetch', 'AlterShareGroupOffsets'),
  },
  'streams describe': {names: {kind: 'groups'}, also: topicsOfGroups, needs: ofRequests(...lag)},
  'streams reset': {
    names: {kind: 'groups', only: 'first'},
    also: {
      unless: 'topics',
      text: 'READ on each topic that the application reads, DESCRIBE and DELETE on its internal topics, DESCRIBE on each group whose id begins as its own does',
    },
    needs: (named, flags) => [
      ...resetting(named, flags),
      ...(flags.has('keep-topics') ? [] : needsOf(['ListGroups'], named)),
      ...(flags.has('remove-members') ? needsOf(['LeaveGroup'], named) : []),
    ],
  },
  'streams topics': {
    also: {unless: 'topics', text: 'DESCRIBE on each topic and group to be shown'},
    needs: ofRequests('ListGroups', 'ListOffsets', 'DescribeLogDirs'),
  },
  'tokens create': {needs: ofRequests('CreateDelegationToken for others')},
  'tokens expire': {needs: () => []},
  'tokens list': {needs: () => []},
  'tokens renew': {needs: () => []},
  'topics alter': {
    names: {kind: 'topics'},
    needs: (named, flags) => [
      ...needsOf(['Metadata'], named),
      ...(flags.has('partitions') ? needsOf(['CreatePartitions'], named) : []),
      ...(flags.has('config') || flags.has('delete-config')
        ? needsOf(['DescribeConfigs of topics', 'AlterConfigs of topics'], named)
        : []),
      ...(flags.has('partitions') || flags.has('config') || flags.has('delete-config')
        ? []
        : needsOf(['CreatePartitions', 'DescribeConfigs of topics', 'AlterConfigs of topics'], named)),
      ...(flags.has('dry-run') ? seeingReaders(named) : []),
    ],
  },
  'topics create': {
    names: {kind: 'topics'},
    needs: (named, flags) => [
      ...needsOf(['CreateTopics'], named),
      ...(flags.has('exact') || flags.has('or-alter')
        ? needsOf(['Metadata', 'DescribeConfigs of topics'], named)
        : topicConfigs(named)),
      ...(flags.has('or-alter') ? needsOf(['CreatePartitions', 'AlterConfigs of topics'], named) : []),
    ],
  },
  'topics delete': {
    names: {kind: 'topics'},
    also: topicsToSee,
    needs: (named, flags) => [
      ...needsOf(['Metadata', 'ListOffsets', 'DeleteTopics'], named),
      ...(flags.has('yes') ? [] : seeingReaders(named)),
    ],
  },
  'topics describe': {
    names: {kind: 'topics'},
    also: topicsToSee,
    needs: (named, flags) => [
      ...needsOf(['Metadata', 'DescribeConfigs of topics'], named),
      ...needsOf(flags.has('offsets') ? ['ListOffsets'] : [], named),
      ...needsOf(['ListPartitionReassignments'], named, 'running reassignments are not shown'),
    ],
  },
  'topics diff': {names: {kind: 'topics'}, needs: ofRequests('Metadata', 'DescribeConfigs of topics')},
  'topics list': {names: {kind: 'topics'}, also: topicsToSee, needs: ofRequests('Metadata')},
  'topics wait': {
    names: {kind: 'topics'},
    needs: (named) => [
      ...needsOf(['Metadata'], named),
      ...needsOf(['ListPartitionReassignments'], named, 'only --until settled'),
    ],
  },
  'transactions abort': {
    also: {
      unless: 'topics',
      text: 'READ and DESCRIBE on the topic, and DESCRIBE on every transactional id: * (one that is hidden is no proof)',
    },
    needs: ofRequests('DescribeConfigs of brokers', 'WriteTxnMarkers'),
  },
  'transactions describe': {also: idsToSee, needs: ofRequests('DescribeTransactions')},
  'transactions fence': {
    also: {unless: 'transactionalIds', text: 'WRITE on each transactional id whose producer is fenced'},
    needs: ofRequests('DescribeTransactions', 'InitProducerId'),
  },
  'transactions hanging': {
    names: {kind: 'topics'},
    also: {
      unless: 'transactionalIds',
      text: 'READ and DESCRIBE on each topic that is checked, and DESCRIBE on every transactional id: *',
    },
    needs: ofRequests('Metadata', 'DescribeProducers', 'ListOffsets'),
  },
  'transactions list': {also: idsToSee, needs: () => []},
  'transactions producers': {names: {kind: 'topics'}, needs: ofRequests('Metadata', 'DescribeProducers')},
  'users create': {needs: changingUsers},
  'users delete': {
    needs: (named, flags) => [...changingUsers(named, flags), ...besideUsers(named)],
  },
  'users list': {
    needs: (named, flags) => [
      ...needsOf(['DescribeUserScramCredentials'], named),
      ...(flags.has('verbose') ? besideUsers(named) : []),
    ],
  },
  'users rotate': {needs: changingUsers},
}
