import {randomBytes} from 'node:crypto'

/** A cluster, topic or directory id as Kafka's Uuid.randomUuid makes them: 16 bytes in base64url, no leading dash. */
export function randomUuid(): string {
  const id = randomBytes(16).toString('base64url')
  return id.startsWith('-') ? randomUuid() : id
}
