// librdkafka's properties by Java's names. Those with the same name and meaning are not listed.
import type {Setting} from './setting.ts'

export const librdkafkaNames: Readonly<Record<string, string>> = {
  'metadata.broker.list': 'bootstrap.servers',
  'sasl.mechanisms': 'sasl.mechanism',
  'sasl.oauthbearer.client.id': 'sasl.oauthbearer.client.credentials.client.id',
  'sasl.oauthbearer.client.secret': 'sasl.oauthbearer.client.credentials.client.secret',
  'ssl.ca.location': 'ssl.truststore.location',
  'ssl.ca.pem': 'ssl.truststore.certificates',
  'ssl.certificate.pem': 'ssl.keystore.certificate.chain',
  'ssl.key.pem': 'ssl.keystore.key',
  'request.required.acks': 'acks',
  'compression.codec': 'compression.type',
  'queue.buffering.max.ms': 'linger.ms',
  'message.timeout.ms': 'delivery.timeout.ms',
  'message.send.max.retries': 'retries',
  'max.in.flight': 'max.in.flight.requests.per.connection',
  'fetch.wait.max.ms': 'fetch.max.wait.ms',
  'fetch.message.max.bytes': 'max.partition.fetch.bytes',
  'message.max.bytes': 'max.request.size',
  'socket.send.buffer.bytes': 'send.buffer.bytes',
  'socket.receive.buffer.bytes': 'receive.buffer.bytes',
  'socket.timeout.ms': 'request.timeout.ms',
  'reconnect.backoff.jitter.ms': 'reconnect.backoff.ms',
}

/** librdkafka's properties that have no effect here. */
export const ignoredLibrdkafka: ReadonlySet<string> = new Set(
  `builtin.features api.version.request api.version.request.timeout.ms api.version.fallback.ms broker.version.fallback
   broker.address.family broker.address.ttl debug log_level log.queue log.thread.name log.connection.close
   statistics.interval.ms socket.keepalive.enable socket.nagle.disable socket.max.fails socket.blocking.max.ms
   ssl.curves.list ssl.sigalgs.list ssl.crl.location topic.metadata.refresh.interval.ms topic.metadata.refresh.fast.interval.ms topic.metadata.refresh.sparse
   topic.metadata.refresh.fast.cnt topic.metadata.propagation.max.ms topic.blacklist enable.random.seed
   queue.buffering.max.messages queue.buffering.max.kbytes queue.buffering.backpressure.threshold batch.num.messages
   enable.gapless.guarantee delivery.report.only.error dr_cb dr_msg_cb sticky.partitioning.linger.ms partitioner
   compression.level queued.min.messages queued.max.messages.kbytes fetch.queue.backoff.ms fetch.error.backoff.ms
   enable.auto.offset.store enable.partition.eof offset.store.method offset.store.path auto.commit.enable
   coordinator.query.interval.ms group.protocol.type max.in.flight.requests consume.callback.max.messages
   allow.auto.create.topics client.software.name client.software.version plugin.library.paths background_event_cb
   internal.termination.signal enable.sasl.oauthbearer.unsecure.jwt sasl.oauthbearer.config sasl.oauthbearer.method
   sasl.oauthbearer.extensions sasl.kerberos.keytab sasl.kerberos.principal enable.metrics.push`.split(/\s+/),
)

/** Values that librdkafka writes differently. */
const values: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'ssl.endpoint.identification.algorithm': {none: ''},
  'auto.offset.reset': {smallest: 'earliest', beginning: 'earliest', largest: 'latest', end: 'latest', error: 'none'},
  'compression.type': {inherit: 'none'},
  'ssl.truststore.location': {probe: ''},
}

export function asJava(setting: Setting): Setting {
  const name = librdkafkaNames[setting.name] ?? setting.name
  let value = values[name]?.[setting.value.trim()] ?? setting.value
  // Its milliseconds may have fractions.
  if (name === 'linger.ms' && /^\d*\.\d+$/.test(value)) value = String(Math.ceil(Number(value)))
  return name === setting.name && value === setting.value ? setting : {...setting, name, value}
}
