// The main job against releases of Kafka from the oldest that kafkit speaks to, 0.11, to 4.3, and against franz-go's kfake.
import {startSandbox, stopSandbox} from '../../src/lib/sandbox/sandbox.ts'
import {describeWithKfake, startKfake} from '../support/kfake.ts'
import {mainJob} from '../support/main-job.ts'
import {cases, describeWithKafka} from '../support/real-kafka.ts'

describeWithKafka.each(cases(['4.3.1', '4.0.0', '3.9.1', '2.8.2', '0.11.0.3'], ['2.0.1', '1.1.1']))(
  'Kafka %s',
  (kafkaVersion) => {
    const release = Number.parseFloat(kafkaVersion)
    mainJob({
      start: async () => {
        // Before 1.0 topics cannot be deleted unless the broker is told so.
        const properties = {'delete.topic.enable': true}
        const sandbox = await startSandbox({detached: false, kafkaVersion, properties})
        return {
          bootstrapServers: sandbox.bootstrapServers,
          close: () => stopSandbox(sandbox, {removeData: true}),
        }
      },
      release,
      recognised: `has the APIs of Apache Kafka ${release < 1 ? '0.11' : kafkaVersion.replace(/\.\d+$/, '')}`,
      quorum: release >= 3.3,
    })
  },
)

describeWithKfake('kfake', () => {
  mainJob({start: startKfake, release: 4.3, recognised: 'apparently not Apache Kafka', quorum: false})
})
