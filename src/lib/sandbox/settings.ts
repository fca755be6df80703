import type {Listener, Properties} from './properties.ts'
import type {Layout} from './versions.ts'

/** A client listener besides PLAINTEXT; `host` is what clients are told, 127.0.0.1 unless certificates want a name. */
export interface ListenerRequest {
  name: string
  protocol: Listener['protocol']
  host?: string
}

/** All that decides what is started; recorded, so that a stopped sandbox comes back as it was. */
export interface Settings {
  kafkaVersion: string
  layout: Layout
  brokers: number
  /** Port of the first broker's PLAINTEXT listener, the other brokers following; any free ones if undefined. */
  port?: number
  /** Added to every broker's own; `@DIR@` in a value is the broker's data folder, `@ID@` its id. */
  properties: Properties
  listeners: readonly ListenerRequest[]
  /** For `kafka-storage format`, such as `--add-scram`, `NAME=[…]`. */
  formatArguments: readonly string[]
  jvmArguments: readonly string[]
}
