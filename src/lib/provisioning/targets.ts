// What a plan or an apply has to look at: only what is named (all topics only where undeclared ones are to be found).
import type {ConfigResource} from '../configs/config-resource.ts'

export interface Targets {
  readonly topics: readonly string[]
  /** Also the names of all topics. */
  readonly allTopics: boolean
  readonly acls: boolean
  readonly users: readonly string[]
  /** Also the names of all users with SCRAM credentials. */
  readonly allUsers: boolean
  readonly quotas: boolean
  readonly resources: readonly ConfigResource[]
}

/** These topics, and nothing else. */
export const targetsOfTopics = (topics: readonly string[]): Targets => ({
  topics,
  allTopics: false,
  acls: false,
  users: [],
  allUsers: false,
  quotas: false,
  resources: [],
})
