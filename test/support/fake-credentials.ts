// A broker's SCRAM users, quotas and delegation tokens for tests: changes are kept, and what brokers refuse is
// refused.
import {AlterClientQuotas} from '../../src/lib/apis/alter-client-quotas.ts'
import {AlterUserScramCredentials} from '../../src/lib/apis/alter-user-scram-credentials.ts'
import {CreateDelegationToken} from '../../src/lib/apis/create-delegation-token.ts'
import {DescribeClientQuotas} from '../../src/lib/apis/describe-client-quotas.ts'
import {DescribeDelegationToken} from '../../src/lib/apis/describe-delegation-token.ts'
import {DescribeUserScramCredentials} from '../../src/lib/apis/describe-user-scram-credentials.ts'
import {ExpireDelegationToken} from '../../src/lib/apis/expire-delegation-token.ts'
import {RenewDelegationToken} from '../../src/lib/apis/renew-delegation-token.ts'
import {on, type Service} from './fake-cluster.ts'

interface Entity {
  /** Name by type; null is the default. */
  readonly entity: Readonly<Record<string, string | null>>
  readonly quotas: Record<string, number>
}

interface Token {
  readonly id: string
  readonly owner: string
  readonly renewers: readonly string[]
  readonly issued: number
  expires: number
  readonly max: number
}

export interface FakeCredentials {
  /** Iterations by user and mechanism (1: SCRAM-SHA-256, 2: SCRAM-SHA-512). */
  readonly users: Map<string, Map<number, number>>
  readonly quotas: Entity[]
  readonly tokens: Token[]
  /** For `fakeCluster`. */
  readonly services: Service[]
}

export interface FakeCredentialsInput {
  readonly users?: Readonly<Record<string, Readonly<Record<number, number>>>>
  readonly quotas?: readonly Entity[]
  readonly tokens?: readonly Token[]
  /** Ms since the epoch: the broker's clock. */
  readonly now?: number
}

const hour = 3_600_000
const principal = (text: string) => {
  const [principalType = '', principalName = ''] = text.split(':')
  return {principalType, principalName}
}
const hmacOf = ({id}: Pick<Token, 'id'>) => Buffer.from(`secret of ${id}`)

export function fakeCredentials(input: FakeCredentialsInput = {}): FakeCredentials {
  const {now = Date.UTC(2026, 0, 1)} = input
  const users = new Map(
    Object.entries(input.users ?? {}).map(([name, each]) => [
      name,
      new Map(Object.entries(each).map(([mechanism, iterations]) => [Number(mechanism), iterations])),
    ]),
  )
  const quotas = (input.quotas ?? []).map(({entity, quotas: values}) => ({entity, quotas: {...values}}))
  const tokens = (input.tokens ?? []).map((each) => ({...each}))
  return {users, quotas, tokens, services: [...scram(users), ...clientQuotas(quotas), ...delegation(tokens, now)]}
}

function scram(users: FakeCredentials['users']): Service[] {
  return [
    on(DescribeUserScramCredentials, ({users: named}) => ({
      results: (named?.length ? named.map(({name}) => name) : [...users.keys()]).map((user) => {
        const credentials = users.get(user)
        if (!credentials) return {user, errorCode: 91, errorMessage: `Attempt to describe ${user}`, credentialInfos: []}
        return {
          user,
          errorCode: 0,
          credentialInfos: [...credentials].map(([mechanism, iterations]) => ({mechanism, iterations})),
        }
      }),
    })),
    on(AlterUserScramCredentials, ({deletions, upsertions}) => ({
      results: [
        ...deletions.map(({name, mechanism}) => {
          const had = users.get(name)?.delete(mechanism) ?? false
          if (users.get(name)?.size === 0) users.delete(name)
          return {user: name, errorCode: had ? 0 : 91, errorMessage: had ? null : 'there is none'}
        }),
        ...upsertions.map(({name, mechanism, iterations}) => {
          if (name === 'refused') return {user: name, errorCode: 93, errorMessage: 'The broker does not like it.'}
          users.set(name, (users.get(name) ?? new Map<number, number>()).set(mechanism, iterations))
          return {user: name, errorCode: 0, errorMessage: null}
        }),
      ],
    })),
  ]
}

const keyOf = (entity: Entity['entity']) => JSON.stringify(Object.entries(entity).toSorted())

function clientQuotas(quotas: Entity[]): Service[] {
  return [
    on(DescribeClientQuotas, ({components, strict}) => ({
      errorCode: 0,
      entries: quotas
        .filter(
          ({entity}) =>
            components.every(({entityType, matchType, match}) => {
              if (!(entityType in entity)) return false
              return matchType === 2 || entity[entityType] === (matchType === 1 ? null : match)
            }) &&
            (!strict || Object.keys(entity).length === components.length),
        )
        .map(({entity, quotas: values}) => ({
          entity: Object.entries(entity).map(([entityType, entityName]) => ({entityType, entityName})),
          values: Object.entries(values).map(([key, value]) => ({key, value})),
        })),
    })),
    on(AlterClientQuotas, ({entries, validateOnly}) => ({
      entries: entries.map(({entity, ops}) => {
        const parts = Object.fromEntries(entity.map(({entityType, entityName}) => [entityType, entityName]))
        const refused = ops.find(({value, remove}) => !remove && value === 666)
        if (refused) return {errorCode: 42, errorMessage: `Quota ${refused.key} is not liked`, entity}
        if (!validateOnly) change(quotas, parts, ops)
        return {errorCode: 0, errorMessage: null, entity}
      }),
    })),
  ]
}

function change(
  all: Entity[],
  entity: Entity['entity'],
  ops: readonly {readonly key: string; readonly value: number; readonly remove: boolean}[],
) {
  let found = all.find((each) => keyOf(each.entity) === keyOf(entity))
  if (!found) all.push((found = {entity, quotas: {}}))
  for (const {key, value, remove} of ops) {
    if (remove) delete found.quotas[key]
    else found.quotas[key] = value
  }
  if (Object.keys(found.quotas).length === 0) all.splice(all.indexOf(found), 1)
}

function delegation(tokens: Token[], now: number): Service[] {
  const byHmac = (hmac: Buffer) => tokens.find((each) => hmacOf(each).equals(hmac))
  return [
    on(CreateDelegationToken, ({renewers, maxLifetimeMs, ownerPrincipalName}) => {
      const token: Token = {
        id: `token-${tokens.length + 1}`,
        owner: `User:${ownerPrincipalName ?? 'alice'}`,
        renewers: renewers.map((each) => `${each.principalType}:${each.principalName}`),
        issued: now,
        expires: now + Math.min(24 * hour, maxLifetimeMs > 0 ? maxLifetimeMs : Infinity),
        max: now + (maxLifetimeMs > 0 ? maxLifetimeMs : 168 * hour),
      }
      tokens.push(token)
      return {
        errorCode: 0,
        ...principal(token.owner),
        tokenRequesterPrincipalType: 'User',
        tokenRequesterPrincipalName: 'alice',
        issueTimestampMs: token.issued,
        expiryTimestampMs: token.expires,
        maxTimestampMs: token.max,
        tokenId: token.id,
        hmac: hmacOf(token),
      }
    }),
    on(DescribeDelegationToken, ({owners}) => ({
      errorCode: 0,
      tokens: tokens
        .filter(({owner}) => owners?.some((each) => `${each.principalType}:${each.principalName}` === owner) ?? true)
        .map((token) => ({
          ...principal(token.owner),
          tokenRequesterPrincipalType: 'User',
          tokenRequesterPrincipalName: 'alice',
          issueTimestamp: token.issued,
          expiryTimestamp: token.expires,
          maxTimestamp: token.max,
          tokenId: token.id,
          hmac: hmacOf(token),
          renewers: token.renewers.map((each) => principal(each)),
        })),
    })),
    on(RenewDelegationToken, ({hmac, renewPeriodMs}) => {
      const token = byHmac(hmac)
      if (!token) return {errorCode: 62}
      token.expires = Math.min(token.max, now + (renewPeriodMs > 0 ? Math.min(renewPeriodMs, 24 * hour) : 24 * hour))
      return {errorCode: 0, expiryTimestampMs: token.expires}
    }),
    on(ExpireDelegationToken, ({hmac, expiryTimePeriodMs}) => {
      const token = byHmac(hmac)
      if (!token) return {errorCode: 62}
      token.expires = expiryTimePeriodMs < 0 ? now : Math.min(token.max, now + expiryTimePeriodMs)
      if (expiryTimePeriodMs < 0) tokens.splice(tokens.indexOf(token), 1)
      return {errorCode: 0, expiryTimestampMs: token.expires}
    }),
  ]
}
