/** Kafka's `Uuid.ZERO_UUID`: the topic has no id, or it is not known. */
export const zeroUuid = 'AAAAAAAAAAAAAAAAAAAAAA'
