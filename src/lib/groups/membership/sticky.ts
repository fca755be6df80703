// Like Apache's StickyAssignor: even, with few moves, in one rebalance. Members have given up their partitions when
// they join, so their user data says what they owned.
import type {TopicPartition} from '../../cluster/fan-out.ts'
import {structCodec} from '../../wire/codec.ts'
import {Reader, Writer} from '../../wire/buffers.ts'
import {array, int32, string} from '../../wire/schema.ts'
import {assignmentOf, type Assignor} from './assignor.ts'
import {balance} from './balance.ts'
import {previousOwners} from './previous-owners.ts'

/** Version 1 of the user data. Version 0, used by Kafka up to 2.2, has no generation. */
const userData = structCodec(
  {previousAssignment: array({topic: string, partitions: array(int32)}), generation: int32},
  0,
  false,
)
const oldUserData = structCodec({previousAssignment: array({topic: string, partitions: array(int32)})}, 0, false)

interface Before {
  readonly previousAssignment: readonly {readonly topic: string; readonly partitions: readonly number[]}[]
  readonly generation?: number
}

export const sticky: Assignor = {
  name: 'sticky',
  eager: true,
  assign: (members, topics) => assignmentOf(balance(members, topics, previousOwners(members))),
  userData: {
    encode({previouslyOwned, generation}) {
      if (previouslyOwned.length === 0) return null
      const w = new Writer()
      userData.write(w, {previousAssignment: byTopic(previouslyOwned), generation})
      return Buffer.concat(w.chunks())
    },
    decode(data) {
      const {previousAssignment, generation = -1} = readEither(data)
      const owned = previousAssignment.flatMap(({topic, partitions}) =>
        partitions.map((partition) => ({topic, partition})),
      )
      return {owned, generation}
    },
  },
}

function readEither(data: Buffer): Before {
  try {
    return userData.read(new Reader(data)) as Before
  } catch {
    return oldUserData.read(new Reader(data)) as Before
  }
}

const byTopic = (partitions: readonly TopicPartition[]) =>
  [...Map.groupBy(partitions, ({topic}) => topic)].map(([topic, some]) => ({
    topic,
    partitions: some.map(({partition}) => partition),
  }))
