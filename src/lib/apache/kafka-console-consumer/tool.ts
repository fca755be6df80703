// kafka-console-consumer, like Apache's ConsoleConsumer.
import {consoleConsumer} from '../shared/console-consumer/console-consumer.ts'

export default consoleConsumer({name: 'kafka-console-consumer', manual: () => import('./manual.ts')})
