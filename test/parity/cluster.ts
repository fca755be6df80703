// Three live brokers (1 is also the controller) and broker 4, which the fixture stops again.
import {spawn, type ChildProcess} from 'node:child_process'
import {once} from 'node:events'
import {openSync, closeSync} from 'node:fs'
import {writeFile} from 'node:fs/promises'
import {connect} from 'node:net'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {freePorts} from '../../src/lib/sandbox/ports.ts'
import {quietly} from './oracle.ts'
import {runProcess} from './side.ts'

const clusterId = '5L6g3nShT-eMCtK--X86sw'
const nodes = [1, 2, 3, 4]

export interface ClusterInput {
  readonly java: string
  readonly classpath: string
  /** For settings, logs and data. */
  readonly folder: string
  /** The first of ten consecutive ports; free ones if left out. */
  readonly firstPort?: number | undefined
}

export class ParityCluster {
  readonly #input: ClusterInput
  readonly #ports: readonly number[]
  readonly #processes = new Map<number, ChildProcess>()

  private constructor(input: ClusterInput, ports: readonly number[]) {
    this.#input = input
    this.#ports = ports
  }

  /** Resolves when all brokers and the controller listen. */
  static async start(input: ClusterInput): Promise<ParityCluster> {
    const {firstPort} = input
    const ports = firstPort === undefined ? await freePorts(10) : Array.from({length: 10}, (_, at) => firstPort + at)
    const cluster = new ParityCluster(input, ports)
    try {
      await Promise.all(nodes.map((node) => cluster.#format(node)))
      for (const node of nodes) cluster.#launch(node)
      for (const port of ports.slice(0, 5)) await listening(port)
      return cluster
    } catch (error) {
      await cluster.stop()
      throw error
    }
  }

  /** Live brokers, for the fixture. */
  get bootstrap(): string {
    return [1, 2, 3].map((node) => this.#address(node)).join(',')
  }

  /** Broker 1 where a login is asked for: PLAIN, SCRAM-SHA-256 and delegation tokens. */
  get sasl(): string {
    return this.#saslAddress(1)
  }

  /** What `$BS` and so on stand for. */
  get placeholders(): Record<string, string> {
    const each = (name: string, of: (node: number) => string) =>
      Object.fromEntries(nodes.map((node) => [`${name}${node}`, of(node)]))
    return {
      BS: this.#address(1),
      SASL: this.sasl,
      CTL: `127.0.0.1:${this.#ports[4]}`,
      DEAD: `127.0.0.1:${this.#ports[5]}`,
      CID: clusterId,
      ...each('BS', (node) => this.#address(node)),
      ...each('LOG', (node) => join(this.#input.folder, `data${node}`)),
      LOG3b: join(this.#input.folder, 'data3b'),
    }
  }

  async stopBroker(node: number): Promise<void> {
    const child = this.#processes.get(node)
    this.#processes.delete(node)
    if (!child || child.exitCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    const timer = setTimeout(() => child.kill('SIGKILL'), 30_000)
    await ended
    clearTimeout(timer)
  }

  async stop(): Promise<void> {
    await Promise.all(
      [...this.#processes.values()].map(async (child) => {
        if (child.exitCode !== null) return
        const ended = once(child, 'exit')
        child.kill('SIGKILL')
        await ended
      }),
    )
  }

  #address(node: number): string {
    return `127.0.0.1:${this.#ports[node - 1]}`
  }

  #saslAddress(node: number): string {
    return `127.0.0.1:${this.#ports[node + 5]}`
  }

  #command(...words: readonly string[]): string[] {
    const {java, classpath} = this.#input
    const heap = ['-Xms64m', '-Xmx320m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1']
    return [java, ...heap, ...quietly, '-cp', classpath, ...words]
  }

  async #format(node: number): Promise<void> {
    const {folder} = this.#input
    await writeFile(join(folder, `server${node}.properties`), this.#properties(node))
    const controllers = node === 1 ? '--standalone' : '--no-initial-controllers'
    const words = ['kafka.tools.StorageTool', 'format', '-t', clusterId, '-c', `server${node}.properties`, controllers]
    const {exit, stderr} = await runProcess(this.#command(...words), {words: []}, {cwd: folder})
    if (exit !== 0) throw new Error(`format of node ${node} failed: ${stderr.toString()}`)
  }

  #launch(node: number) {
    const {folder} = this.#input
    const log = openSync(join(folder, `broker${node}.log`), 'a')
    const [program = '', ...argv] = this.#command('kafka.Kafka', `server${node}.properties`)
    this.#processes.set(node, spawn(program, argv, {cwd: folder, stdio: ['ignore', log, log]}))
    closeSync(log)
  }

  #properties(node: number): string {
    const {folder} = this.#input
    const controller = `127.0.0.1:${this.#ports[4]}`
    const listeners = [
      `PLAINTEXT://${this.#address(node)}`,
      `SASL://${this.#saslAddress(node)}`,
      ...(node === 1 ? [`CONTROLLER://${controller}`] : []),
    ].join()
    const folders = [join(folder, `data${node}`), ...(node === 3 ? [join(folder, 'data3b')] : [])]
    const properties: Record<string, string | number> = {
      'process.roles': node === 1 ? 'broker,controller' : 'broker',
      'node.id': node,
      'broker.rack': `r${node}`,
      'controller.quorum.bootstrap.servers': controller,
      'controller.listener.names': 'CONTROLLER',
      listeners,
      'advertised.listeners': listeners,
      'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,SASL:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT',
      'log.dirs': folders.join(','),
      ...brokerSettings,
    }
    return Object.entries(properties)
      .map(([name, value]) => `${name}=${value}\n`)
      .join('')
  }
}

/** The same coordinators in every run, everything that runs by the clock put off, and short waits for the fixture. */
const brokerSettings: Readonly<Record<string, string | number>> = {
  'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-256',
  'listener.name.sasl.plain.sasl.jaas.config':
    'org.apache.kafka.common.security.plain.PlainLoginModule required user_admin="admin-secret" user_alice="alice-secret" user_bob="bob-secret";',
  'listener.name.sasl.scram-sha-256.sasl.jaas.config':
    'org.apache.kafka.common.security.scram.ScramLoginModule required;',
  'delegation.token.secret.key': 'parity',
  'offsets.topic.replication.factor': 1,
  'offsets.topic.num.partitions': 4,
  'transaction.state.log.replication.factor': 1,
  'transaction.state.log.num.partitions': 4,
  'transaction.state.log.min.isr': 1,
  'share.coordinator.state.topic.replication.factor': 1,
  'share.coordinator.state.topic.num.partitions': 4,
  'share.coordinator.state.topic.min.isr': 1,
  'group.initial.rebalance.delay.ms': 0,
  'log.retention.check.interval.ms': 86_400_000,
  'log.initial.task.delay.ms': 86_400_000,
  'log.cleaner.backoff.ms': 86_400_000,
  'broker.session.timeout.ms': 4000,
  'broker.heartbeat.interval.ms': 500,
  'num.network.threads': 2,
  'num.io.threads': 4,
  'log.cleaner.dedupe.buffer.size': 4_194_304,
  'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
  'super.users': 'User:ANONYMOUS',
  'allow.everyone.if.no.acl.found': 'true',
  'auto.leader.rebalance.enable': 'false',
  'leader.imbalance.check.interval.seconds': 86_400,
  'transaction.max.timeout.ms': 90_000_000,
  'group.consumer.min.heartbeat.interval.ms': 500,
  'group.consumer.heartbeat.interval.ms': 500,
  'group.share.min.heartbeat.interval.ms': 500,
  'group.share.heartbeat.interval.ms': 500,
  'replica.lag.time.max.ms': 10_000,
  'group.min.session.timeout.ms': 1000,
}

async function listening(port: number): Promise<void> {
  const end = Date.now() + 90_000
  for (;;) {
    const socket = connect(port, '127.0.0.1')
    const open = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'error').then(() => false),
    ]).catch(() => false)
    socket.destroy()
    if (open) return
    if (Date.now() > end) throw new Error(`nothing came up on port ${port}`)
    await sleep(100)
  }
}
