// The two ways to reach a cluster that many tools offer: --bootstrap-server, or --bootstrap-controller for its quorum
// (KIP-919).
import type {Io} from '../../cli/io.ts'
import type {OpenCluster} from '../command-line/tool.ts'
import {Admin} from './admin.ts'
import {openClient} from './open-client.ts'

export interface BootstrapChoice {
  readonly servers: string | undefined
  readonly controllers: string | undefined
  /** Path of a client.properties. */
  readonly configFile: string | undefined
  readonly clientId?: string
  /** Values for properties that the file does not set. */
  readonly defaults?: ReadonlyMap<string, string>
  /** Whether the file may name servers although the command line names controllers, or the reverse. */
  readonly removesOther?: boolean
}

/** Throws JavaError if the client cannot be set up. If both options are given, the servers are used. */
export async function openAdmin(choice: BootstrapChoice, io: Io, open: OpenCluster | undefined): Promise<Admin> {
  const {servers, controllers, configFile, clientId = 'adminclient-1', defaults, removesOther = true} = choice
  const byControllers = servers === undefined
  const cluster = await openClient(
    {
      kind: 'admin',
      bootstrap: servers ?? controllers ?? '',
      controllers: byControllers,
      removesOther,
      configFile,
      clientId,
      defaults,
    },
    io,
    open,
  )
  return new Admin(cluster, byControllers, open)
}
