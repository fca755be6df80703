// What runs the brokers: a JVM here, Docker, or the practice broker.
import {findDocker} from './docker.ts'
import {SandboxError} from './errors.ts'
import {kafkaHomeVersion, kafkaJars, type KafkaJars} from './jars.ts'
import {findJava, type Java} from './java.ts'
import type {Engine} from './state.ts'
import {defaultKafkaVersion, javaFor} from './versions.ts'

export type ChosenEngine =
  | {kind: 'java'; version: string; java: Java; kafka: KafkaJars}
  | {kind: 'docker'; version: string; docker: string}
  | {kind: 'memory'; version: string}

interface ChooseOptions {
  engine: 'auto' | Engine
  /** Undefined: KAFKA_HOME's, else the default release. */
  kafkaVersion: string | undefined
  onProgress: (text: string) => void
  signal?: AbortSignal
}

/**
 * The engine asked for, with all that it needs fetched; `auto` takes the first that works of java, docker and memory,
 * but never memory when a release was named, because that is no release. SandboxError if there is none.
 */
export async function chooseEngine(options: ChooseOptions): Promise<ChosenEngine> {
  const {engine, kafkaVersion, onProgress} = options
  const version = kafkaVersion ?? (await kafkaHomeVersion()) ?? defaultKafkaVersion
  let whyNotJava: SandboxError | undefined
  if (engine === 'java' || engine === 'auto') {
    try {
      const java = await findJava({atLeast: javaFor(version), wantedBy: `Kafka ${version}`})
      const kafka = await kafkaJars(version, {onProgress, ...(options.signal && {signal: options.signal})})
      return {kind: 'java', version, java, kafka}
    } catch (error) {
      if (engine === 'java' || !(error instanceof SandboxError)) throw error
      whyNotJava = error
    }
  }
  if (engine === 'docker' || engine === 'auto') {
    try {
      return {kind: 'docker', version, docker: await findDocker()}
    } catch (error) {
      if (engine === 'docker' || !(error instanceof SandboxError)) throw error
      if (kafkaVersion !== undefined && whyNotJava) throw whyNotJava
    }
  }
  if (whyNotJava) onProgress(`no real Kafka here: ${whyNotJava.message}; Docker does not run either`)
  return {kind: 'memory', version}
}
