import type {Vocabulary} from '../generate.ts'
import {bootstrapServers, nowhere} from '../values.ts'

export const vocabulary: Vocabulary = {
  actions: ['sync', 'compression-codec', 'reader-property', 'command-property', 'line-reader'],
  usual: [
    ['--bootstrap-server', nowhere],
    ['--topic', 't'],
  ],
  options: {
    'bootstrap-server': [...bootstrapServers, 'a:b', 'h:1,', ',', ' ', 'h:99999999999', '[::1]:99999'],
    topic: ['t', 't', 't', ''],
    sync: [],
    'compression-codec': ['gzip', 'none', 'x', '', 'ZSTD'],
    'batch-size': ['1', '0', '-1', 'x', ''],
    'max-partition-memory-bytes': ['1', 'x'],
    'message-send-max-retries': ['0', '-1', 'x'],
    'retry-backoff-ms': ['1', '-1', 'x'],
    timeout: ['0', '-1', 'x', '99999999999'],
    'request-required-acks': ['0', '1', '-1', 'all', '2', ''],
    'request-timeout-ms': ['1', '-1', '99999999999'],
    'metadata-expiry-ms': ['0', '-1'],
    'max-block-ms': ['1', '-1'],
    'max-memory-bytes': ['1', '-1'],
    'socket-buffer-size': ['-1', '-2', 'x'],
    'line-reader': ['org.apache.kafka.tools.LineMessageReader', 'x.Y', 'java.lang.String', ''],
    'reader-property': ['parse.key=true', 'parse.headers=true', 'headers.separator=:', 'null.marker=,', 'x', ''],
    property: ['parse.key=true', 'headers.delimiter=,', 'key.separator='],
    'reader-config': ['no-such-file'],
    'command-property': ['acks=1', 'acks=9', 'enable.idempotence=true', 'linger.ms=x', 'x', 'compression.type=x'],
    'producer-property': ['acks=1', 'delivery.timeout.ms=1', 'batch.size=x'],
    'command-config': ['no-such-file'],
    'producer.config': ['no-such-file'],
  },
}
