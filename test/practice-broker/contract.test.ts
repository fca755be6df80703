import {startPracticeBroker} from '../../src/lib/practice-broker/start.ts'
import {clusterContract} from '../support/cluster-contract.ts'

clusterContract(() => startPracticeBroker({brokers: 3}))
