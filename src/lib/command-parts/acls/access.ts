// The ACLs and settings that commands need to judge rights, the flags for settings that brokers do not show, and the
// answers of `check` and `why`.
import {boolean, string} from '@oclif/core/flags'
import {readAuthorizerSettings, type ReadAuthorizerSettings} from '../../acls/authorizer-settings.ts'
import {listAcls} from '../../acls/list-acls.ts'
import type {AclBinding} from '../../acls/acl-binding.ts'
import {aclHost} from '../../acls/acl-host.ts'
import {checkOnePrincipal} from '../../acls/principal.ts'
import {exitCode} from '../../cli/exit-codes.ts'
import type {FlagValues} from '../../cli/flag-values.ts'
import {KafkaCommand, type ConnectionFlagValues} from '../../cli/kafka-command.ts'
import {reportFlags} from '../../cli/output.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {KafkaError} from '../../cluster/errors.ts'

const helpGroup = 'AUTHORIZER'

export const authorizerFlags = {
  'super-user': string({
    helpValue: 'PRINCIPAL',
    multiple: true,
    multipleNonGreedy: true,
    summary: 'a super user (super.users), if the brokers do not show them; repeat for more',
    helpGroup,
    parse: async (text) => {
      checkOnePrincipal(text)
      return text
    },
  }),
  'allow-everyone': boolean({
    allowNo: true,
    summary: 'the value of allow.everyone.if.no.acl.found, if the brokers do not show it',
    helpGroup,
  }),
}

/** The flags of commands that ask about one principal. */
export const verdictFlags = {
  host: string({
    helpValue: 'IP',
    default: '*',
    summary: 'the address of the client as brokers see it (default: one that no ACL names)',
    parse: async (text) => aclHost(text),
  }),
  ...authorizerFlags,
  ...reportFlags,
}

export type AuthorizerFlagValues = Readonly<FlagValues<typeof authorizerFlags>>

export interface AccessState {
  readonly bindings: readonly AclBinding[]
  readonly settings: ReadAuthorizerSettings
}

/**
 * Returns all ACLs. Where brokers answer with internal errors, this throws an error that says plainly what is wrong.
 */
export async function seeAcls(cluster: Cluster): Promise<AclBinding[]> {
  try {
    return await listAcls(cluster)
  } catch (error) {
    if (error instanceof KafkaError) {
      const said = plainly[error.codeName]
      if (said !== undefined) throw new KafkaError(error.code, 'list ACLs', said, {cause: error})
    }
    throw error
  }
}

const plainly: Readonly<Record<string, string>> = {
  CLUSTER_AUTHORIZATION_FAILED: 'not allowed: reading ACLs needs DESCRIBE on the cluster',
  SECURITY_DISABLED: 'the brokers have no authorizer (authorizer.class.name), so every client may do everything',
}

/** Returns all ACLs and the settings of the authorizer that brokers show; flags override these. */
export async function readAccess(cluster: Cluster, flags: AuthorizerFlagValues): Promise<AccessState> {
  const [bindings, read] = await Promise.all([seeAcls(cluster), readAuthorizerSettings(cluster)])
  const superUsers = flags['super-user'] ?? read.superUsers
  const allowEveryone = flags['allow-everyone'] ?? read.allowEveryone
  const unseen = read.unseen.filter((name) => (name === 'super.users' ? superUsers : allowEveryone) === null)
  return {bindings, settings: {...read, superUsers, allowEveryone, unseen}}
}

/** Sentences about what a verdict depends on and cannot see. */
export function doubts({authorizer, unseen}: ReadAuthorizerSettings): string[] {
  const known = /(?:StandardAuthorizer|AclAuthorizer|SimpleAclAuthorizer)$/
  return [
    ...(authorizer !== null && authorizer !== '' && !known.test(authorizer)
      ? [`the brokers' authorizer is ${authorizer}, which may ignore these ACLs`]
      : []),
    ...(unseen.length > 0
      ? [
          `cannot see ${unseen.join(' and ')}: brokers do not show the value (give it with --super-user or --allow-everyone)`,
        ]
      : []),
  ]
}

/** The base class of `acls check` and `acls why`, whose exit code is the answer. */
export abstract class VerdictCommand extends KafkaCommand {
  /**
   * Reads ACLs and settings, lets `answer` print its conclusions, and adds what could not be seen. Returns 0 if it is
   * allowed, 3 if not, and 1 if it depends on a setting that cannot be seen (`answer` returns null).
   */
  protected async verdict(
    flags: ConnectionFlagValues & AuthorizerFlagValues,
    answer: (state: AccessState) => Promise<boolean | null>,
  ): Promise<number> {
    const state = await readAccess(await this.connect(flags), flags)
    const allowed = await answer(state)
    for (const text of doubts(state.settings)) await this.note(text)
    if (allowed === null) return exitCode.failed
    return allowed ? exitCode.done : exitCode.exceeded
  }
}
