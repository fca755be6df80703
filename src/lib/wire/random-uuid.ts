import {randomBytes} from 'node:crypto'

/**
 * A cluster, topic or directory id as Kafka's Uuid.randomUuid makes it: 16 bytes in base64url without a leading dash.
 */
export function randomUuid(): string {
  const id = randomBytes(16).toString('base64url')
  return id.startsWith('-') ? randomUuid() : id
}
