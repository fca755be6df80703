// The entity whose quotas are meant: --user, --client and --ip, each with its default, for all commands of kafkit
// quotas.
import {isIP} from 'node:net'
import {boolean, string} from '@oclif/core/flags'
import type {Exclusion} from '../../cli/exclusions.ts'
import type {FlagValues} from '../../cli/flag-values.ts'
import {UsageError} from '../../errors/usage-error.ts'
import type {QuotaEntity, QuotaEntityPart} from '../../quotas/quota-entity.ts'
import {shellWord} from '../../text/shell-word.ts'

const helpGroup = 'WHOSE'

const named = (what: string) => async (text: string) => {
  if (text === '') throw new UsageError(`${what} cannot be empty`)
  if (text === '<default>')
    throw new UsageError(`'<default>' is not a name; use --user-default, --client-default or --ip-default`)
  return text
}

export const entityFlags = {
  user: string({
    helpValue: 'NAME',
    summary: 'a user, without the type: alice for User:alice',
    helpGroup,
    parse: async (text) => {
      const [, name] = /^User:(.*)$/i.exec(text) ?? []
      if (name !== undefined)
        throw new UsageError(`'${text}' is a principal; quotas name users without the type: ${name}`)
      return named('the name of a user')(text)
    },
  }),
  'user-default': boolean({summary: 'all users without a quota of their own', helpGroup}),
  client: string({helpValue: 'ID', summary: 'a client id (client.id)', helpGroup, parse: named('a client id')}),
  'client-default': boolean({summary: 'all client ids without a quota of their own', helpGroup}),
  ip: string({
    helpValue: 'ADDRESS',
    summary: 'an IP address that clients connect from',
    helpGroup,
    parse: named('an address'),
  }),
  'ip-default': boolean({summary: 'all addresses without a quota of their own', helpGroup}),
}

export type EntityFlagValues = Readonly<FlagValues<typeof entityFlags>>

const perIp = ({ip, 'ip-default': everyIp}: EntityFlagValues) => ip !== undefined || everyIp

export const entityExclusions: readonly Exclusion<EntityFlagValues>[] = [
  ['user', 'user-default'],
  ['client', 'client-default'],
  ['ip', 'ip-default'],
  {
    when: perIp,
    refuse: ['user', 'user-default', 'client', 'client-default'],
    say: (flag) => `quotas of IP addresses do not combine with ${flag}: Kafka combines only users with client ids`,
  },
]

/** The entity that the flags name, with its parts in Kafka's order; empty if there are none. */
export function entityOf(flags: EntityFlagValues): QuotaEntity {
  const part = (type: QuotaEntityPart['type'], name: string | undefined, everybody: boolean): QuotaEntityPart[] =>
    everybody ? [{type, name: null}] : name === undefined ? [] : [{type, name}]
  return [
    ...part('user', flags.user, flags['user-default']),
    ...part('client-id', flags.client, flags['client-default']),
    ...part('ip', flags.ip, flags['ip-default']),
  ]
}

/** Like entityOf, but throws UsageError if no flag names an entity. */
export function namedEntity(flags: EntityFlagValues): QuotaEntity {
  const entity = entityOf(flags)
  if (entity.length === 0)
    throw new UsageError(
      'whose quota? Give --user, --client (or both) or --ip, or --user-default, --client-default or --ip-default',
    )
  return entity
}

/**
 * Throws UsageError for a host name: brokers resolve it only when they start, so a client with a new address would
 * have no quota.
 */
export function checkAddress({ip}: EntityFlagValues): void {
  if (ip !== undefined && isIP(ip) === 0) throw new UsageError(`--ip: '${ip}' is not an IP address`)
}

const flagNames = {user: 'user', 'client-id': 'client', ip: 'ip'} as const

/** `--user alice --client-default`. */
export const entityWords = (entity: QuotaEntity): string =>
  entity
    .map(({type, name}) => (name === null ? `--${flagNames[type]}-default` : `--${flagNames[type]} ${shellWord(name)}`))
    .join(' ')
