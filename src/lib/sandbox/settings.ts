import type {Listener, Properties} from './properties.ts'
import type {Layout} from './versions.ts'

/** `memory`: the practice registry, of kafkit itself. */
export type RegistryEngine = 'memory' | 'apicurio'

/** A client listener besides PLAINTEXT; `host` is advertised to clients, 127.0.0.1 unless certificates need a name. */
export interface ListenerRequest {
  name: string
  protocol: Listener['protocol']
  host?: string
}

/** Everything that decides what is started. Recorded, so that a stopped sandbox comes back as it was. */
export interface Settings {
  kafkaVersion: string
  layout: Layout
  brokers: number
  /** PLAINTEXT port of the first broker; the others take the ports after it. Free ones are chosen if undefined. */
  port?: number
  /** Added to every broker's settings; `@DIR@` in a value stands for the broker's data folder, `@ID@` for its id. */
  properties: Properties
  listeners: readonly ListenerRequest[]
  /** For `kafka-storage format`, such as `--add-scram`, `NAME=[…]`. */
  formatArguments: readonly string[]
  jvmArguments: readonly string[]
  /** The Schema Registry that starts with the brokers. */
  registry?: RegistryEngine
}
