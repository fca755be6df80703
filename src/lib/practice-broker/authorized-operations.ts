// What a client is told it may do (the bits of KIP-430): here every client may do everything that Kafka has operations
// for.

export const topicOperations = 3576
export const groupOperations = 3400
export const clusterOperations = 8096
/** In place of the bits where a request did not ask for them. */
export const operationsNotAsked = -2147483648
