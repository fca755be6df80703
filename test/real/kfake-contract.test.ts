// In the full run: that kfake is spoken to at all, main-job.test.ts says; the practice broker and Apache keep the contract.
import {describe} from 'vitest'
import {clusterContract} from '../support/cluster-contract.ts'
import {describeWithKfake, startKfake} from '../support/kfake.ts'
import {full} from '../support/real-kafka.ts'

const inFull = full ? describeWithKfake : describe.skip
inFull('the contract, kept by kfake', () => {
  clusterContract(startKfake, {apache: false})
})
