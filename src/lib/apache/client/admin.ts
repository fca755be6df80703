// The part of Apache's admin client that the tools show: which node a call goes to, its time limit, and what its
// future throws.
import {openCluster, type Cluster} from '../../cluster/cluster.ts'
import {describeQuorumNodes, type Quorum} from '../../cluster/quorum-nodes.ts'
import type {OpenCluster} from '../command-line/tool.ts'
import {getWithin} from './get-within.ts'
import {asJavaError, executionException, JavaError} from '../java/errors.ts'
import {hashOrder} from '../java/hash-order.ts'

const errors = 'org.apache.kafka.common.errors'

export class Admin {
  readonly #cluster: Cluster
  readonly #open: OpenCluster
  readonly #controllers: boolean
  #quorum: Promise<Quorum> | undefined
  /** Clusters that were opened for one node, by node id. */
  readonly #opened = new Map<number, Cluster>()

  /** `controllers`: the cluster was opened with the addresses of controllers instead of brokers. */
  constructor(cluster: Cluster, controllers: boolean, open: OpenCluster = openCluster) {
    this.#cluster = cluster
    this.#controllers = controllers
    this.#open = open
  }

  /** Makes a call that only brokers answer. Throws ExecutionException as JavaError, and TimeoutException after `ms`. */
  async get<T>(name: string, call: (cluster: Cluster) => Promise<T>, ms?: number): Promise<T> {
    if (this.#controllers)
      throw executionException(
        new JavaError(
          `${errors}.UnsupportedEndpointTypeException`,
          'This Admin API is not yet supported when communicating directly with the controller quorum.',
        ),
      )
    return thrown(name, call(this.#cluster), ms)
  }

  /**
   * Makes a call that controllers answer too: the active controller, or `node`. `anywhere`: `cluster` is that one
   * controller, and its metadata names no brokers.
   */
  async getAt<T>(
    name: string,
    node: number | undefined,
    call: (cluster: Cluster, anywhere: boolean) => Promise<T>,
    ms?: number,
  ): Promise<T> {
    if (!this.#controllers) return thrown(name, call(this.#cluster, false), ms)
    return thrown(
      name,
      this.#controller(name, node).then((cluster) => call(cluster, true)),
      ms,
    )
  }

  /** Ids of the brokers, or of the controllers, in the order of a HashMap. */
  async nodes(): Promise<number[]> {
    const ids = this.#controllers
      ? [...(await thrown('listNodes', this.#askQuorum())).controllers.keys()]
      : (await thrown('listNodes', this.#cluster.brokers())).map(({id}) => id)
    return hashOrder(ids, (id) => id)
  }

  close(): void {
    this.#cluster.close()
    for (const cluster of this.#opened.values()) cluster.close()
  }

  #askQuorum(): Promise<Quorum> {
    return (this.#quorum ??= describeQuorumNodes(this.#cluster))
  }

  async #controller(name: string, node: number | undefined): Promise<Cluster> {
    const {active, controllers} = await this.#askQuorum()
    const id = node ?? active
    const address = controllers.get(id)
    // Apache's client keeps looking for the node until its time limit.
    if (!address)
      throw new JavaError(`${errors}.TimeoutException`, `Timed out waiting for a node assignment. Call: ${name}`)
    const cluster = this.#opened.get(id) ?? this.#open({...this.#cluster.settings, bootstrap: [address]})
    this.#opened.set(id, cluster)
    return cluster
  }
}

async function thrown<T>(name: string, future: Promise<T>, ms?: number): Promise<T> {
  const failing = future.catch((error: unknown) => {
    throw executionException(asJavaError(error, name))
  })
  return ms === undefined ? failing : getWithin(ms, failing)
}
