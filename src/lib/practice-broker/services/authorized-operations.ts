// Nobody is refused anything here: whoever asks may do all that Kafka has operations for (the bits of KIP-430).

export const topicOperations = 3576
export const groupOperations = 3400
export const clusterOperations = 8096

/** In place of a topic id: none. */
export {zeroUuid as noId} from '../../wire/schema.ts'
