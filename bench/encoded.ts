// Topics in Avro and Protobuf with orders of a few fields, like those of applications.
import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import type {Cluster} from '../src/lib/cluster/cluster.ts'
import {produceRecords} from '../src/lib/records/produce/produce.ts'
import {EncodingReader} from '../src/lib/records/readers/encoding-reader.ts'
import {lineReader} from '../src/lib/records/readers/line-reader.ts'
import {fieldEncoder} from '../src/lib/serdes/field-encoder.ts'
import {readSchemaFile} from '../src/lib/serdes/schema-file.ts'

const avro = {
  type: 'record',
  name: 'shop.Order',
  fields: [
    {name: 'id', type: 'long'},
    {name: 'customer', type: 'string'},
    {name: 'status', type: {type: 'enum', name: 'Status', symbols: ['NEW', 'PAID', 'SENT']}},
    {name: 'amount', type: 'double'},
    {name: 'paid', type: 'boolean'},
    {name: 'note', type: ['null', 'string'], default: null},
    {name: 'at', type: {type: 'long', logicalType: 'timestamp-millis'}},
  ],
}
const proto = `syntax = "proto3";
package shop;
message Order {
  enum Status { NEW = 0; PAID = 1; SENT = 2; }
  message Line { string sku = 1; int32 count = 2; }
  int64 id = 1;
  string customer = 2;
  Status status = 3;
  double amount = 4;
  bool paid = 5;
  string note = 6;
  int64 at = 7;
  repeated int32 shelves = 8;
  map<string, int32> stock = 9;
  Line line = 10;
  bytes token = 11;
}
`

/** Paths of the schemas. */
export async function writeSchemas(folder: string): Promise<{readonly avro: string; readonly proto: string}> {
  const files = {avro: join(folder, 'order.avsc'), proto: join(folder, 'order.proto')}
  writeFileSync(files.avro, JSON.stringify(avro))
  writeFileSync(files.proto, proto)
  return files
}

/** Writes this many records without a frame, in batches like those of most producers. */
export async function fillEncoded(
  cluster: Cluster,
  topic: 'avro' | 'proto',
  file: string,
  count: number,
): Promise<void> {
  const schema = await readSchemaFile(file, {cwd: '.'})
  const value = await fieldEncoder({schema, form: 'plain'})
  const reader = new EncodingReader(lineReader(), {value})
  await produceRecords(cluster, {topic, reader, chunks: lines(topic, count), batchBytes: 65_536})
}

async function* lines(topic: 'avro' | 'proto', count: number): AsyncGenerator<Buffer> {
  for (let from = 0; from < count; from += 1000) {
    const some = Array.from({length: Math.min(1000, count - from)}, (_, at) => order(topic, from + at))
    yield Buffer.from(some.map((each) => `${JSON.stringify(each)}\n`).join(''))
  }
}

function order(topic: 'avro' | 'proto', n: number): object {
  const common = {
    id: 1_000_000_000_000 + n * 7919,
    customer: `customer-${n % 50_000}`,
    status: ['NEW', 'PAID', 'SENT'][n % 3],
    amount: ((n * 37) % 1_000_000) / 100,
    paid: n % 2 === 0,
    at: 1_790_000_000_000 + n * 1000,
  }
  if (topic === 'avro') return {...common, note: n % 4 === 0 ? 'leave at the door' : null}
  const more = {
    shelves: [n % 100, n % 7],
    stock: {main: n % 10},
    line: {sku: `s${n % 50}`, count: n % 9},
    token: 'AAEC',
  }
  return {...common, ...(n % 4 === 0 && {note: 'leave at the door'}), ...more}
}
