// allow.auto.create.topics=false, for every drop-in that reads topics, against the practice broker, which creates the
// topics that it is asked for.
import {afterAll, beforeAll, expect, test} from 'vitest'
import {startPracticeBroker, type PracticeBroker} from '../../../src/lib/practice-broker/start.ts'
import {dropIn} from '../../support/cli.ts'

let broker: PracticeBroker
beforeAll(async () => {
  broker = await startPracticeBroker()
})
afterAll(() => broker.close())

const server = () => ['--bootstrap-server', broker.bootstrapServers]
const lists = async (topic: string) =>
  (await dropIn('kafka-topics', [...server(), '--list'])).out.split('\n').includes(topic)

const setting = (create: boolean) => ['--command-property', `allow.auto.create.topics=${create}`]
const readers = {
  'kafka-console-consumer': (topic: string, create: boolean) => ['--topic', topic, '--timeout-ms', '500', ...setting(create)],
  'kafka-console-consumer --partition': (topic: string, create: boolean) => ['--topic', topic, '--partition', '0', '--timeout-ms', '500', ...setting(create)],
  'kafka-console-share-consumer': (topic: string, create: boolean) => ['--topic', topic, '--timeout-ms', '500', ...setting(create)],
  'kafka-consumer-perf-test': (topic: string, create: boolean) => ['--topic', topic, '--num-records', '1', '--timeout', '500', ...setting(create)],
} // prettier-ignore

for (const [name, words] of Object.entries(readers))
  test(`${name} creates no topic with allow.auto.create.topics=false, and says that there is none`, async () => {
    const [tool = ''] = name.split(' ')
    const topic = `absent-${name.replaceAll(/\W+/g, '-')}`
    const {err} = await dropIn(tool, [...server(), ...words(topic, false)])
    expect(err).toContain(`{${topic}=UNKNOWN_TOPIC_OR_PARTITION}`)
    expect(await lists(topic)).toBe(false)
    // Without the setting, each of them does create it: the broker would not be seen to refuse.
    await dropIn(tool, [...server(), ...words(topic, true)])
    expect(await lists(topic)).toBe(true)
  })
