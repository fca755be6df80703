// Runs Kafka's own broker on a local JVM: settings files, formatted storage, command lines.
import {existsSync} from 'node:fs'
import {writeFile} from 'node:fs/promises'
import {basename, join} from 'node:path'
import {archiveFile} from './class-data.ts'
import {bootstrapCheckpoint, formatStorage} from './format-storage.ts'
import type {Java} from './java.ts'
import type {KafkaJars} from './jars.ts'
import {logFile, type Preparation, type Prepared} from './plan.ts'
import {
  brokerProperties,
  controllerId,
  controllerProperties,
  propertiesText,
  zooKeeperProperties,
  type Properties,
  type Topology,
} from './properties.ts'
import type {Settings} from './settings.ts'
import {cannotBeWritten} from '../errors/output-failed.ts'
import {makeFolder} from '../runtime/make-folder.ts'

export interface JavaEngine {
  java: Java
  kafka: KafkaJars
}

interface PrepareInput extends JavaEngine {
  dir: string
  clusterId: string
  topology: Topology
  settings: Settings
  /** Use the class-data archive if it exists. */
  classData: boolean
  signal?: AbortSignal
}

/** Writes everything that the processes need into the sandbox's folder; existing storage is kept. */
export async function prepareJava(input: PrepareInput): Promise<Preparation> {
  const {dir, topology, settings} = input
  const logging = await loggingFlags(dir, input.kafka.jars)
  const java = (heap: string, flags: readonly string[] = []) => javaCommand(input, heap, [...logging, ...flags])

  const tool = {java: java('128m'), ...(input.signal && {signal: input.signal})}
  const format =
    settings.formatArguments.length > 0 || topology.layout === 'zookeeper'
      ? {tool, arguments: settings.formatArguments}
      : {bootstrap: await bootstrapCheckpoint(topology.version, tool)}

  const kafka = async (label: string, id: number, own: Properties, flags: readonly string[]): Promise<Prepared> => {
    const folder = join(dir, label)
    const properties = {...own, 'log.dirs': folder}
    const propertiesFile = join(dir, `${label}.properties`)
    const text = propertiesText(properties).replaceAll('@DIR@', folder).replaceAll('@ID@', String(id))
    await writeFile(propertiesFile, text).catch(cannotBeWritten(propertiesFile))
    if (topology.layout !== 'zookeeper') {
      const dataFolders = (/^log\.dirs=(.*)$/m.exec(text)?.[1] ?? folder).split(',')
      await formatStorage({
        version: topology.version,
        clusterId: input.clusterId,
        node: {id, propertiesFile, dataFolders},
        from: format,
      })
    }
    return {label, command: [...java(heap, flags), 'kafka.Kafka', propertiesFile], log: logFile(dir, label)}
  }

  const heap = topology.brokers.length > 1 ? '192m' : '256m'
  const quorum: Prepared[] = []
  if (topology.layout === 'controller') {
    quorum.push(await kafka(`controller-${controllerId}`, controllerId, controllerProperties(topology), []))
  } else if (topology.layout === 'zookeeper') {
    quorum.push(await zooKeeper(dir, topology, java('128m', zooKeeperFlags)))
  }
  const brokers = await Promise.all(
    topology.brokers.map(({id}) =>
      kafka(`broker-${id}`, id, {...brokerProperties(topology, id), ...settings.properties}, settings.jvmArguments),
    ),
  )
  return {quorum, brokers}
}

/** Program and arguments up to and including the class path, for a small heap and a quick start. */
export function javaCommand(
  {java, kafka, classData}: JavaEngine & {classData: boolean},
  heap: string,
  flags: readonly string[],
): string[] {
  const archive = classData ? archiveFile(java, kafka.jars) : undefined
  return [
    java.executable,
    `-Xmx${heap}`,
    '-XX:+UseSerialGC',
    '-XX:TieredStopAtLevel=1',
    // Without this each killed broker would leave a file in the system's temporary folder.
    '-XX:-UsePerfData',
    ...(archive && existsSync(archive) ? ['-Xshare:auto', `-XX:SharedArchiveFile=${archive}`] : []),
    ...flags,
    '-cp',
    kafka.jars.join(':'),
  ]
}

const zooKeeperFlags = [
  '-Dzookeeper.admin.enableServer=false',
  // ZooKeeper 3.4 needs classes of log4j 1 that reload4j does not have.
  '-Dzookeeper.jmx.log4j.disable=true',
]

async function zooKeeper(dir: string, topology: Topology, java: string[]): Promise<Prepared> {
  const dataDir = join(dir, 'zookeeper')
  await makeFolder(dataDir)
  const file = join(dir, 'zookeeper.properties')
  await writeFile(file, propertiesText({dataDir, ...zooKeeperProperties(topology.quorumPort)})).catch(
    cannotBeWritten(file),
  )
  const command = [...java, 'org.apache.zookeeper.server.quorum.QuorumPeerMain', file]
  return {label: 'zookeeper', command, log: logFile(dir, 'zookeeper')}
}

/** Logs warnings and errors, and the line that says that the broker is up, with whatever logger the jars contain. */
async function loggingFlags(dir: string, jars: readonly string[]): Promise<string[]> {
  const has = (name: RegExp) => jars.some((jar) => name.test(basename(jar)))
  if (has(/^log4j-core-2/)) {
    const file = join(dir, 'log4j2.properties')
    await writeFile(file, log4j2).catch(cannotBeWritten(file))
    return [`-Dlog4j2.configurationFile=${file}`]
  }
  if (has(/^(reload4j|log4j)-1/)) {
    const file = join(dir, 'log4j.properties')
    await writeFile(file, log4j1).catch(cannotBeWritten(file))
    return [`-Dlog4j.configuration=file:${file}`]
  }
  const simple = '-Dorg.slf4j.simpleLogger'
  return [
    `${simple}.defaultLogLevel=warn`,
    `${simple}.log.kafka.server.KafkaRaftServer=info`,
    `${simple}.showDateTime=true`,
    `${simple}.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSS`,
  ]
}

const log4j2 = `rootLogger.level = warn
rootLogger.appenderRef.out.ref = out
appender.out.type = Console
appender.out.name = out
appender.out.layout.type = PatternLayout
appender.out.layout.pattern = %d{ISO8601} [%t] %p %c - %m%n
logger.started.name = kafka.server.KafkaRaftServer
logger.started.level = info
`
const log4j1 = `log4j.rootLogger=WARN, out
log4j.appender.out=org.apache.log4j.ConsoleAppender
log4j.appender.out.layout=org.apache.log4j.PatternLayout
log4j.appender.out.layout.ConversionPattern=%d{ISO8601} [%t] %p %c - %m%n
log4j.logger.kafka.server.KafkaRaftServer=INFO
`
