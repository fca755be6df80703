// Apache's kafka-clients jars, with the message definitions that kafkit's API tables are compared with.
import {execFile} from 'node:child_process'
import {copyFile, mkdir, rename, rm} from 'node:fs/promises'
import {homedir} from 'node:os'
import {dirname, join} from 'node:path'
import {promisify} from 'node:util'
import {download} from '../../src/lib/sandbox/download.ts'
import {cacheRoot} from '../../src/lib/sandbox/folders.ts'
import {checksum} from '../../src/lib/sandbox/pinned-jars.ts'

/** SHA-512 in base64. 4.3.1 has what Kafka 4 supports, and 3.9.1 what came before. */
const known: Readonly<Record<string, string>> = {
  '4.3.1': '87dhF+NJsodVCcvw1V/baH3PLQ1VTIcnNzm72mImIyqBZ5kBYT0/HB5J93f9GHgBBDkFCWN7oGVSuGhHO1S5UA==',
  '3.9.1': 'C5W7UwBoiKVAn2/O0tDgOHWkzhnczLi2Nbo6Z0gkdSNs+KM8QHCWQSIt11VvwOu/9oKgRpKRNDg7GgZOeKsS6w==',
}
export type ClientsVersion = '4.3.1' | '3.9.1'

/** The jar's path: from the sandbox's cache or Maven's, or otherwise fetched once (mvn or HTTP) into the cache. */
export async function kafkaClientsJar(version: ClientsVersion): Promise<string> {
  const file = `kafka-clients-${version}.jar`
  const own = join(cacheRoot(), 'kafka-clients', file)
  const inRepository = `org/apache/kafka/kafka-clients/${version}/${file}`
  const places = [own, join(cacheRoot(), 'jars', version, file), join(homedir(), '.m2/repository', inRepository)]
  for (const place of places) if (await isRight(place, version)) return place

  await mkdir(dirname(own), {recursive: true})
  const scratch = `${own}.${process.pid}`
  const base = process.env['KAFKIT_MAVEN_URL'] ?? 'https://repo.maven.apache.org/maven2'
  const withMaven = process.env['KAFKIT_MAVEN_URL']
    ? Promise.reject(new Error('a mirror is set'))
    : maven(version, scratch)
  try {
    await withMaven
      .then(() => copyFile(join(scratch, file), `${scratch}.jar`))
      .catch(() => download(`${base.replace(/\/+$/, '')}/${inRepository}`, `${scratch}.jar`))
    if (!(await isRight(`${scratch}.jar`, version)))
      throw new Error(`${file} as fetched has another SHA-512 than known`)
    await rename(`${scratch}.jar`, own)
  } finally {
    await rm(scratch, {recursive: true, force: true})
    await rm(`${scratch}.jar`, {force: true})
  }
  return own
}

const isRight = (file: string, version: ClientsVersion) =>
  checksum(file).then(
    (sum) => sum === known[version],
    () => false,
  )

const maven = (version: string, folder: string) =>
  promisify(execFile)('mvn', [
    '-q',
    '-B',
    'dependency:copy',
    `-DoutputDirectory=${folder}`,
    `-Dartifact=org.apache.kafka:kafka-clients:${version}:jar`,
  ])
