// Tests that need Apache Kafka itself.
import {describe} from 'vitest'
import {findJava} from '../../src/lib/sandbox/java.ts'

const java = await findJava({atLeast: 17, wantedBy: 'Kafka 4'}).catch((error: unknown) => error)

if (java instanceof Error) console.warn(`SKIPPED, all that needs Apache Kafka itself: ${java.message}`)

/** `describe`, or a loud skip on a machine without Java 17. */
export const describeWithKafka = describe.skipIf(java instanceof Error)
