// kafka-avro-console-producer, like Confluent's: Apache's console producer with a reader for Avro.
import {consoleProducer} from '../shared/console-producer/console-producer.ts'

export default consoleProducer({
  name: 'kafka-avro-console-producer',
  reader: 'io.confluent.kafka.formatter.AvroMessageReader',
  manual: () => import('./manual.ts'),
})
