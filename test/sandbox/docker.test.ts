import {chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest'
import {aliveOf, endGently} from '../../src/lib/sandbox/control.ts'
import {dockerCommands, environmentName, prepareDocker, removeDockerData} from '../../src/lib/sandbox/docker-engine.ts'
import {checkDocker, containerLog, launchContainer, signalContainer} from '../../src/lib/sandbox/docker.ts'
import {chooseEngine} from '../../src/lib/sandbox/engine.ts'
import type {Topology} from '../../src/lib/sandbox/properties.ts'
import {rackAt, type Settings} from '../../src/lib/sandbox/settings.ts'
import type {Sandbox, SandboxProcess} from '../../src/lib/sandbox/state.ts'

const plan = (brokers: number, more: Partial<Settings> = {}) => {
  const settings: Settings = {
    kafkaVersion: '4.3.1',
    layout: 'combined',
    brokers,
    properties: {},
    listeners: [],
    formatArguments: [],
    jvmArguments: [],
    ...more,
  }
  const topology: Topology = {
    version: settings.kafkaVersion,
    layout: settings.layout,
    brokers: Array.from({length: brokers}, (_, i) => ({
      id: i + 1,
      rack: rackAt(settings, i),
      listeners: [{name: 'PLAINTEXT', protocol: 'PLAINTEXT', host: '127.0.0.1', port: 19_091 + i}],
      controllerPort: 19_191 + i,
    })),
    quorumPort: 19_100,
  }
  return {name: 'box', dir: '/s/box', clusterId: '5L6g3nShT-eMCtK--X86sw', topology, settings}
}

describe('the command lines', () => {
  test('of one broker', () => {
    const {quorum, brokers} = dockerCommands(
      plan(1, {properties: {'num.partitions': 3, 'log.message.format.version': 'x-@ID@'}}),
    )
    expect(quorum).toEqual([])
    expect(brokers).toHaveLength(1)
    expect(brokers[0]?.label).toBe('broker-1')
    expect(brokers[0]?.command.join('\n')).toMatchInlineSnapshot(`
      "docker
      run
      --detach
      --name=kafkit-box-0b8756-broker-1
      --hostname=kafkit-box-0b8756-broker-1
      --network=kafkit-box-0b8756
      --label=kafkit.sandbox=box
      --volume=kafkit-box-0b8756-broker-1:/var/lib/kafka/data
      --publish=127.0.0.1:19091:19091
      --env=CLUSTER_ID=5L6g3nShT-eMCtK--X86sw
      --env=KAFKA_HEAP_OPTS=-Xmx256m
      --env=KAFKA_PROCESS_ROLES=broker,controller
      --env=KAFKA_NODE_ID=1
      --env=KAFKA_CONTROLLER_QUORUM_VOTERS=1@kafkit-box-0b8756-broker-1:9093
      --env=KAFKA_CONTROLLER_LISTENER_NAMES=CONTROLLER
      --env=KAFKA_LISTENERS=PLAINTEXT://:19091,INTERNAL://:19092,CONTROLLER://:9093
      --env=KAFKA_ADVERTISED_LISTENERS=PLAINTEXT://127.0.0.1:19091,INTERNAL://kafkit-box-0b8756-broker-1:19092
      --env=KAFKA_LISTENER_SECURITY_PROTOCOL_MAP=PLAINTEXT:PLAINTEXT,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT
      --env=KAFKA_INTER_BROKER_LISTENER_NAME=INTERNAL
      --env=KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR=1
      --env=KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS=8
      --env=KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR=1
      --env=KAFKA_TRANSACTION_STATE_LOG_MIN_ISR=1
      --env=KAFKA_TRANSACTION_STATE_LOG_NUM_PARTITIONS=4
      --env=KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR=1
      --env=KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR=1
      --env=KAFKA_SHARE_COORDINATOR_STATE_TOPIC_NUM_PARTITIONS=4
      --env=KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS=0
      --env=KAFKA_LOG_CLEANER_DEDUPE_BUFFER_SIZE=2097152
      --env=KAFKA_NUM_NETWORK_THREADS=1
      --env=KAFKA_NUM_IO_THREADS=2
      --env=KAFKA_BACKGROUND_THREADS=2
      --env=KAFKA_NUM_RECOVERY_THREADS_PER_DATA_DIR=1
      --env=KAFKA_LOG_DIRS=/var/lib/kafka/data
      --env=KAFKA_NUM_PARTITIONS=3
      --env=KAFKA_LOG_MESSAGE_FORMAT_VERSION=x-1
      apache/kafka:4.3.1"
    `)
  })

  test('of three brokers find each other by container name and are reached on loopback', () => {
    const {brokers} = dockerCommands(plan(3))
    const network = brokers[0]?.command.find((text) => text.startsWith('--network='))?.slice('--network='.length)
    expect(network).toMatch(/^kafkit-box-[0-9a-f]{6}$/)
    for (const [i, {command}] of brokers.entries()) {
      const name = `${network}-broker-${i + 1}`
      const port = 19_091 + i
      expect(command).toEqual(
        expect.arrayContaining([
          `--name=${name}`,
          `--hostname=${name}`,
          `--publish=127.0.0.1:${port}:${port}`,
          `--env=KAFKA_NODE_ID=${i + 1}`,
          `--env=KAFKA_CONTROLLER_QUORUM_VOTERS=1@${network}-broker-1:9093,2@${network}-broker-2:9093,3@${network}-broker-3:9093`,
          `--env=KAFKA_LISTENERS=PLAINTEXT://:${port},INTERNAL://:19092,CONTROLLER://:9093`,
          `--env=KAFKA_ADVERTISED_LISTENERS=PLAINTEXT://127.0.0.1:${port},INTERNAL://${name}:19092`,
          '--env=KAFKA_DEFAULT_REPLICATION_FACTOR=3',
        ]),
      )
      expect(command.at(-1)).toBe('apache/kafka:4.3.1')
    }
  })

  test('of a dedicated controller publish no port of it', () => {
    const {quorum, brokers} = dockerCommands(plan(1, {layout: 'controller'}))
    const controller = quorum[0]?.command ?? []
    expect(controller.filter((text) => text.startsWith('--publish'))).toEqual([])
    expect(controller).toEqual(
      expect.arrayContaining(['--env=KAFKA_PROCESS_ROLES=controller', '--env=KAFKA_NODE_ID=100']),
    )
    // The image refuses this on a controller.
    expect(controller.filter((text) => text.includes('ADVERTISED'))).toEqual([])
    expect(brokers[0]?.command).toContain('--env=KAFKA_LISTENERS=PLAINTEXT://:19091,INTERNAL://:19092')
  })

  test('differ for the same name in another folder', () => {
    const names = ['/s/box', '/t/box'].map((dir) => dockerCommands({...plan(1), dir}).brokers[0]?.command[3])
    expect(names[0]).toMatch(/^--name=kafkit-box-/)
    expect(names[0]).not.toBe(names[1])
  })

  test.each([
    [{layout: 'zookeeper', kafkaVersion: '3.9.1'}, 'Docker runs Kafka without ZooKeeper only'],
    [{kafkaVersion: '3.6.2'}, 'there is no Docker image of Kafka 3.6.2 (3.7.0 is the first)'],
    [{formatArguments: ['--add-scram', 'x']}, 'use engine java'],
    [{listeners: [{name: 'TLS', protocol: 'SSL'}]}, 'use engine java'],
    [{jvmArguments: ['-Dx']}, 'use engine java'],
  ] as const)('of %j cannot be', (settings, message) => {
    expect(() => dockerCommands(plan(1, settings))).toThrow(message)
  })

  // As Kafka's docker/examples/README.md has it.
  test.each([
    ['abc.def', 'KAFKA_ABC_DEF'],
    ['abc-def', 'KAFKA_ABC___DEF'],
    ['abc_def', 'KAFKA_ABC__DEF'],
  ])('%s becomes %s', (property, name) => {
    expect(environmentName(property)).toBe(name)
  })
})

describe('with a docker command', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kafkit-docker-'))
    vi.stubEnv('PATH', `${folder}:/bin:/usr/bin`)
  })
  afterEach(() => {
    vi.unstubAllEnvs()
    rmSync(folder, {recursive: true})
  })
  /** The script sees docker's arguments and has the folder as $state; each call is noted. */
  const installDocker = (script: string) => {
    mkdirSync(join(folder, 'state'))
    const file = join(folder, 'docker')
    writeFileSync(file, `#!/bin/sh\nstate="${folder}/state"\necho "$*" >>"${folder}/calls"\n${script}\n`)
    chmodSync(file, 0o755)
  }
  const calls = () => readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n')

  /** Containers that run until they are told to end. */
  const containers = `case $1 in
  run) echo 'Pulling image' >&2; echo 0123abcd; touch "$state/0123abcd" ;;
  inspect) [ -e "$state/$4" ] && echo true || { echo "No such object: $4" >&2; exit 1; } ;;
  kill) rm "$state/$4" ;;
  wait) while [ -e "$state/$2" ]; do sleep 0.05; done; echo 137 ;;
  logs) echo 'from stdout'; echo 'from stderr' >&2 ;;
  network) [ "$2" = ls ] && exit 0; [ "$2" = create ] && exit 0 ;;
esac`
  const container: SandboxProcess = {
    label: 'broker-1',
    command: [],
    log: '',
    pid: 0,
    startTime: '',
    container: '0123abcd',
  }

  test('a container is started, asked, signalled and waited for', async () => {
    installDocker(containers)
    const launched = await launchContainer(['docker', 'run', '--detach', 'apache/kafka:4.3.1'])
    expect(launched.container).toBe('0123abcd')
    expect(await aliveOf([container])).toEqual([container])
    expect(await signalContainer('0123abcd', 'SIGTERM')).toBe(true)
    expect(await launched.ended).toBe(137)
    expect(await aliveOf([container])).toEqual([])
    expect(await signalContainer('0123abcd', 'SIGTERM')).toBe(false)
    expect(calls()).toContain('run --detach apache/kafka:4.3.1')
    expect(calls()).toContain('kill --signal SIGTERM 0123abcd')
  })

  test('freezing is pausing', async () => {
    installDocker('')
    await signalContainer('0123abcd', 'SIGSTOP')
    await signalContainer('0123abcd', 'SIGCONT')
    expect(calls()).toEqual(['pause 0123abcd', 'unpause 0123abcd'])
  })

  test('both streams of a container are its log', async () => {
    installDocker(containers)
    expect(await containerLog('0123abcd', 10)).toEqual(['from stdout', 'from stderr'])
    expect(calls()).toEqual(['logs --tail 10 0123abcd'])
  })

  test('ending leaves no container behind, but the volume', async () => {
    installDocker(containers)
    await launchContainer(['docker', 'run'])
    const sandbox = {layout: 'combined', brokers: [container], quorum: []} as unknown as Sandbox
    await endGently(sandbox, 5000)
    expect(calls().at(-1)).toBe('rm --force --volumes 0123abcd')
  })

  test('the network is created once', async () => {
    installDocker(containers)
    await prepareDocker(plan(1))
    const [asked, made] = calls()
    const network = /name=\^(.*)\$/.exec(asked ?? '')?.[1]
    expect(made).toBe(`network create --label kafkit.sandbox=box ${network}`)
    rmSync(folder, {recursive: true})
    mkdirSync(folder)
    installDocker(`[ "$1 $2" = 'network ls' ] && echo ${network}; true`)
    await prepareDocker(plan(1))
    expect(calls()).toHaveLength(1)
    await removeDockerData({name: 'box', dir: '/s/box'}, ['broker-1'])
    expect(calls().slice(1)).toEqual([`volume rm --force ${network}-broker-1`, `network rm ${network}`])
  })

  test("the last line of Docker's output is in the error", async () => {
    installDocker(`echo 'Unable to find image locally' >&2; echo 'docker: no such image' >&2; exit 125`)
    await expect(launchContainer(['docker', 'run', 'x'])).rejects.toThrow('docker run failed: docker: no such image')
  })

  test('a Docker engine that is not running has another error than a missing command', async () => {
    installDocker(`echo 'Cannot connect to the Docker daemon' >&2; exit 1`)
    await expect(checkDocker()).rejects.toThrow(
      'the Docker engine does not answer: Cannot connect to the Docker daemon',
    )
    vi.stubEnv('PATH', '/nowhere')
    await expect(checkDocker()).rejects.toThrow('there is no docker command on PATH')
  })

  test('auto chooses Docker if there is no Java', async () => {
    installDocker('')
    vi.stubEnv('KAFKA_HOME', join(folder, 'no-kafka'))
    const choice = {engine: 'auto', version: '4.3.1', memoryWillDo: true, onProgress: () => undefined} as const
    expect(await chooseEngine(choice)).toEqual({kind: 'docker'})
  })

  test('auto falls back to the practice broker only if no release was named, and says why', async () => {
    installDocker(`echo 'no daemon' >&2; exit 1`)
    vi.stubEnv('KAFKA_HOME', join(folder, 'no-kafka'))
    const said: string[] = []
    const choice = {
      engine: 'auto',
      version: '4.3.1',
      memoryWillDo: true,
      onProgress: (text: string) => said.push(text),
    } as const
    expect(await chooseEngine(choice)).toEqual({kind: 'memory'})
    const why = /KAFKA_HOME is .*; and the Docker engine does not answer: no daemon/
    expect(said.join()).toMatch(why)
    await expect(chooseEngine({...choice, memoryWillDo: false})).rejects.toThrow(why)
  })
})
