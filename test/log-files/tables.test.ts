// The tables of what Kafka keeps in its own logs, compared with Apache's definitions in the jars.
import {expect, describe, test} from 'vitest'
import {kafkaJars} from '../../src/lib/sandbox/jars.ts'
import {quorumRecords, endTxnMarker} from '../../src/lib/log-files/tables/control-records.ts'
import {
  consumerGroupRecords,
  groupMetadataRecords,
  offsetRecords,
  shareGroupRecords,
} from '../../src/lib/log-files/tables/group-records.ts'
import {metadataRecords} from '../../src/lib/log-files/tables/metadata-records.ts'
import {remoteLogRecords} from '../../src/lib/log-files/tables/remote-log-records.ts'
import {shareStateRecords} from '../../src/lib/log-files/tables/share-state-records.ts'
import type {CoordinatorRecords, StoredMessage, StoredRecords} from '../../src/lib/log-files/tables/stored.ts'
import {streamsGroupRecords} from '../../src/lib/log-files/tables/streams-group-records.ts'
import {transactionRecords} from '../../src/lib/log-files/tables/transaction-records.ts'
import type {Field, Fields} from '../../src/lib/wire/schema.ts'
import {definitionsIn, lowered, range, type ApacheField, type Definition} from '../support/apache-definitions.ts'
import {firstDifference} from '../support/compare-with-apache.ts'

const jars = await kafkaJars(undefined, {}).then(
  ({jars: found}) => found,
  (error: unknown) => {
    console.warn(`SKIPPED: comparing tables of logs with Apache's definitions: ${String(error)}`)
    return undefined
  },
)

const coordinators: readonly (readonly [artifact: string, CoordinatorRecords])[] = [
  [
    'kafka-group-coordinator',
    {
      ...offsetRecords,
      ...groupMetadataRecords,
      ...consumerGroupRecords,
      ...shareGroupRecords,
      ...streamsGroupRecords,
    },
  ],
  ['kafka-transaction-coordinator', transactionRecords],
  ['kafka-share-coordinator', shareStateRecords],
]
const framed: readonly (readonly [artifact: string, folder: string, StoredRecords])[] = [
  ['kafka-metadata', 'common/metadata/', metadataRecords],
  ['kafka-storage', 'message/', remoteLogRecords],
]

async function definitions(artifact: string, folder = 'common/message/'): Promise<readonly Definition[]> {
  const jar = jars?.find((path) => new RegExp(`/${artifact}-\\d`).test(path))
  if (jar === undefined) throw new Error(`no jar of ${artifact}`)
  return [...(await definitionsIn(jar, folder)).values()].map((each) => ({
    ...each,
    fields: (each.fields as readonly ApacheField[] | undefined)?.map(withVersions) ?? [],
  }))
}

/** A tagged field that does not say which versions have it is in those that may have the tag. */
const withVersions = (field: ApacheField): ApacheField => ({
  ...field,
  versions: field.versions ?? field.taggedVersions ?? 'none',
  ...(field.fields ? {fields: field.fields.map(withVersions)} : {}),
})

const named = (all: readonly Definition[], name: string) => all.find((each) => each.name === name)

/** What differs from Apache's definition, or undefined. */
function difference(message: StoredMessage, definition: Definition | undefined): string | undefined {
  if (!definition) return 'Apache has no such message'
  const versions = range(definition.validVersions)
  if (versions.join() !== message.versions.join()) return `versions ${definition.validVersions}`
  for (let version = versions[0]; version <= versions[1]; version++) {
    const found = firstDifference(message.fields, version, message.flexible, definition, 'response', versions)
    if (found !== undefined) return `v${version}: ${found}`
  }
  return optionalDifference(message.fields, definition.fields, definition.commonStructs ?? [])
}

/** That comparison lets a table leave out tagged fields, and does not tell null from an empty list. */
function optionalDifference(
  ours: Fields,
  theirs: readonly ApacheField[],
  common: readonly ApacheField[],
): string | undefined {
  for (const field of theirs) {
    const name = lowered(field.name)
    const mine: Field | undefined = ours[name]
    if (!mine) return `${name} is not in the table`
    const element = field.type.replace('[]', '')
    const inner = field.fields ?? common.find((each) => each.name === element)?.fields
    if (field.tag !== undefined && field.nullableVersions !== undefined) {
      const isNull = mine.default === null
      if (isNull !== (field.default === 'null')) return `${name}: the default is ${field.default}`
    }
    const below = inner && optionalDifference(mine.items?.fields ?? mine.fields ?? {}, inner, common)
    if (below !== undefined) return `${name}.${below}`
  }
  return undefined
}

describe.skipIf(!jars)("tables of logs equal Apache's", () => {
  test.each(coordinators)('%s: every type of record, key and value', async (artifact, tables) => {
    const all = await definitions(artifact)
    const keys = all.filter(({type}) => type === 'coordinator-key')
    expect(Object.keys(tables).map(Number)).toEqual(keys.map(({apiKey}) => apiKey ?? -1).sort((a, b) => a - b))
    const wrong = Object.entries(tables).flatMap(([type, {name, key, value}]) => {
      const keyDefinition = named(all, `${name}Key`)
      const keyMessage = {versions: [0, 0], flexible: Infinity, fields: key} as const
      return [
        ...(keyDefinition?.apiKey === Number(type) ? [] : [`${name}: type ${keyDefinition?.apiKey}`]),
        difference(keyMessage, keyDefinition),
        difference(value, named(all, `${name}Value`)),
      ].filter((each) => each !== undefined)
    })
    expect(wrong).toEqual([])
  })

  test.each(framed)('%s: every type of record', async (artifact, folder, tables) => {
    const all = (await definitions(artifact, folder)).filter(({apiKey}) => apiKey !== undefined)
    expect(Object.keys(tables).map(Number)).toEqual(all.map(({apiKey}) => apiKey ?? -1).sort((a, b) => a - b))
    for (const [type, message] of Object.entries(tables)) {
      const definition = named(all, message.name)
      expect([message.name, definition?.apiKey, difference(message, definition)]).toEqual([
        message.name,
        Number(type),
        undefined,
      ])
    }
  })

  test('control records', async () => {
    const all = await definitions('kafka-clients')
    for (const message of Object.values(quorumRecords))
      expect([message.name, difference(message, named(all, message.name))]).toEqual([message.name, undefined])
    expect(difference(endTxnMarker, named(all, 'EndTxnMarker'))).toBeUndefined()
  })

  test('a table that lacks a tagged field, or has another default, is detected', async () => {
    const all = await definitions('kafka-transaction-coordinator')
    const {value} = transactionRecords[0]
    const definition = named(all, 'TransactionLogValue')
    const {previousProducerId: _, ...fields} = value.fields
    expect(difference({...value, fields}, definition)).toBe('previousProducerId is not in the table')
    expect(difference({...value, versions: [0, 2]}, definition)).toBe('versions 0-1')
    const members = named(await definitions('kafka-group-coordinator'), 'ConsumerGroupMemberMetadataValue')
    const member = consumerGroupRecords[5].value
    const classic = {...(member.fields['classicMemberMetadata'] as Field), default: null}
    expect(difference({...member, fields: {...member.fields, classicMemberMetadata: classic}}, members)).toBe(
      'classicMemberMetadata: the default is null',
    )
  })
})
