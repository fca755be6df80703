// What is compared with what. Placeholders: {B} bootstrap server, {T} topic, {N} records.

export interface Tool {
  readonly name: string
  /** Split at blanks. */
  readonly command: string
  /** A program that must be there, else the tool is left out. */
  readonly needs?: 'kcat' | 'java'
}
/** At most so many times the wall time of that tool (the goals of the project). */
export interface Limit {
  readonly than: string
  readonly times: number
}
export interface Case {
  readonly name: string
  readonly about: string
  readonly does: 'start' | 'consume' | 'produce'
  /** Consume: a topic made once. Produce: a fresh one with so many partitions for each run. */
  readonly topic?: string
  readonly partitions: number
  readonly input?: 'values' | 'keyed'
  /** Times the usual number of records. */
  readonly factor?: number
  readonly tools: readonly Tool[]
  readonly limits: readonly Limit[]
  /** Only when asked for. */
  readonly extra?: boolean
}

const tunedConsumer =
  '-X fetch.wait.max.ms=10 -X queued.min.messages=1000000 -X queued.max.messages.kbytes=1000000 -X fetch.message.max.bytes=4194304'
const tunedProducer =
  '-X linger.ms=5 -X batch.size=1000000 -X batch.num.messages=100000 -X queue.buffering.max.messages=2000000'
const java = '{JAVA} org.apache.kafka.tools.'

const consumers = (flags = '', kcatFlags = ''): Tool[] => [
  {name: 'kafkit', command: `{KAFKIT} consume {T} -b {B} -q --from-beginning --until-end${flags}`},
  {name: 'kcat', command: `kcat -C -q -e -b {B} -t {T} -o beginning${kcatFlags}`, needs: 'kcat'},
  {name: 'kcat tuned', command: `kcat -C -q -e -b {B} -t {T} -o beginning${kcatFlags} ${tunedConsumer}`, needs: 'kcat'},
]
const javaConsumer: Tool = {
  name: 'Apache',
  command: `${java}consumer.ConsoleConsumer --bootstrap-server {B} --topic {T} --from-beginning --max-messages {N}`,
  needs: 'java',
}
const producers = (flags = '', kcatFlags = '', javaFlags = ''): Tool[] => [
  {name: 'kafkit', command: `{KAFKIT} produce {T} -b {B} -q${flags}`},
  {name: 'kcat', command: `kcat -P -b {B} -t {T}${kcatFlags}`, needs: 'kcat'},
  {name: 'kcat tuned', command: `kcat -P -b {B} -t {T}${kcatFlags} ${tunedProducer}`, needs: 'kcat'},
  {name: 'Apache', command: `${java}ConsoleProducer --bootstrap-server {B} --topic {T}${javaFlags}`, needs: 'java'},
]

export const cases: readonly Case[] = [
  {
    name: 'start',
    about: 'kafkit topics list against an empty Node program',
    does: 'start',
    partitions: 0,
    tools: [
      {name: 'kafkit', command: '{KAFKIT} topics list -b {B}'},
      {name: 'node -e 0', command: '{NODE} -e 0'},
    ],
    limits: [{than: 'node -e 0', times: 4}],
  },
  {
    name: 'consume',
    about: 'one partition to a file',
    does: 'consume',
    topic: 'one',
    partitions: 1,
    tools: [...consumers(), javaConsumer],
    limits: [{than: 'kcat', times: 1}],
  },
  {
    name: 'consume-4',
    about: 'four partitions to a file',
    does: 'consume',
    topic: 'four',
    partitions: 4,
    tools: consumers(),
    limits: [{than: 'kcat', times: 1}],
  },
  {
    name: 'consume-lz4',
    about: 'one partition, lz4, to a file',
    does: 'consume',
    topic: 'lz4',
    partitions: 1,
    tools: consumers(),
    limits: [],
  },
  {
    name: 'consume-zstd',
    about: 'one partition, zstd, to a file',
    does: 'consume',
    topic: 'zstd',
    partitions: 1,
    tools: consumers(),
    limits: [],
  },
  {
    name: 'consume-json',
    about: 'one partition as JSON lines (only counted)',
    does: 'consume',
    topic: 'one',
    partitions: 1,
    tools: consumers(' -o json', ' -J'),
    limits: [],
  },
  {
    name: 'consume-10',
    about: 'ten times as many records: memory must stay flat',
    does: 'consume',
    topic: 'ten',
    partitions: 1,
    factor: 10,
    tools: consumers(),
    limits: [],
    extra: true,
  },
  {
    name: 'produce',
    about: 'lines of a file to one partition, acks=all',
    does: 'produce',
    partitions: 1,
    input: 'values',
    tools: producers(),
    limits: [{than: 'kcat', times: 2}],
  },
  {
    name: 'produce-lz4',
    about: 'the same, lz4',
    does: 'produce',
    partitions: 1,
    input: 'values',
    tools: producers(' --compression lz4', ' -z lz4', ' --compression-codec lz4'),
    limits: [],
  },
  {
    name: 'produce-keyed',
    about: 'keyed lines to twelve partitions, murmur2',
    does: 'produce',
    partitions: 12,
    input: 'keyed',
    tools: producers(
      ' --key-separator {TAB}',
      ' -K{TAB} -X partitioner=murmur2_random',
      ' --reader-property parse.key=true',
    ),
    limits: [],
  },
]
