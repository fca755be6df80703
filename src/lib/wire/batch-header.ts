// The header of a record batch, magic 2 (KIP-98): the positions of its fields and the meaning of its attribute bits.
// Integers are big-endian. Apache: DefaultRecordBatch.

/** Position of each field, in bytes from the start of the batch. */
export const batchHeader = {
  /** int64 */
  baseOffset: 0,
  /** int32: bytes after this field. */
  length: 8,
  /** int32 */
  partitionLeaderEpoch: 12,
  /** int8: the format version, also in the formats before 2. */
  magic: 16,
  /** uint32: CRC-32C of everything from `attributes` on, so that brokers can set offset and leader epoch. */
  crc: 17,
  /** int16: see `batchAttributes`. */
  attributes: 21,
  /** int32 */
  lastOffsetDelta: 23,
  /** int64 */
  baseTimestamp: 27,
  /** int64 */
  maxTimestamp: 35,
  /** int64 */
  producerId: 43,
  /** int16 */
  producerEpoch: 51,
  /** int32 */
  baseSequence: 53,
  /** int32: number of records. */
  count: 57,
  /** The size of the header, after which the records begin. */
  records: 61,
} as const

/** The bytes that `length` does not count: base offset and the length itself. The same in all formats. */
export const batchOverhead = 12

/** Bits of the attributes. */
export const batchAttributes = {
  /** An index in `compressionNames`. */
  compression: 7,
  logAppendTime: 8,
  transactional: 16,
  control: 32,
  /** The base timestamp is the delete horizon of a compacted log (KIP-534). */
  deleteHorizon: 64,
} as const
