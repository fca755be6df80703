import {spawn} from 'node:child_process'
import {existsSync} from 'node:fs'
import {mkdir, rm, stat, writeFile} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import {makeFolder} from '../runtime/make-folder.ts'
import {archiveFile} from './class-data.ts'
import {randomUuid} from '../wire/random-uuid.ts'
import {prepareJava, type JavaEngine} from './java-engine.ts'
import {planTopology} from './plan.ts'
import type {Settings} from './settings.ts'

/**
 * Makes the class-data archive in the background by running a temporary broker at the lowest priority (some 10 s of
 * CPU, once per Java and class path). Does nothing if the archive exists or is being made. Failures are not reported,
 * because the archive only saves time.
 */
export async function trainArchive(engine: JavaEngine, settings: Settings): Promise<void> {
  const archive = archiveFile(engine.java, engine.kafka.jars)
  if (archive === undefined || existsSync(archive) || settings.layout === 'zookeeper') return
  const folder = `${archive}.training`
  try {
    await makeFolder(dirname(archive))
    const started = await stat(folder).catch(() => undefined)
    if (started && Date.now() - started.mtimeMs > 600_000) await rm(folder, {recursive: true, force: true})
    // Fails if another process is making it.
    await mkdir(folder)
  } catch {
    return
  }
  try {
    const plain: Settings = {
      kafkaVersion: settings.kafkaVersion,
      layout: 'combined',
      brokers: 1,
      properties: {},
      listeners: [],
      formatArguments: [],
      jvmArguments: [],
    }
    const topology = await planTopology(plain)
    const input = {...engine, dir: folder, clusterId: randomUuid(), topology, settings: plain, classData: false}
    const [broker] = (await prepareJava(input)).brokers
    const [program = '', ...args] = broker?.command ?? []
    const made = join(folder, 'made.jsa')
    const file = join(folder, 'train.sh')
    await writeFile(file, script)
    const command = [file, folder, archive, program, `-XX:ArchiveClassesAtExit=${made}`, ...args]
    const child = spawn('nice', ['-n', '19', '/bin/sh', ...command], {detached: true, stdio: 'ignore'})
    child.on('error', () => void rm(folder, {recursive: true, force: true}))
    child.unref()
  } catch {
    await rm(folder, {recursive: true, force: true})
  }
}

/**
 * Arguments: folder, archive, command. The JVM writes the archive when it ends; a rename puts the complete file in
 * place.
 */
const script = `folder=$1 archive=$2
shift 2
trap 'rm -rf "$folder"' EXIT
"$@" >"$folder/log" 2>&1 &
broker=$!
tries=0
until grep -q 'Kafka Server started' "$folder/log"; do
  tries=$((tries + 1))
  if [ $tries -gt 300 ] || ! kill -0 $broker 2>/dev/null; then
    kill -9 $broker 2>/dev/null
    exit 1
  fi
  sleep 0.2
done
sleep 1
kill $broker
(sleep 120; kill -9 $broker) >/dev/null 2>&1 &
limit=$!
wait $broker
kill $limit
mv "$folder/made.jsa" "$archive"
`
