// What Apache's side needs: a JDK that still has a security manager, and Kafka's jars.
import {mkdir} from 'node:fs/promises'
import {join} from 'node:path'
import {fetchPinned} from '../../src/lib/sandbox/fetch-jars.ts'
import {cacheRoot} from '../../src/lib/sandbox/folders.ts'
import {findJava} from '../../src/lib/sandbox/java.ts'
import {kafkaJars} from '../../src/lib/sandbox/jars.ts'

/** Only kafka-consumer-groups needs it, for CSV; the sandbox does without. */
const csv = {
  coordinates: 'com.fasterxml.jackson.dataformat:jackson-dataformat-csv:2.21.2',
  path: 'com/fasterxml/jackson/dataformat/jackson-dataformat-csv/2.21.2/jackson-dataformat-csv-2.21.2.jar',
  file: 'jackson-dataformat-csv-2.21.2.jar',
  bytes: 107_830,
  sha512: 'k+gLa8G0QQvtnV7KwwWh38VYCPX9+EDKjXSRLxe2y7KdjYcaTZdbyQUBAzTfyV4PlhddJDSydl/kzUoPf/eWTw==',
}

export interface ApacheJava {
  readonly java: string
  readonly classpath: string
}

/** Fetches the jars once. Throws a sentence that says what is missing. */
export async function apacheJava(onProgress?: (text: string) => void): Promise<ApacheJava> {
  const found = await findJava({atLeast: 17, wantedBy: 'the parity oracle'})
  if (found.version > 23) throw new Error(`the parity oracle needs a JDK from 17 to 23, not ${found.version}`)
  const options = onProgress ? {onProgress} : {}
  const {jars} = await kafkaJars(undefined, options)
  const folder = join(cacheRoot(), 'jars', 'parity')
  await mkdir(folder, {recursive: true})
  await fetchPinned('parity', [csv], folder, options)
  return {java: found.executable, classpath: [...jars, join(folder, csv.file)].join(':')}
}
