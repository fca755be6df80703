import type {Cluster} from '../cluster/cluster.ts'
import {describeConfigs} from '../configs/describe.ts'
import type {AuthorizerSettings} from './authorizer.ts'

export interface ReadAuthorizerSettings extends AuthorizerSettings {
  /** The authorizer class; null: not visible. */
  readonly authorizer: string | null
  /** The names of configs that also affect decisions but are not visible. */
  readonly unseen: readonly string[]
}

const superUsersConfig = 'super.users'
const everyoneConfig = 'allow.everyone.if.no.acl.found'

/**
 * The authorizer's settings in a broker's configs. Brokers hide the values of configs that are not their own, and two
 * of these belong to the authorizer, so usually only their absence is visible. Without DESCRIBE_CONFIGS on the cluster
 * nothing is visible.
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
