import {expect, test} from 'vitest'
import {KafkaError} from '../../src/lib/cluster/errors.ts'

// As controllers of 4.3.1 answer.
const request =
  'Request Request(processor=0, connectionId=127.0.0.1:23801-127.0.0.1:40102-0-55, session=org.apache.kafka.network.Session@22685797, listenerName=ListenerName(CONTROLLER), securityProtocol=PLAINTEXT, buffer=java.nio.HeapByteBuffer[pos=12 lim=88 cap=88], envelope=Some(Request(processor=1)))'

test('a controller’s request object is not shown, but the missing permission is', () => {
  const error = new KafkaError(31, 'create ACLs', `${request} needs ALTER permission.`)
  expect(error.message).toBe(
    'create ACLs: not allowed: it takes the permission ALTER on the cluster (CLUSTER_AUTHORIZATION_FAILED)',
  )
  // The drop-ins say what Apache's tools say.
  expect(error.brokerText).toBe(`${request} needs ALTER permission.`)
})

test('a refusal that names only the request becomes Kafka’s sentence', () => {
  expect(new KafkaError(31, 'alter', `${request} is not authorized.`).message).toBe(
    'alter: Cluster authorization failed. (CLUSTER_AUTHORIZATION_FAILED)',
  )
})
