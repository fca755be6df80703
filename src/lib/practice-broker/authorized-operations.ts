// The operations that a client is told it is authorized for (the bits of KIP-430): here every client has all of Kafka's
// operations.

export const topicOperations = 3576
export const groupOperations = 3400
export const clusterOperations = 8096
/** Sent instead of the bits if the request did not ask for them. */
export const operationsNotAsked = -2147483648
