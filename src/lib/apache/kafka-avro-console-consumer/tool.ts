// kafka-avro-console-consumer, like Confluent's: Apache's console consumer with a formatter for Avro.
import {consoleConsumer} from '../shared/console-consumer/console-consumer.ts'

export default consoleConsumer({
  name: 'kafka-avro-console-consumer',
  formatter: 'io.confluent.kafka.formatter.AvroMessageFormatter',
  manual: () => import('./manual.ts'),
})
