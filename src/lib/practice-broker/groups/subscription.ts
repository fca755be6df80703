import {Reader} from '../../wire/buffers.ts'

/**
 * The topics in a consumer's metadata (ConsumerProtocolSubscription, any version); undefined if it has another format.
 */
export function subscribedTopics(metadata: Buffer): string[] | undefined {
  try {
    const r = new Reader(metadata)
    r.int16()
    const count = r.int32()
    if (count > metadata.length) return undefined
    return Array.from({length: Math.max(0, count)}, () => r.string(r.int16()))
  } catch {
    return undefined
  }
}
