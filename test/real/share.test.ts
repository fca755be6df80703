// Share consumers, ours and Apache's, in one group, while records keep coming and members are killed with SIGKILL: together they print
// every record, and none again after its acceptance was confirmed.
import {existsSync, readFileSync} from 'node:fs'
import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, expect, test, vi} from 'vitest'
import {CreateTopics} from '../../src/lib/apis/create-topics.ts'
import {parseAddresses} from '../../src/lib/cluster/address.ts'
import {openCluster, type Cluster} from '../../src/lib/cluster/cluster.ts'
import {alterIncrementally} from '../../src/lib/configs/incremental.ts'
import {startSandbox, stopSandbox, type Sandbox} from '../../src/lib/sandbox/sandbox.ts'
import {kafkaToolCommand} from '../support/apache-tools.ts'
import {describeWithKafka} from '../support/real-kafka.ts'
import {startMember, startNumbers, type MemberProcess, type Numbers} from './numbered-records.ts'

const patience = {timeout: 90_000, interval: 100}

describeWithKafka('a share group of ours and Java’s', () => {
  let sandbox: Sandbox
  let cluster: Cluster
  let dir: string
  const members: MemberProcess[] = []
  beforeAll(async () => {
    sandbox = await startSandbox({detached: false})
    cluster = openCluster({bootstrap: parseAddresses(sandbox.bootstrapServers), clientId: 'share-test'})
    dir = await mkdtemp(join(tmpdir(), 'kafkit-share-'))
    await cluster.call(CreateTopics, {
      topics: [{name: 'work', numPartitions: 3, replicationFactor: 1, assignments: [], configs: []}],
      timeoutMs: 30_000,
    })
    const reset = {name: 'share.auto.offset.reset', operation: 'set', value: 'earliest'} as const
    await alterIncrementally(cluster, {type: 'GROUP', name: 'workers'}, [reset])
  }, 120_000)
  afterAll(async () => {
    for (const {child} of members) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
    cluster.close()
    await stopSandbox(sandbox)
    await rm(dir, {recursive: true, force: true})
  })

  const confirmedFile = (name: string) => join(dir, `${name}.confirmed`)
  const confirmedBy = (name: string) =>
    existsSync(confirmedFile(name))
      ? readFileSync(confirmedFile(name), 'utf8').split('\n').slice(0, -1).map(Number)
      : []
  let numbers: Numbers
  const joined = async (member: MemberProcess) => {
    members.push(member)
    await vi.waitFor(() => {
      if (numbers.failure) throw new Error('no more numbers are written', {cause: numbers.failure})
      if (member.child.exitCode !== null) throw new Error(`${member.name} ended:\n${member.said()}`)
      if (member.numbers().length >= 200) return
      const printed = members.map((each) => `${each.name} ${each.numbers().length}`)
      throw new Error(`${member.name} prints little of ${numbers.count} (${printed.join(', ')}):\n${member.said()}`)
    }, patience)
    return member
  }
  const ours = (name: string) => {
    const args = [sandbox.bootstrapServers, 'workers', 'work', confirmedFile(name)]
    return joined(startMember(dir, name, process.execPath, [join(import.meta.dirname, 'share-member.ts'), ...args]))
  }
  const java = async (name: string) => {
    const args = ['--bootstrap-server', sandbox.bootstrapServers, '--topic', 'work', '--group', 'workers']
    const [program = '', ...rest] = await kafkaToolCommand('org.apache.kafka.tools.consumer.ConsoleShareConsumer', args)
    return joined(startMember(dir, name, program, rest))
  }

  test('no record is lost, and none is printed again after it was accepted', async () => {
    numbers = startNumbers(cluster, 'work')
    const [first, theirs] = [await ours('ours-1'), await java('java-1')]
    const [second, others] = [await ours('ours-2'), await java('java-2')]
    await first.stop('SIGKILL')
    await theirs.stop('SIGKILL')
    const third = await ours('ours-3')
    const written = await numbers.stop()
    const seen = () => new Set(members.flatMap((member) => member.numbers()))
    // What the killed ones had is delivered again.
    await vi.waitFor(() => expect(written - seen().size).toBe(0), patience)
    for (const member of [second, others, third]) await member.stop()

    expect(seen().size).toBe(written)
    const confirmed = ['ours-1', 'ours-2', 'ours-3'].flatMap(confirmedBy)
    expect(confirmed.length).toBeGreaterThan(500)
    // Nothing was accepted twice, and what we accepted no surviving consumer of Java's has printed: it accepts all that it prints.
    expect(confirmed.length - new Set(confirmed).size).toBe(0)
    const ofOthers = new Set(others.numbers())
    expect(confirmed.filter((number) => ofOthers.has(number))).toEqual([])
    // The survivors printed each record once, and what they printed was confirmed.
    for (const member of [second, third]) {
      expect(member.numbers().length - new Set(member.numbers()).size).toBe(0)
      const missing = new Set(confirmedBy(member.name)).symmetricDifference(new Set(member.numbers()))
      expect([...missing]).toEqual([])
    }
  }, 240_000)
})
