// Tests that need Apache Kafka itself.
import {describe} from 'vitest'
import {findJava} from '../../src/lib/sandbox/java.ts'

const java = await findJava({atLeast: 17, wantedBy: 'Kafka 4'}).catch((error: unknown) => error)

if (java instanceof Error) console.warn(`SKIPPED, all that needs Apache Kafka itself: ${java.message}`)

/** `describe`, or a reported skip on a machine without Java 17. */
export const describeWithKafka = describe.skipIf(java instanceof Error)

/** `npm run test:full`: also tests that repeat a proof in another mode and take minutes. */
export const full = process.env['KAFKIT_TESTS'] === 'full'

/** The cases that always run, followed by those of the full run. */
export const cases = <Case>(always: readonly Case[], inFull: readonly Case[]): Case[] => [
  ...always,
  ...(full ? inFull : []),
]
