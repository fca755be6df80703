// Writes test/fixtures/serdes/protobuf-answers.jsonl.gz anew with Google's own classes: needs Maven and JDK 19 or later.
//   JAVA_HOME=… node scripts/protobuf-fixtures.ts [--schemas N]     more random schemas than are kept, for a live comparison
import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {gzipSync} from 'node:zlib'
import {everyLine, randomProtobufSchemas} from '../test/support/protobuf-schemas.ts'
import {fixtures, javaAnswers, schemaCount} from './java-answers.ts'

// The last releases with includingDefaultValueFields, by which Confluent's formatter prints.
const jars = [
  'com.google.protobuf:protobuf-java:3.25.8',
  'com.google.protobuf:protobuf-java-util:3.25.8',
  'com.google.code.gson:gson:2.8.9',
  'com.google.guava:guava:32.0.1-jre',
  'com.google.guava:failureaccess:1.0.1',
]
const text = javaAnswers('ProtobufAnswers.java', jars, [everyLine, ...randomProtobufSchemas(schemaCount(60))])
const bytes = gzipSync(text, {level: 9})
writeFileSync(join(fixtures, 'protobuf-answers.jsonl.gz'), bytes)
process.stdout.write(`${text.split('\n').length - 1} lines, ${bytes.length} bytes\n`)
