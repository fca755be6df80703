// kafka-console-producer, like Apache's ConsoleProducer.
import {consoleProducer} from '../shared/console-producer/console-producer.ts'

export default consoleProducer({name: 'kafka-console-producer', manual: () => import('./manual.ts')})
