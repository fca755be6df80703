import type {Cluster} from '../cluster/cluster.ts'
import {describeConfigs} from '../configs/describe.ts'
import type {AuthorizerSettings} from './authorizer.ts'

export interface ReadAuthorizerSettings extends AuthorizerSettings {
  /** The class; null: cannot be seen. */
  readonly authorizer: string | null
  /** Configs that decide too and cannot be seen, by name. */
  readonly unseen: readonly string[]
}

const superUsersConfig = 'super.users'
const everyoneConfig = 'allow.everyone.if.no.acl.found'

/**
 * What a broker's configs say about its authorizer. Brokers hide the values of configs that are not their own, and these
 * two belong to the authorizer: mostly only their absence can be seen. Without DESCRIBE_CONFIGS on the cluster nothing can.
 */
export async function readAuthorizerSettings(cluster: Cluster): Promise<ReadAuthorizerSettings> {
  const hidden = {authorizer: null, superUsers: null, allowEveryone: null, unseen: [superUsersConfig, everyoneConfig]}
  const [broker] = await cluster.brokers()
  if (!broker) return hidden
  const [description] = await describeConfigs(cluster, [{type: 'BROKER', name: String(broker.id)}])
  if (!description || description.error !== undefined) return hidden
  const configs = new Map(description.configs.map((config) => [config.name, config]))
  const [users, everyone] = [configs.get(superUsersConfig), configs.get(everyoneConfig)]
  const unseen = [users, everyone].flatMap((config) => (config?.value === null ? [config.name] : []))
  return {
    authorizer: configs.get('authorizer.class.name')?.value ?? null,
    superUsers: users ? (users.value === null ? null : superUserList(users.value)) : [],
    allowEveryone: everyone ? (everyone.value === null ? null : isTrue(everyone.value)) : false,
    unseen,
  }
}

const superUserList = (text: string): string[] =>
  text
    .split(';')
    .map((each) => each.trim())
    .filter((each) => each !== '')

const isTrue = (text: string): boolean => text.trim().toLowerCase() === 'true'
