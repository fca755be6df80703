// Turns recorded calls of Apache's tools into the file that declares what they request.
import {exportAcls, type ExportedAcl} from '../../acls/export-acls.ts'
import {plainValue} from '../exports/format.ts'
import {recordAcls} from './acls.ts'
import {recordConfigs} from './configs.ts'
import {recordTopics} from './topics.ts'
import {RecordedRequests, type Call} from './recorded-requests.ts'

const recorders: Readonly<Record<string, (call: Call, requests: RecordedRequests) => void>> = {
  'kafka-topics': recordTopics,
  'kafka-configs': recordConfigs,
  'kafka-acls': recordAcls,
}

/** The tools whose calls can be recorded. */
export const recordedTools: readonly string[] = Object.keys(recorders)

export function recordedRequestsOf(calls: readonly Call[]): RecordedRequests {
  const requests = new RecordedRequests()
  for (const call of calls) {
    const record = recorders[call.tool]
    if (record) record(call, requests)
    else requests.problem(call, 'kafkit record does not know this tool')
  }
  return requests
}

/** The file, without empty sections. */
export function documentOf(requests: RecordedRequests): object {
  const acls: (ExportedAcl & {readonly state?: 'absent'})[] = [
    ...exportAcls([...requests.acls.values()]).acls,
    ...exportAcls([...requests.absentAcls.values()]).acls.map((acl) => ({...acl, state: 'absent' as const})),
  ]
  const topics = [...requests.topics].map(
    ([name, {configs: own, ...topic}]) => [name, own ? {...topic, configs: plain(own)} : topic] as const,
  )
  const users = [
    ...[...requests.users].map(([user, scram]) => [user, {scram: Object.fromEntries(scram)}] as const),
    ...[...requests.absentUsers].map((user) => [user, {state: 'absent'}] as const),
  ]
  const quotas = [...requests.quotas].map(([entity, values]) => ({...(JSON.parse(entity) as object), ...plain(values)}))
  const configs = [...requests.configs].map(([section, resources]) => [
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
    ...(requests.topics.size > 0 ? {topics: Object.fromEntries(topics)} : {}),
    ...(acls.length > 0 ? {acls} : {}),
    ...(users.length > 0 ? {users: Object.fromEntries(users)} : {}),
    ...(quotas.length > 0 ? {quotas} : {}),
    ...Object.fromEntries(configs),
  }
}

/** Writes numbers as numbers. */
const plain = (values: Readonly<Record<string, string | null>>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value === null ? null : plainValue(value)]))
