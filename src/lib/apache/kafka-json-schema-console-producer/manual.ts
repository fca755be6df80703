import {producerManual, kinds} from '../shared/confluent/manuals.ts'

export default producerManual(kinds['json-schema'])
