// kafka-json-schema-console-consumer, like Confluent's: Apache's console consumer with a formatter for JSON Schema.
import {consoleConsumer} from '../shared/console-consumer/console-consumer.ts'

export default consoleConsumer({
  name: 'kafka-json-schema-console-consumer',
  formatter: 'io.confluent.kafka.formatter.json.JsonSchemaMessageFormatter',
  manual: () => import('./manual.ts'),
})
