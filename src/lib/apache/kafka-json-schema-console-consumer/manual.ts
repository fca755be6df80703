import {consumerManual, kinds} from '../shared/confluent/manuals.ts'

export default consumerManual(kinds['json-schema'])
