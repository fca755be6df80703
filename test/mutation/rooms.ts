// Where a dropped or wrong answer does most harm, and the tests that should notice.
export const rooms: readonly {readonly file: string; readonly tests: readonly string[]}[] = [
  {file: 'src/lib/cluster/gathered.ts', tests: ['test/cluster/fan-out.test.ts']},
  {
    file: 'src/lib/cluster/fan-out.ts',
    tests: ['test/cluster/fan-out', 'test/offsets', 'test/groups/frozen-broker.test.ts'],
  },
  {file: 'src/lib/cluster/batches.ts', tests: ['test/cluster/batches.test.ts', 'test/topics/many.test.ts']},
  {
    file: 'src/lib/cluster/coordinator-cache.ts',
    tests: ['test/cluster/cluster.test.ts', 'test/cluster/fan-out', 'test/cluster/coordinator-cache.test.ts'],
  },
  {file: 'src/lib/cluster/errors.ts', tests: ['test/cluster']},
  {file: 'src/lib/cluster/back-off.ts', tests: ['test/cluster/back-off.test.ts', 'test/cluster/cluster.test.ts']},
  {file: 'src/lib/cluster/lanes.ts', tests: ['test/cluster/lanes.test.ts', 'test/configs/describe.test.ts']},
  {file: 'src/lib/cluster/metadata-cache.ts', tests: ['test/cluster']},
  {file: 'src/lib/cluster/silence.ts', tests: ['test/cluster', 'test/groups/frozen-broker.test.ts']},
  {file: 'src/lib/cluster/patience.ts', tests: ['test/cluster']},
  {file: 'src/lib/cluster/cluster.ts', tests: ['test/cluster', 'test/groups/frozen-broker.test.ts']},
  {file: 'src/lib/groups/gone-since.ts', tests: ['test/groups/describe.test.ts', 'test/groups/lag/lag.test.ts']},
  {file: 'src/lib/groups/await-coordinators.ts', tests: ['test/groups/await-coordinators.test.ts']},
  {file: 'src/lib/groups/list.ts', tests: ['test/groups/list.test.ts', 'test/groups/await-coordinators.test.ts']},
  {
    file: 'src/lib/groups/describe.ts',
    tests: ['test/groups/describe.test.ts', 'test/offsets/newest-commits.test.ts', 'test/commands/groups/describe'],
  },
  {file: 'src/lib/groups/lag/group-lag.ts', tests: ['test/groups/lag', 'test/commands/groups/lag']},
  {
    file: 'src/lib/groups/lag/lag.ts',
    tests: [
      'test/groups/lag',
      'test/commands/groups/lag',
      'test/commands/groups/describe',
      'test/commands/groups/true-lag',
    ],
  },
  {file: 'src/lib/groups/lag/ages.ts', tests: ['test/groups/lag', 'test/commands/groups/true-lag']},
  {file: 'src/lib/groups/lag/gate.ts', tests: ['test/groups/lag/gate', 'test/commands/groups/lag']},
  {
    file: 'src/lib/groups/reset-plan.ts',
    tests: ['test/groups/reset-plan.test.ts', 'test/commands/groups/reset-offsets'],
  },
  {
    file: 'src/lib/groups/reset-target.ts',
    tests: ['test/groups/reset-target.test.ts', 'test/groups/reset-plan.test.ts'],
  },
  {file: 'src/lib/groups/execute-reset.ts', tests: ['test/groups/execute-reset', 'test/commands/groups/reset-offsets']},
  {
    file: 'src/lib/records/consume/fetcher.ts',
    tests: [
      'test/records/consume/fetch',
      'test/records/consume/patience',
      'test/records/consume/consume',
      'test/records/consume/hand-on',
    ],
  },
  {
    file: 'src/lib/records/consume/fetch-recovery.ts',
    tests: ['test/records/consume/fetch', 'test/records/consume/patience', 'test/records/consume/consume'],
  },
  {
    file: 'src/lib/topics/await-gone.ts',
    tests: ['test/topics/await-gone.test.ts', 'test/commands/topics/unpublished.test.ts'],
  },
  {file: 'src/lib/configs/alter.ts', tests: ['test/configs', 'test/topics/many.test.ts']},
  {file: 'src/lib/configs/describe.ts', tests: ['test/configs']},
  {file: 'src/lib/configs/plan-changes.ts', tests: ['test/configs', 'test/commands/configs']},
  {file: 'src/lib/configs/apply-changes.ts', tests: ['test/configs', 'test/commands/configs']},
  {file: 'src/lib/offsets/newest-commits.ts', tests: ['test/offsets/newest-commits.test.ts']},
  {file: 'src/lib/topics/await-topics.ts', tests: ['test/topics/await-topics.test.ts']},
]
