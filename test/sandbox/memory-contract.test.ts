import {startMemoryBroker} from '../../src/lib/sandbox/memory/start.ts'
import {clusterContract} from '../support/cluster-contract.ts'

clusterContract(() => startMemoryBroker({brokers: 3}))
