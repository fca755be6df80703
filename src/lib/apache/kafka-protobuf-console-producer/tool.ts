// kafka-protobuf-console-producer, like Confluent's: Apache's console producer with a reader for Protobuf.
import {consoleProducer} from '../shared/console-producer/console-producer.ts'

export default consoleProducer({
  name: 'kafka-protobuf-console-producer',
  reader: 'io.confluent.kafka.formatter.protobuf.ProtobufMessageReader',
  manual: () => import('./manual.ts'),
})
