// Reads the sections `users` and `quotas`.
import {checkQuotaKey, parseQuota, quotaKeys} from '../../quotas/quota-keys.ts'
import type {QuotaEntity, QuotaEntityPart, QuotaEntityType} from '../../quotas/quota-entity.ts'
import {listed} from '../../text/listed.ts'
import {nearest} from '../../text/nearest.ts'
import {isScramMechanism, scramMechanisms} from '../../users/scram-mechanism.ts'
import {checkNewUser} from '../../users/scram-user.ts'
import type {DesiredCredential, DesiredQuota, DesiredQuotaValue, DesiredUser, PasswordSource} from '../declared.ts'
import {fieldsOf, kindOf, orProblem, scalarText, type Fields} from '../fields.ts'
import {isNull, type MapEntry, type Node} from '../../text/node.ts'
import type {Reading} from '../reader.ts'

export function readUsers(users: Node | undefined, reading: Reading): DesiredUser[] {
  if (!users) return []
  if (users.kind !== 'map') {
    reading.problem(users.place, `users must be a map from names to credentials, not ${kindOf(users)}`)
    return []
  }
  return [...users.entries].flatMap(([user, {place, value}]): DesiredUser[] => {
    orProblem(reading, place, () => checkNewUser(user))
    const fields = fieldsOf(value, `user ${user}`, reading)
    if (!fields) return []
    const state = fields.word('state', ['present', 'absent'] as const) ?? 'present'
    const scram = fields.map('scram')
    fields.done()
    const credentials = [...(scram ?? [])].flatMap((entry) => credentialOf(entry, user, reading))
    if (state === 'present' && (scram?.size ?? 0) === 0)
      reading.problem(place, `user ${user} needs scram with at least one mechanism`)
    return [{place, user, state, credentials}]
  })
}

/** The default of Kafka's tools. */
const usualIterations = 4096

function credentialOf([name, {place, value}]: [string, MapEntry], user: string, reading: Reading): DesiredCredential[] {
  if (!isScramMechanism(name)) {
    const guess = nearest(name.toUpperCase(), Object.keys(scramMechanisms))
    reading.problem(
      place,
      `there is no SCRAM mechanism '${name}': Kafka has ${listed(Object.keys(scramMechanisms), 'and')}${guess ? `; did you mean ${guess}?` : ''}`,
    )
    return []
  }
  const fields = fieldsOf(value, `${name} of user ${user}`, reading)
  if (!fields) return []
  const {leastIterations, mostIterations} = scramMechanisms[name]
  const iterations = fields.whole('iterations') ?? usualIterations
  if (iterations < leastIterations || iterations > mostIterations)
    fields.problem(
      'iterations',
      `iterations of ${fields.what} must be between ${leastIterations} and ${mostIterations}`,
    )
  const password = passwordOf(fields)
  fields.done({password: 'a password does not belong in a file: write passwordFrom, with env, file or command'})
  return [{place, mechanism: name, iterations, password}]
}

function passwordOf(fields: Fields): PasswordSource | null {
  const from = fields.fields('passwordFrom')
  if (!from) return null
  const [env, file, command] = [from.text('env'), from.text('file'), from.texts('command')]
  from.done()
  const [program, ...rest] = (command ?? []).map(({value}) => value)
  const sources: PasswordSource[] = [
    ...(env === undefined ? [] : [{env}]),
    ...(file === undefined ? [] : [{file}]),
    ...(program === undefined ? [] : [{command: [program, ...rest] as const}]),
  ]
  const [source, second] = sources
  if (source && !second) return source
  fields.problem(
    'passwordFrom',
    `${from.what} needs exactly one source: env: NAME, file: PATH, or command: [PROGRAM, ARGUMENT…]`,
  )
  return null
}

const entityFields = {user: 'user', clientId: 'client-id', ip: 'ip'} as const satisfies Record<string, QuotaEntityType>

export function readQuotas(quotas: Node | undefined, reading: Reading): DesiredQuota[] {
  if (!quotas) return []
  if (quotas.kind !== 'list') {
    reading.problem(quotas.place, `quotas must be a list, not ${kindOf(quotas)}`)
    return []
  }
  return quotas.items.flatMap((node): DesiredQuota[] => {
    const fields = fieldsOf(node, 'an entry of quotas', reading)
    if (!fields) return []
    const entity = entityOf(fields)
    const values = Object.keys(quotaKeys).flatMap((key): DesiredQuotaValue[] => {
      const found = fields.field(key)
      if (!found) return []
      const place = fields.placeOf(key)
      if (isNull(found)) return [{key, place, value: null}]
      const value = orProblem(reading, found.place, () => {
        if (entity.length > 0) checkQuotaKey(key, entity)
        return parseQuota(key, scalarText(found) ?? kindOf(found))
      })
      return value === undefined ? [] : [{key, place, value}]
    })
    fields.done()
    if (entity.length === 0)
      reading.problem(
        fields.place,
        'an entry of quotas needs an entity: user, clientId, both of them, or ip; default applies to all that have no quota of their own',
      )
    else if (entity.length > 1 && entity.some(({type}) => type === 'ip'))
      reading.problem(fields.place, 'an ip cannot be combined with user or clientId')
    if (values.length === 0 && !Object.keys(quotaKeys).some((key) => fields.has(key)))
      reading.problem(fields.place, `an entry of quotas needs a limit: ${listed(Object.keys(quotaKeys))}`)
    return [{place: fields.place, entity, values}]
  })
}

function entityOf(fields: Fields): QuotaEntity {
  return Object.entries(entityFields).flatMap(([field, type]): QuotaEntityPart[] => {
    const name = fields.text(field)
    return name === undefined ? [] : [{type, name: name === 'default' ? null : name}]
  })
}
