// What a script wants that calls Apache's tools one after the other, as it would end on an empty cluster.
import type {AclBinding} from '../../acls/acl-binding.ts'
import {bindingKey} from '../../acls/acl-binding.ts'
import {exportAcls, type ExportedAcl} from '../../acls/export-acls.ts'
import {plainValue} from '../exports/format.ts'
import {recordAcls} from './acls.ts'
import {recordConfigs} from './configs.ts'
import {recordTopics} from './topics.ts'

/** One call of a tool. */
export interface Call {
  /** `kafka-topics`. */
  readonly tool: string
  readonly args: readonly string[]
}

export interface WishedTopic {
  state?: 'absent'
  partitions?: number
  replicationFactor?: number
  assignment?: number[][]
  configs?: Record<string, string | null>
}

/** In the making; the sections of a native file. */
export class Wishes {
  readonly topics = new Map<string, WishedTopic>()
  readonly acls = new Map<string, AclBinding>()
  readonly absentAcls = new Map<string, AclBinding>()
  readonly users = new Map<string, Map<string, {iterations?: number; passwordFrom: {env: string}}>>()
  readonly absentUsers = new Set<string>()
  /** By the entity as it stands in a file, as JSON. */
  readonly quotas = new Map<string, Record<string, string | null>>()
  readonly configs = new Map<'brokers' | 'groups' | 'clientMetrics', Map<string, Record<string, string | null>>>()
  readonly problems: string[] = []
  readonly notes = new Set<string>()

  problem(call: Call, text: string): void {
    this.problems.push(`${call.tool} ${call.args.join(' ')}: ${text}`)
  }

  addAcl(binding: AclBinding): void {
    this.acls.set(bindingKey(binding), binding)
    this.absentAcls.delete(bindingKey(binding))
  }

  removeAcl(binding: AclBinding): void {
    this.acls.delete(bindingKey(binding))
    this.absentAcls.set(bindingKey(binding), binding)
  }
}

const recorders: Readonly<Record<string, (call: Call, wishes: Wishes) => void>> = {
  'kafka-topics': recordTopics,
  'kafka-configs': recordConfigs,
  'kafka-acls': recordAcls,
}

/** The tools of which kafkit knows what they want. */
export const recordedTools: readonly string[] = Object.keys(recorders)

export function wishesOf(calls: readonly Call[]): Wishes {
  const wishes = new Wishes()
  for (const call of calls) {
    const record = recorders[call.tool]
    if (record) record(call, wishes)
    else wishes.problem(call, 'what it wants cannot be written down')
  }
  return wishes
}

/** The file, without sections of which there is nothing. */
export function documentOf(wishes: Wishes): object {
  const acls: (ExportedAcl & {readonly state?: 'absent'})[] = [
    ...exportAcls([...wishes.acls.values()]).acls,
    ...exportAcls([...wishes.absentAcls.values()]).acls.map((acl) => ({...acl, state: 'absent' as const})),
  ]
  const topics = [...wishes.topics].map(
    ([name, {configs: own, ...topic}]) => [name, own ? {...topic, configs: plain(own)} : topic] as const,
  )
  const users = [
    ...[...wishes.users].map(([user, scram]) => [user, {scram: Object.fromEntries(scram)}] as const),
    ...[...wishes.absentUsers].map((user) => [user, {state: 'absent'}] as const),
  ]
  const quotas = [...wishes.quotas].map(([entity, values]) => ({...(JSON.parse(entity) as object), ...plain(values)}))
  const configs = [...wishes.configs].map(([section, resources]) => [
    section,
    Object.fromEntries(
      [...resources].map(([name, values]) => [
        name,
        section === 'clientMetrics' ? plain(values) : {configs: plain(values)},
      ]),
    ),
  ])
  return {
    kafkit: 1,
    ...(wishes.topics.size > 0 ? {topics: Object.fromEntries(topics)} : {}),
    ...(acls.length > 0 ? {acls} : {}),
    ...(users.length > 0 ? {users: Object.fromEntries(users)} : {}),
    ...(quotas.length > 0 ? {quotas} : {}),
    ...Object.fromEntries(configs),
  }
}

/** Numbers as numbers. */
const plain = (values: Readonly<Record<string, string | null>>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value === null ? null : plainValue(value)]))
