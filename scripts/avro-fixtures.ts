// Writes test/fixtures/serdes/avro-answers.jsonl.gz anew with Apache Avro's own classes: needs Maven and JDK 19 or later.
//   JAVA_HOME=… node scripts/avro-fixtures.ts [--schemas N]     more random schemas than are kept, for a live comparison
import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {gzipSync} from 'node:zlib'
import {randomAvroSchemas, writtenAvroSchemas} from '../test/support/avro-schemas.ts'
import {avroJars, fixtures, javaAnswers, schemaCount} from './java-answers.ts'

const schemas = [...writtenAvroSchemas, ...randomAvroSchemas(schemaCount(40))]
const text = javaAnswers('AvroAnswers.java', avroJars, schemas)
const bytes = gzipSync(text, {level: 9})
writeFileSync(join(fixtures, 'avro-answers.jsonl.gz'), bytes)
process.stdout.write(`${text.split('\n').length - 1} answers, ${bytes.length} bytes\n`)
