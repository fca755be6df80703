import {expect, test} from 'vitest'
import {UsageError} from '../../src/lib/cluster/errors.ts'
import {parseReplicaAssignment} from '../../src/lib/topics/replica-assignment.ts'

test.each([
  [
    '0:1,1:2,2:0',
    [
      [0, 1],
      [1, 2],
      [2, 0],
    ],
  ],
  ['5', [[5]]],
  [
    ' 1 : 2 , 2 : 1 ',
    [
      [1, 2],
      [2, 1],
    ],
  ],
])('%s is read', (text, partitions) => {
  expect(parseReplicaAssignment(text)).toEqual(partitions)
})

test.each([
  ['0:1:0', 'Partition replica lists may not contain duplicate entries: 0'],
  ['0:1,0', 'Partition 1 has different replication factor: [0]'],
  ['0:x', "replica assignment '0:x': 'x' is not a node id; write broker ids, for instance 1:2,2:3 for two partitions"],
  ['', "replica assignment '': '' is not a node id; write broker ids, for instance 1:2,2:3 for two partitions"],
  ['1,,2', "replica assignment '1,,2': '' is not a node id; write broker ids, for instance 1:2,2:3 for two partitions"],
  ['-1', "replica assignment '-1': '-1' is not a node id; write broker ids, for instance 1:2,2:3 for two partitions"],
  [
    '2147483648',
    "replica assignment '2147483648': '2147483648' is not a node id; write broker ids, for instance 1:2,2:3 for two partitions",
  ],
])('%j is refused', (text, message) => {
  expect(() => parseReplicaAssignment(text)).toThrow(new UsageError(message))
})
