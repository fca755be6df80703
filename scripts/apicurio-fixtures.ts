// Writes test/fixtures/serdes/apicurio-answers.json anew: what Apicurio's own serializers for Java write, and the schemas that they
// registered for it. Needs Maven and a Java of 21 or later.
//   node scripts/apicurio-fixtures.ts
import {execFileSync} from 'node:child_process'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {findJava} from '../src/lib/sandbox/java.ts'
import {startApicurio} from '../test/support/real-registries.ts'

const fixtures = fileURLToPath(new URL('../test/fixtures/serdes/', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'apicurio-'))
const serdes = ['avro', 'protobuf'].map(
  (name) =>
    `<dependency><groupId>io.apicurio</groupId><artifactId>apicurio-registry-${name}-serde-kafka</artifactId><version>3.1.7</version></dependency>`,
)

interface Registered {
  readonly schema: string
  readonly schemaType?: string
  readonly references?: readonly {readonly name: string; readonly subject: string; readonly version: number}[]
}

try {
  writeFileSync(
    join(folder, 'pom.xml'),
    `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion><groupId>f</groupId><artifactId>f</artifactId><version>1</version><dependencies>${serdes.join('')}</dependencies></project>`,
  )
  const libs = join(folder, 'libs')
  execFileSync('mvn', ['-q', 'dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${libs}`], {
    cwd: folder,
  })
  const {executable} = await findJava({atLeast: 21, wantedBy: 'Apicurio Registry'})
  const registry = await startApicurio()
  try {
    const api = registry.url.replace('ccompat/v7', 'registry/v3')
    const lines = execFileSync(executable, ['-cp', join(libs, '*'), join(fixtures, 'ApicurioAnswers.java'), api], {
      encoding: 'utf8',
    })
    const records = lines
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as object)
    const ask = async (path: string) => {
      const answer = await fetch(`${registry.url}${path}`)
      return answer.ok ? ((await answer.json()) as Registered & {readonly id: number}) : undefined
    }
    const schemas: Record<string, Registered> = {}
    const versions: Record<string, Registered> = {}
    // Some ids are not used.
    for (let id = 1; id < 100; id++) {
      const found = await ask(`/schemas/ids/${id}`)
      if (!found) continue
      schemas[id] = found
      for (const {subject, version} of found.references ?? []) {
        const there = await ask(`/subjects/${encodeURIComponent(subject)}/versions/${version}`)
        if (there) versions[`${subject} ${version}`] = there
      }
    }
    writeFileSync(join(fixtures, 'apicurio-answers.json'), `${JSON.stringify({schemas, versions, records}, null, 1)}\n`)
    process.stdout.write(`${records.length} records, ${Object.keys(schemas).length} schemas\n`)
  } finally {
    await registry.close()
  }
} finally {
  rmSync(folder, {recursive: true, force: true})
}
