// kafka-protobuf-console-consumer, like Confluent's: Apache's console consumer with a formatter for Protobuf.
import {consoleConsumer} from '../shared/console-consumer/console-consumer.ts'

export default consoleConsumer({
  name: 'kafka-protobuf-console-consumer',
  formatter: 'io.confluent.kafka.formatter.protobuf.ProtobufMessageFormatter',
  manual: () => import('./manual.ts'),
})
