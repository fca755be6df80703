// What a plan or an apply has to read: only what is named, and all topics only if undeclared ones are to be found.
import type {ConfigResource} from '../configs/config-resource.ts'

export interface Targets {
  readonly topics: readonly string[]
  /** Also read the names of all topics. */
  readonly allTopics: boolean
  readonly acls: boolean
  readonly users: readonly string[]
  /** Also read the names of all users with SCRAM credentials. */
  readonly allUsers: boolean
  readonly quotas: boolean
  readonly resources: readonly ConfigResource[]
}

/** Only these topics. */
export const targetsOfTopics = (topics: readonly string[]): Targets => ({
  topics,
  allTopics: false,
  acls: false,
  users: [],
  allUsers: false,
  quotas: false,
  resources: [],
})
