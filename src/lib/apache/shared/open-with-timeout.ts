// Opens the cluster for a tool for groups, whose --timeout limits each call.
import type {Io} from '../../cli/io.ts'
import {openCluster, type Cluster} from '../../cluster/cluster.ts'
import {ConnectionError} from '../../cluster/errors.ts'
import type {OpenCluster} from '../command-line/tool.ts'
import {OptionError} from '../command-line/options.ts'
import {executionException, JavaError, runtimeException} from '../java/errors.ts'

/** Functions where Apache's tool reads the option only after other steps. */
export interface TimedClient {
  readonly bootstrap: () => string
  readonly configFile: () => string | undefined
  readonly timeout: () => bigint | undefined
  /** Reads the other options once there is a client, whatever the action: a bad value fails all actions. */
  readonly others?: () => void
  /** Whether the action begins with a list of groups: without time, it fails to find brokers. */
  readonly lists: boolean
  /** Whether the action reports failures per item: without time, each item fails. */
  readonly itemwise?: boolean
}

/** Opens a cluster whose calls all fail at once, like those of Java's client if a time limit is 0. */
export const withoutTime =
  (open: OpenCluster = openCluster): OpenCluster =>
  (settings) =>
    open({...settings, signal: AbortSignal.abort(noTimeLeft())})

const noTimeLeft = () => new ConnectionError('', 'requestTimedOut', '--timeout leaves no time for a request')

/** Throws JavaError, or OptionError for a bad value. */
export async function openWithTimeout(input: TimedClient, io: Io, open?: OpenCluster): Promise<Cluster> {
  const timeoutMs = timeoutOf(input.timeout)
  const failsEach = input.itemwise === true && typeof timeoutMs === 'number' && timeoutMs <= 0
  const {openClient} = await import('../client/open-client.ts')
  try {
    const cluster = await openClient(
      {
        kind: 'admin',
        bootstrap: input.bootstrap,
        configFile: input.configFile(),
        clientId: 'adminclient-1',
        ...(typeof timeoutMs === 'number' ? {timeoutMs} : {}),
      },
      io,
      failsEach ? withoutTime(open) : open,
    )
    input.others?.()
    if (typeof timeoutMs !== 'number') throw timeoutMs
    if (timeoutMs <= 0 && !failsEach) throw noTime(input.lists)
    return cluster
  } catch (error) {
    // Apache's tools wrap failures of reading the file, but not those of creating the client.
    throw error instanceof JavaError && error.javaClass.startsWith('java.') ? runtimeException(error) : error
  }
}

function noTime(lists: boolean): Error {
  if (!lists) return noTimeLeft()
  const text = 'Failed to find brokers to send ListGroups'
  return executionException(new JavaError('org.apache.kafka.common.KafkaException', text))
}

/** In ms, or the error about it. */
function timeoutOf(read: () => bigint | undefined): number | OptionError {
  try {
    return Number(read() ?? 30_000n)
  } catch (error) {
    if (error instanceof OptionError) return error
    throw error
  }
}
