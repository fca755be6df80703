// What a script requests with its calls of Apache's tools, as an empty cluster would be after all of them.
import type {AclBinding} from '../../acls/acl-binding.ts'
import {bindingKey} from '../../acls/acl-binding.ts'

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

/** The sections of a native file while they are being collected. */
export class RecordedRequests {
  readonly topics = new Map<string, WishedTopic>()
  readonly acls = new Map<string, AclBinding>()
  readonly absentAcls = new Map<string, AclBinding>()
  readonly users = new Map<string, Map<string, {iterations?: number; passwordFrom: {env: string}}>>()
  readonly absentUsers = new Set<string>()
  /** By the entity as it is written in the file, as JSON. */
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
