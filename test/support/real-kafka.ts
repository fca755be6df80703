// Tests that need Apache Kafka itself.
import {describe} from 'vitest'
import {findJava} from '../../src/lib/sandbox/java.ts'

const java = await findJava({atLeast: 17, wantedBy: 'Kafka 4'}).catch((error: unknown) => error)

/** `describe`, or a loud skip on a machine without Java 17. */
export const describeWithKafka: (name: string, body: () => void) => void =
  java instanceof Error
    ? (name, body) => {
        console.warn(`SKIPPED: ${name}: ${java.message}`)
        describe.skip(name, body)
      }
    : describe
