import type {Listener, Properties} from './properties.ts'
import type {Layout} from './versions.ts'

/** `memory`: kafkit's practice registry. */
export type RegistryEngine = 'memory' | 'apicurio'

/** A client listener besides PLAINTEXT; `host` is advertised to clients, 127.0.0.1 unless certificates need a name. */
export interface ListenerRequest {
  name: string
  protocol: Listener['protocol']
  host?: string
}

/** The rack of the broker at this index, counted from 0; null: none. */
export function rackAt({racks, brokers}: Pick<Settings, 'racks' | 'brokers'>, index: number): string | null {
  if (racks && racks.length > 0) return racks[index % racks.length] ?? null
  return brokers > 1 ? `r${index + 1}` : null
}

/** Everything that decides what is started. It is recorded, so that a stopped sandbox starts as it was. */
export interface Settings {
  kafkaVersion: string
  layout: Layout
  brokers: number
  /** The racks that the brokers get in turn; undefined: with several brokers each has its own, r1, r2, …. */
  racks?: readonly string[]
  /** The PLAINTEXT port of the first broker; the others use the following ports. Undefined: free ports are chosen. */
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
