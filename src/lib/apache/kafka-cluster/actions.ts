// The commands of kafka-cluster.
import {describeCluster} from '../../brokers/describe-cluster.ts'
import {unregisterBroker} from '../../brokers/unregister.ts'
import type {Io} from '../../cli/io.ts'
import type {Admin} from '../client/admin.ts'
import type {Arguments} from '../command-line/arguments.ts'
import {TerseProblem} from '../command-line/checks.ts'
import {JavaError} from '../java/errors.ts'
import {padded, widest} from '../java/format.ts'
import {hashOrder} from '../java/hash-order.ts'

export async function printClusterId(admin: Admin, _args: Arguments, io: Io): Promise<void> {
  const {clusterId} = await admin.getAt('listNodes', undefined, (cluster, controllers) =>
    describeCluster(cluster, {controllers}),
  )
  io.out(
    clusterId === null ? 'No cluster ID found. The Kafka version is probably too old.\n' : `Cluster ID: ${clusterId}\n`,
  )
}

export async function unregister(admin: Admin, args: Arguments, io: Io): Promise<void> {
  const id = args.number('id') ?? -1
  try {
    await admin.getAt('unregisterBroker', undefined, (cluster) => unregisterBroker(cluster, id))
    io.out(`Broker ${id} is no longer registered.\n`)
  } catch (error) {
    if (unsupported(error) === undefined) throw error
    io.out('The target cluster does not support the broker unregistration API.\n')
  }
}

export async function listEndpoints(admin: Admin, args: Arguments, io: Io): Promise<void> {
  const fenced = args.has('include-fenced-brokers')
  const ofControllers = args.has('bootstrap-controller')
  if (fenced && ofControllers)
    throw new TerseProblem('The option --include-fenced-brokers is only supported with --bootstrap-server option')
  try {
    const description = await admin.getAt('listNodes', undefined, (cluster, controllers) =>
      describeCluster(cluster, {controllers, fenced}),
    )
    const nodes = hashOrder(description.nodes, ({id}) => id)
    const hosts =
      nodes.length === 0
        ? 100
        : widest(
            0,
            nodes.map(({host}) => host),
          )
    const racked = nodes.flatMap(({rack}) => (rack === null ? [] : [rack]))
    const racks = racked.length === 0 ? 10 : widest(0, racked)
    const rows = nodes.map(({id, host, port, rack, fenced: isFenced}) => [
      String(id),
      host,
      String(port),
      String(rack),
      ...(ofControllers ? ['controller'] : [isFenced ? 'fenced' : 'unfenced', 'broker']),
    ])
    const state = ofControllers ? [] : ['STATE']
    const widths = [10, hosts, 10, racks, ...(ofControllers ? [] : [10]), 15]
    for (const row of [['ID', 'HOST', 'PORT', 'RACK', ...state, 'ENDPOINT_TYPE'], ...rows])
      io.out(`${padded(row, widths)}\n`)
  } catch (error) {
    const cause = unsupported(error)
    if (cause === undefined) throw error
    io.out(`${cause.message}\n`)
  }
}

function unsupported(error: unknown): JavaError | undefined {
  const cause = error instanceof JavaError ? error.cause : undefined
  const unsupportedVersion = 'org.apache.kafka.common.errors.UnsupportedVersionException'
  return cause instanceof JavaError && cause.javaClass === unsupportedVersion ? cause : undefined
}
