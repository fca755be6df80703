// Rewrites test/fixtures/serdes/protobuf-answers.jsonl.gz with Google's own classes. Needs Maven and JDK 19 or later.
//   JAVA_HOME=… node scripts/protobuf-fixtures.ts [--schemas 1000 --seed 7 --to FILE]
// With the options, it writes other answers than the committed ones, for a live comparison:
// KAFKIT_PROTOBUF_ANSWERS=FILE npx vitest run --project unit test/serdes/protobuf
import {writeFileSync} from 'node:fs'
import {gzipSync} from 'node:zlib'
import {everyLine, randomProtobufSchemas} from '../test/support/protobuf-schemas.ts'
import {javaAnswers, wantedAnswers} from './java-answers.ts'

// The last releases with includingDefaultValueFields, which Confluent's formatter uses.
const jars = [
  'com.google.protobuf:protobuf-java:3.25.8',
  'com.google.protobuf:protobuf-java-util:3.25.8',
  'com.google.code.gson:gson:2.8.9',
  'com.google.guava:guava:32.0.1-jre',
  'com.google.guava:failureaccess:1.0.1',
]
const {schemas, seed, file} = wantedAnswers('protobuf-answers.jsonl.gz', 60)
const text = javaAnswers('ProtobufAnswers.java', jars, [everyLine, ...randomProtobufSchemas(schemas, seed)], seed)
const bytes = gzipSync(text, {level: 9})
writeFileSync(file, bytes)
process.stdout.write(`${text.split('\n').length - 1} lines, ${bytes.length} bytes\n`)
