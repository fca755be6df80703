import {startMemoryBroker} from '../../src/lib/practice-broker/start.ts'
import {clusterContract} from '../support/cluster-contract.ts'

clusterContract(() => startMemoryBroker({brokers: 3}))
