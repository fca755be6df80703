// As Apache's StickyAssignor: even, few moves, everything handed over at once. Members have given up their partitions when
// they join, so what they had stands in their user data.
import type {TopicPartition} from '../../cluster/fan-out.ts'
import {structCodec} from '../../wire/codec.ts'
import {Reader, Writer} from '../../wire/buffers.ts'
import {array, int32, string} from '../../wire/schema.ts'
import {assignmentOf, type Assignor} from './assignor.ts'
import {balance} from './balance.ts'
import {homesOf} from './homes.ts'

/** Version 1 of its user data; the generation is missing in version 0, which Kafka up to 2.2 wrote. */
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
  assign: (members, topics) => assignmentOf(balance(members, topics, homesOf(members))),
  userData: {
    encode({held, generation}) {
      if (held.length === 0) return null
      const w = new Writer()
      userData.write(w, {previousAssignment: byTopic(held), generation})
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
