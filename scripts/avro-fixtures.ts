// Rewrites test/fixtures/serdes/avro-answers.jsonl.gz with Apache Avro's own classes. Needs Maven and JDK 19 or
// later.
//   JAVA_HOME=… node scripts/avro-fixtures.ts [--schemas 1000 --seed 7 --to FILE]
// With the options, it writes other answers than the committed ones, for a live comparison: KAFKIT_AVRO_ANSWERS=FILE
// npx vitest run --project unit test/serdes/avro
import {writeFileSync} from 'node:fs'
import {gzipSync} from 'node:zlib'
import {randomAvroSchemas, writtenAvroSchemas} from '../test/support/avro-schemas.ts'
import {avroJars, javaAnswers, wantedAnswers} from './java-answers.ts'

const {schemas: count, seed, file} = wantedAnswers('avro-answers.jsonl.gz', 40)
const schemas = [...writtenAvroSchemas, ...randomAvroSchemas(count, seed)]
const text = javaAnswers('AvroAnswers.java', avroJars, schemas, seed)
const bytes = gzipSync(text, {level: 9})
writeFileSync(file, bytes)
process.stdout.write(`${text.split('\n').length - 1} answers, ${bytes.length} bytes\n`)
