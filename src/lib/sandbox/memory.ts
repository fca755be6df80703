import {SandboxError} from './errors.ts'
import type {Prepared} from './plan.ts'

/** What the practice broker is to be: it must listen on exactly these ports and answer with this cluster id. */
export interface MemoryBrokerOptions {
  /** The sandbox's folder, for a settings file if one is needed. */
  dir: string
  clusterId: string
  brokers: readonly {id: number; host: string; port: number}[]
  /** File that its output goes to. */
  log: string
}

/**
 * The command line of the in-memory practice broker, one process for all broker ids; it runs until SIGTERM. The caller
 * starts it, waits until Metadata lists all brokers, records and stops it as it does with Kafka's own.
 */
export async function memoryBroker(_options: MemoryBrokerOptions): Promise<Prepared> {
  throw new SandboxError(
    'the in-memory practice broker is not part of this kafkit yet; install Java 17 or newer, or start Docker',
  )
}
