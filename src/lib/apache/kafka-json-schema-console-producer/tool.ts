// kafka-json-schema-console-producer, like Confluent's: Apache's console producer with a reader for JSON Schema.
import {consoleProducer} from '../shared/console-producer/console-producer.ts'

export default consoleProducer({
  name: 'kafka-json-schema-console-producer',
  reader: 'io.confluent.kafka.formatter.json.JsonSchemaMessageReader',
  manual: () => import('./manual.ts'),
})
