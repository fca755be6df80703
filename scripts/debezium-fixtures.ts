// Rewrites test/fixtures/serdes/debezium-answers.json with Apache Avro's own classes. Needs Maven and JDK 19 or
// later.
//   JAVA_HOME=… node scripts/debezium-fixtures.ts
import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {avroJars, fixtures, javaAnswers} from './java-answers.ts'

const lines = javaAnswers('DebeziumAnswers.java', avroJars)
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as {readonly id?: number; readonly schema?: object; readonly hex?: string})
const schemas: Record<string, {schema: string}> = {}
for (const {id, schema} of lines) if (id !== undefined) schemas[id] = {schema: JSON.stringify(schema)}
const records = lines.filter(({id}) => id === undefined).map((each) => ({hex: null, ...each, headers: {}}))
writeFileSync(join(fixtures, 'debezium-answers.json'), `${JSON.stringify({schemas, versions: {}, records}, null, 1)}\n`)
process.stdout.write(`${records.length} records, ${Object.keys(schemas).length} schemas\n`)
