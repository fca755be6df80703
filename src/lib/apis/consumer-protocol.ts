// What members of a classic group send each other through the coordinator, which does not interpret it. Apache's
// definitions: ConsumerProtocolSubscription.json, ConsumerProtocolAssignment.json.
import type {Versions} from '../wire/api.ts'
import {Reader, Writer} from '../wire/buffers.ts'
import {structCodec, type Codec} from '../wire/codec.ts'
import {CorruptData} from '../wire/corrupt-data.ts'
import {
  array,
  bytes,
  ignorable,
  int32,
  nullable,
  since,
  string,
  type Fields,
  type Got,
  type Sent,
} from '../wire/schema.ts'

const topicPartitions = array({topic: string, partitions: array(int32)})

/** The topics a member wants, the partitions it may own already (KIP-429) and the rack it runs in (KIP-881). */
export const consumerProtocolSubscription = embedded(
  {
    topics: array(string),
    userData: nullable(bytes),
    ownedPartitions: ignorable(since(1, topicPartitions)),
    generationId: ignorable(since(2, int32, -1)),
    rackId: ignorable(since(3, nullable(string))),
  },
  3,
)

/** The partitions that the leader assigns to a member. */
export const consumerProtocolAssignment = embedded({assignedPartitions: topicPartitions, userData: nullable(bytes)}, 3)

/** Encodes a version number, then the fields. Versions newer than ours only add fields at the end. */
function embedded<F extends Fields>(fields: F, newest: number) {
  const codecs = new Map<number, Codec>()
  const codec = (version: number) => {
    const known = codecs.get(version) ?? structCodec(fields, version, false)
    codecs.set(version, known)
    return known
  }
  return {
    fields,
    versions: [0, newest] as Versions,
    encode(value: Sent<F>, version = newest): Buffer {
      const w = new Writer()
      w.int16(version)
      codec(version).write(w, value)
      return Buffer.concat(w.chunks())
    },
    decode(data: Buffer): Got<F> {
      const r = new Reader(data)
      const version = r.int16()
      if (version < 0) throw new CorruptData(`version ${version} of the consumer protocol`)
      return codec(Math.min(version, newest)).read(r) as Got<F>
    },
  }
}
