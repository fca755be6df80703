// Records calls of kafka-topics.
import {parseReplicaAssignment} from '../../topics/replica-assignment.ts'
import {topicNameProblem} from '../../topics/topic-name.ts'
import {UsageError} from '../../errors/usage-error.ts'
import type {Call, WishedTopic, RecordedRequests} from './recorded-requests.ts'
import {givenWords} from './words.ts'

const options = {
  flags: [
    'create',
    'alter',
    'delete',
    'list',
    'describe',
    'if-not-exists',
    'if-exists',
    'force',
    'disable-rack-aware',
    'exclude-internal',
  ],
  valued: ['topic', 'partitions', 'replication-factor', 'replica-assignment', 'config'],
  passed: ['bootstrap-server', 'command-config', 'zookeeper'],
}

export function recordTopics(call: Call, requests: RecordedRequests): void {
  const {flags, values, strange} = givenWords(call.args, options)
  if (strange !== undefined) return requests.problem(call, `kafkit record does not know ${strange}`)
  if (flags.has('list') || flags.has('describe')) {
    requests.notes.add('the script listed topics with kafka-topics and was shown only those that it had created')
    return
  }
  const name = values.get('topic')?.at(-1)
  if (name === undefined) return requests.problem(call, 'no topic is named')
  const bad = topicNameProblem(name)
  if (bad !== undefined)
    return requests.problem(
      call,
      flags.has('create') ? bad : `'${name}' is a regular expression, which depends on the existing topics`,
    )
  const before = requests.topics.get(name)
  if (flags.has('create')) {
    if (before && before.state !== 'absent') {
      // The script was told that the topic exists and decides itself whether it fails or goes on.
      if (!flags.has('if-not-exists'))
        requests.notes.add(
          `the script created topic ${name} again: kafka-topics printed TopicExistsException and exited with 1`,
        )
      return
    }
    const topic = shapeOf(call, values, requests)
    if (topic) requests.topics.set(name, topic)
  } else if (flags.has('alter')) {
    const topic = shapeOf(call, values, requests)
    if (topic) requests.topics.set(name, {...before, ...topic})
  } else if (flags.has('delete')) requests.topics.set(name, {state: 'absent'})
  else requests.problem(call, 'it has none of --create, --alter and --delete')
}

function shapeOf(
  call: Call,
  values: ReadonlyMap<string, readonly string[]>,
  requests: RecordedRequests,
): WishedTopic | undefined {
  const topic: WishedTopic = {}
  for (const [option, field] of [
    ['partitions', 'partitions'],
    ['replication-factor', 'replicationFactor'],
  ] as const) {
    const text = values.get(option)?.at(-1)
    if (text === undefined) continue
    if (!/^[1-9]\d{0,8}$/.test(text)) {
      requests.problem(call, `--${option} ${text} is not a number`)
      return undefined
    }
    topic[field] = Number(text)
  }
  const assignment = values.get('replica-assignment')?.at(-1)
  if (assignment !== undefined) {
    try {
      topic.assignment = parseReplicaAssignment(assignment)
    } catch (error) {
      if (!(error instanceof UsageError)) throw error
      requests.problem(call, error.message)
      return undefined
    }
  }
  for (const text of values.get('config') ?? []) {
    const at = text.indexOf('=')
    if (at < 1) {
      requests.problem(call, `--config ${text} is not NAME=VALUE`)
      return undefined
    }
    topic.configs = {...topic.configs, [text.slice(0, at)]: text.slice(at + 1)}
  }
  return topic
}
