import type {KafkaError} from '../../cluster/errors.ts'

/** For a warning: replicas are shown or compared although the user may not list reassignments. */
export const movesUnknownText = (why: KafkaError): string =>
  `which partitions are being moved is not known: ${why.message}`
