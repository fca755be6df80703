import {clusterContract} from '../support/cluster-contract.ts'
import {describeWithKfake, startKfake} from '../support/kfake.ts'

describeWithKfake('the contract, kept by kfake', () => {
  clusterContract(startKfake, {apache: false})
})
