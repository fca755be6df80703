// Which test holds which of the situations that decoding and registries must survive. A line that points nowhere fails.
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'

/** What happens, and the tests that hold it: a file, and words of the test's name or its table. */
const scenarios: readonly (readonly [what: string, ...held: readonly (readonly [file: string, words: string])[]])[] = [
  [
    'keys and values by schemas, tombstones, also those of Debezium',
    ['serdes/debezium', 'a snapshot, an update and a delete'],
    ['serdes/debezium', 'the tombstone'],
    ['commands/encoded-records', 'tombstones, text and nulls'],
    ['commands/decoded-fields', 'fields of decoded keys and values'],
  ],
  [
    'each framing',
    ['serdes/framing', 'a guid in a header'],
    ['serdes/framing', "Apicurio's Avro as JSON"],
    ['serdes/framing', 'AWS Glue, compressed'],
    ['serdes/apicurio', 'in each of their ways'],
    ['serdes/javascript', 'all three formats, and a guid in a header'],
  ],
  [
    "every Avro type as Avro's own classes have it",
    ['serdes/avro/apache', "what Java's JsonEncoder writes"],
    ['serdes/avro/apache', 'another implementation reads'],
  ],
  [
    '64-bit numbers, floats, NaN, -0',
    ['serdes/avro/plain', 'keeps all of its digits'],
    ['serdes/avro/plain', 'floats have no more digits'],
    ['serdes/write-values', 'doubles have the text'],
  ],
  [
    'unions wrapped, plain and ambiguous',
    ['serdes/avro/plain', 'unions take the only branch that fits'],
    ['commands/encoded-records', 'a union that has lost its branch'],
  ],
  ['decimals', ['serdes/avro/plain', 'a decimal is readable'], ['serdes/avro/apache', 'logical types']],
  [
    'references two deep, a diamond, a circle',
    ['registry/registry-schemas', 'two levels deep and in a diamond'],
    ['registry/registry-schemas', 'in a circle'],
    ['serdes/protobuf/payload', 'two levels deep'],
    ['serdes/json-schema', 'references are found by the names'],
  ],
  [
    'Protobuf: indexes, groups, extensions, editions, well-known types, unknown fields',
    ['serdes/protobuf/payload', 'finding the message'],
    ['serdes/protobuf/payload', 'of proto2 has groups'],
    ['serdes/protobuf/payload', 'edition 2023'],
    ['serdes/protobuf/payload', "has Google's types in their own JSON"],
    ['serdes/protobuf/payload', 'keeps fields and symbols that the schema does not have'],
    ['serdes/protobuf/payload', 'uses the last of several members'],
    ['serdes/framing', 'behind a map, which is none'],
  ],
  ['JSON Schema drafts, valid and not', ['serdes/json-schema', '2020-12'], ['serdes/json-schema', 'references']],
  [
    'Avro by a file, Protobuf without a schema',
    ['commands/consume-decode', 'Avro with a schema file'],
    ['serdes/protobuf/payload', 'without a schema'],
  ],
  [
    'a topic with everything in it',
    ['serdes/framing', 'one topic may contain all framings'],
    ['commands/registry-records', 'text between framed records'],
  ],
  [
    'a registry that is down, slow, closed, busy, something else',
    ['commands/registry-faults', 'down in the middle'],
    ['commands/registry-faults', 'it says nothing'],
    ['commands/registry-faults', 'too many questions'],
    ['commands/registry-faults', 'a web page'],
    ['commands/registry-faults', 'has forgotten'],
  ],
  ['guids in headers', ['serdes/framing', 'the header takes precedence'], ['serdes/framing', 'headers of keys']],
  ['--on-decode-error', ['commands/consume-decode', '--on-decode-error skip leaves it out']],
  [
    'there and back, byte for byte',
    ['commands/encoded-records', 'byte for byte'],
    ['serdes/protobuf/encode', 'encoded to the same bytes'],
  ],
  [
    'produce: latest, id, file, --register, what does not fit',
    ['commands/registry-records', 'produce by the newest schema'],
    ['commands/registry-records', 'with --register is registered once'],
    ['commands/registry-records', 'a line that does not fit'],
    ['serdes/avro/plain', 'defaults stand in'],
    ['commands/registry-records', '--register of a schema that the registry refuses'],
  ],
  ['names of subjects', ['commands/encoded-records', 'registers under']],
  [
    'a value beyond 1 MB, 100,000 records of 50 schemas',
    ['commands/registry-records', 'a value beyond 1 MB'],
    ['commands/registry-faults', '50 questions, each once'],
    ['commands/encoded-records', 'a schema in two chunks'],
  ],
  ['random and hostile bytes', ['serdes/fuzz', 'random bytes'], ['serdes/avro/plain', 'an attack or damage']],
  ['what is loaded', ['serdes/loaded', 'load no decoder']],
  [
    'subjects, versions, ids, deleted ones',
    ['commands/schemas/schemas', 'list, get, versions'],
    ['commands/schemas/schemas', 'soft-deleted'],
  ],
  [
    'register: twice, normalized, references out of a folder, a circle',
    ['commands/schemas/schemas', 'with --normalize what differs in blanks'],
    ['commands/schemas/schemas', 'what is there already is not sent'],
    ['commands/schemas/schemas', 'leaves first'],
    ['commands/schemas/schemas', 'a circle of files'],
  ],
  [
    'compatibility, here and there',
    ['schemas/avro-compatibility', 'levels'],
    ['commands/schemas/schemas', 'compatible and not'],
    ['real/registries', 'as the rules here do'],
  ],
  ['levels and modes', ['commands/schemas/schemas', 'levels and modes']],
  ['delete and restore', ['commands/schemas/schemas', 'delete and restore'], ['real/registries', 'the same id again']],
  [
    'copies that keep ids',
    ['commands/schemas/schemas', 'ids and versions are kept'],
    ['commands/schemas/schemas', 'an interrupted import restores the modes'],
    ['commands/schemas/schemas', 'killed, --resume deletes what was not deleted yet'],
    ['real/registries', 'does not keep ids'],
  ],
  [
    'contexts',
    ['registry/registry-schemas', 'the same id in another context'],
    ['commands/encoded-records', 'the context of a subject'],
  ],
  [
    'odd names',
    ['commands/schemas/schemas', 'a subject called %s'],
    ['practice-registry/answers', 'names may contain / : %'],
  ],
  [
    'addresses, logins, TLS, proxies',
    ['http/client', 'a base path stays'],
    ['http/client', 'the second address'],
    ['commands/registry-logins', 'a client certificate'],
    ['commands/registry-logins', 'a token of OAuth'],
    ['commands/registry-logins', 'of the brokers'],
    ['commands/registry-logins', 'with TLS inside'],
  ],
  ['one bad record among many', ['commands/schemas/schemas', 'the one record among 100,000 others']],
  ['ids in the records of a topic', ['commands/schemas/schemas', 'ids that records name']],
  ['read-only and protected profiles, the audit log', ['commands/guards', 'read-only'], ['commands/audit', 'schemas']],
  [
    "Confluent's Avro console tools: keys, ids, what cannot be printed",
    ['apache/confluent/console-tools', 'lines become records by a schema that is registered'],
    ['apache/confluent/console-tools', 'what cannot be printed ends it with exit code 1, or is skipped'],
  ],
  [
    'their producer: schema, id, file, references, registered or not, the newest',
    ['apache/confluent/console-tools', 'use.latest.version writes by the newest schema'],
    ['apache/confluent/console-tools', 'without auto.register an unknown schema is an error'],
    ['apache/confluent/console-tools', 'latest.compatibility.strict=false'],
  ],
  [
    'their Protobuf and JSON Schema',
    ['apache/confluent/console-tools', 'messages, the first or another one'],
    ['apache/confluent/console-tools', 'what does not fulfil the schema is neither sent nor printed'],
  ],
  ["Apache's console tools with their classes", ['apache/confluent/console-tools', "take Confluent's classes"]],
  ['registries that others wrote', ['real/registries', 'Apicurio Registry'], ['real/registries', 'srfake']],
]

test.each(scenarios)('%s', (_, ...held) => {
  expect(held.length).toBeGreaterThan(0)
  for (const [file, words] of held)
    expect(readFileSync(join(import.meta.dirname, '..', `${file}.test.ts`), 'utf8'), file).toContain(words)
})
