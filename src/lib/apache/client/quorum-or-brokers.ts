// The two ways to a cluster that many tools take: --bootstrap-server, or --bootstrap-controller for its quorum (KIP-919).
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
  /** Properties where the file has none. */
  readonly defaults?: ReadonlyMap<string, string>
  /** Whether the file may name servers besides the controllers of the command line, or the reverse. */
  readonly removesOther?: boolean
}

/** JavaError if the client cannot be set up. Where both are given, the servers count. */
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
