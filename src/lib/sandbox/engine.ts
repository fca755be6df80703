// Chooses what runs the brokers: a local JVM, Docker, or the practice broker.
import {checkDocker} from './docker.ts'
import {SandboxError} from './errors.ts'
import {kafkaJars, type KafkaJars} from './jars.ts'
import {findJava, type Java} from './java.ts'
import type {Engine} from './state.ts'
import {javaFor} from './versions.ts'

export type ChosenEngine = {kind: 'java'; java: Java; kafka: KafkaJars} | {kind: 'docker'} | {kind: 'memory'}

interface ChooseOptions {
  engine: 'auto' | Engine
  version: string
  /** Whether the practice broker may replace this release; false if the user named the release. */
  memoryWillDo: boolean
  onProgress: (text: string) => void
  signal?: AbortSignal
}

/**
 * The requested engine, with everything it needs already fetched. `auto` takes the first of java, docker and memory
 * that works. Throws SandboxError if none does.
 */
export async function chooseEngine(options: ChooseOptions): Promise<ChosenEngine> {
  const {engine, onProgress} = options
  if (engine === 'java') return javaEngine(options)
  if (engine === 'memory') return {kind: 'memory'}
  if (engine === 'docker') {
    await checkDocker()
    return {kind: 'docker'}
  }
  const whyNot: string[] = []
  for (const attempt of [() => javaEngine(options), () => chooseEngine({...options, engine: 'docker'})]) {
    try {
      return await attempt()
    } catch (error) {
      if (!(error instanceof SandboxError)) throw error
      whyNot.push(error.message)
    }
  }
  if (!options.memoryWillDo) throw new SandboxError(whyNot.join('; and '))
  onProgress(`no real Kafka on this machine: ${whyNot.join('; and ')}`)
  return {kind: 'memory'}
}

async function javaEngine({version, onProgress, signal}: ChooseOptions): Promise<ChosenEngine> {
  const java = await findJava({atLeast: javaFor(version), wantedBy: `Kafka ${version}`})
  return {kind: 'java', java, kafka: await kafkaJars(version, {onProgress, ...(signal && {signal})})}
}
