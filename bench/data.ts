// The data to produce and consume, and the check whether a tool handled it correctly.
import {createHash} from 'node:crypto'
import {createReadStream, createWriteStream, existsSync, statSync} from 'node:fs'
import {once} from 'node:events'
import {writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {crc32} from 'node:zlib'
import type {Cluster} from '../src/lib/cluster/cluster.ts'
import {createAcls} from '../src/lib/acls/create-acls.ts'
import {listOffsets} from '../src/lib/offsets/list-offsets.ts'
import {fileChunks} from '../src/lib/records/readers/input.ts'
import {lineReader} from '../src/lib/records/readers/line-reader.ts'
import {produceRecords, type ProduceInput} from '../src/lib/records/produce/produce.ts'
import {createTopics} from '../src/lib/topics/create.ts'
import {Failures} from '../src/lib/cluster/outcome.ts'
import {commitOffsets} from '../src/lib/groups/commit-offsets.ts'
import {deleteGroups} from '../src/lib/groups/delete.ts'
import {listGroups} from '../src/lib/groups/list.ts'
import {openSync, closeSync} from 'node:fs'

/** A fingerprint of a file's lines in their order, and one that ignores the order. */
export interface Print {
  lines: number
  md5: string
  /** Sum of the lines' CRC-32. */
  sum: number
}

/** Numbered lines of 100 bytes, filled with pseudo-random text; `keyed`: with a key and a tab in front. */
export async function writeLines(file: string, count: number, keyed: boolean): Promise<void> {
  if (existsSync(file) && statSync(file).size > 0) return
  const letters = 'abcdefghijklmnopqrstuvwxyz0123456789 ABCDEFGHIJKLMNOPQRSTUVWXYZ,'
  let state = 20_241_121
  const out = createWriteStream(file)
  let block = ''
  for (let at = 0; at < count; at++) {
    let text = `${String(at).padStart(8, '0')} `
    while (text.length < 100) {
      state = (state * 48_271) % 2_147_483_647
      text += letters[state % 64] ?? ''
    }
    block += keyed ? `key-${state % 50_000}\t${text}\n` : `${text}\n`
    if (block.length > 1_000_000) {
      if (!out.write(block)) await once(out, 'drain')
      block = ''
    }
  }
  out.end(block)
  await once(out, 'close')
}

export async function fingerprint(file: string): Promise<Print> {
  const md5 = createHash('md5')
  let lines = 0
  let sum = 0
  let rest: Buffer = Buffer.alloc(0)
  for await (const chunk of createReadStream(file, {highWaterMark: 1_048_576})) {
    md5.update(chunk as Buffer)
    const bytes: Buffer = rest.length > 0 ? Buffer.concat([rest, chunk as Buffer]) : (chunk as Buffer)
    let start = 0
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
      sum = (sum + crc32(bytes.subarray(start, end))) % 2 ** 48
      lines++
      start = end + 1
    }
    rest = Buffer.from(bytes.subarray(start))
  }
  return {lines, md5: md5.digest('hex'), sum}
}

export async function createTopic(cluster: Cluster, name: string, partitions: number): Promise<void> {
  const [outcome] = await createTopics(cluster, {topics: [{name, partitions}]})
  if (outcome?.status === 'failed') throw outcome.error
  // Waits until the brokers know the topic.
  while ((await cluster.topics([name], {refresh: true}))[0]?.errorCode !== 0)
    await new Promise((resolve) => setTimeout(resolve, 50))
}

export async function fill(cluster: Cluster, topic: string, file: string, more: Partial<ProduceInput>): Promise<void> {
  const fd = openSync(file, 'r')
  await produceRecords(cluster, {topic, reader: lineReader(), chunks: fileChunks(fd), ...more})
  closeSync(fd)
}

/** The number of records in a topic, by its offsets. */
export async function countRecords(cluster: Cluster, topic: string): Promise<number> {
  const [found] = await cluster.topics([topic])
  const queries = found?.partitions.map(({index}) => ({topic, partition: index, spec: 'latest' as const})) ?? []
  const ends = await listOffsets(cluster, queries)
  return ends.reduce((sum, end) => sum + (end.error ? 0 : (end.offset ?? 0)), 0)
}

export const outputFile = (scratch: string) => join(scratch, 'out')

/** The topics of `fillTopics` as a file for `kafkit plan`, for which there is nothing to do. */
export const declaredTopics = join(tmpdir(), `kafkit-bench-topics-${process.pid}.yaml`)

/** 2,000 topics with one partition, a third of them with a config set. */
export async function fillTopics(cluster: Cluster): Promise<void> {
  for (let from = 0; from < 2000; from += 250) {
    const topics = Array.from({length: 250}, (_, at) => ({
      name: `bench-many-${from + at}`,
      partitions: 1,
      replicationFactor: 1,
      ...(at % 3 === 0 ? {configs: {'retention.ms': '3600000'}} : {}),
    }))
    for (const outcome of await createTopics(cluster, {topics})) if (outcome.status === 'failed') throw outcome.error
  }
  const declared = Array.from({length: 2000}, (_, at) => {
    const configs = at % 3 === 0 ? ', configs: {retention.ms: 1h}' : ''
    return `  bench-many-${at}: {partitions: 1, replicationFactor: 1${configs}}\n`
  })
  await writeFile(declaredTopics, `kafkit: 1\ntopics:\n${declared.join('')}`)
  // Waits until the broker knows all of them.
  const isLed = ({partitions}: {partitions: readonly {leader: number}[]}) => (partitions[0]?.leader ?? -1) >= 0
  while ((await cluster.topics('all')).filter(isLed).length < 2000)
    await new Promise((resolve) => setTimeout(resolve, 100))
}

/** 500 groups, numbered from `first` on, that have committed in each of 10 partitions. */
export async function fillGroups(cluster: Cluster, first = 0): Promise<void> {
  if (first === 0) {
    await createTopic(cluster, 'bench-read', 10)
    await deleteLeftGroups(cluster)
  }
  const offsets = Array.from({length: 10}, (_, partition) => ({topic: 'bench-read', partition, offset: 0}))
  for (let group = first; group < first + 500; group++)
    for (const outcome of await commitOffsets(cluster, `bench-group-${group}`, offsets))
      if (outcome.status === 'failed') throw outcome.error
}

/** Deletes groups of Apache's console consumer, whose lag would be unknown because their topics are gone. */
async function deleteLeftGroups(cluster: Cluster): Promise<void> {
  const {groups} = (await listGroups(cluster)).open(new Failures())
  const left = groups.map(({groupId}) => groupId).filter((id) => id.startsWith('console-consumer-'))
  for (const outcome of await deleteGroups(cluster, left)) if (outcome.status === 'failed') throw outcome.error
}

/** ACLs with these numbers, each for a topic of its own. */
export async function fillAcls(cluster: Cluster, first: number, end: number): Promise<void> {
  const bindings = Array.from({length: end - first}, (_, at) => ({
    resourceType: 'TOPIC' as const,
    resourceName: `bench-acl-${first + at}`,
    patternType: 'LITERAL' as const,
    principal: `User:bench-${(first + at) % 100}`,
    host: '*',
    operation: 'READ' as const,
    permission: 'ALLOW' as const,
  }))
  for (const outcome of await createAcls(cluster, bindings)) if (outcome.status === 'failed') throw outcome.error
}
