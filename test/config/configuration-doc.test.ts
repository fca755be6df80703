// docs/configuration.md says what the tables say, and the tables what the code does.
import {readdirSync, readFileSync} from 'node:fs'
import {basename, join} from 'node:path'
import {expect, test} from 'vitest'
import {root} from '../../scripts/command-files.ts'
import {configurationPage, configurationText} from '../../scripts/property-docs.ts'
import {furtherProperties, javaProperties} from '../../src/lib/config/client-property-table.ts'
import {isKnown} from '../../src/lib/config/known-properties.ts'
import {propertyMeanings} from '../../src/lib/config/property-meanings.ts'

const all = {...javaProperties, ...furtherProperties}

test('the page is as npm run build writes it', async () => {
  const page = readFileSync(configurationPage, 'utf8')
  expect(await configurationText(page)).toBe(page)
})

test('every property with an effect has a meaning, and no other has one', () => {
  const used = Object.keys(all).filter((name) => all[name]?.used)
  expect(Object.keys(propertyMeanings).toSorted()).toEqual(used.toSorted())
})

/** Names in quotes in the rooms that read properties, tables left out. */
function namesInCode(): Set<string> {
  const names = new Set<string>()
  const tables = [
    'client-property-table.ts',
    'property-meanings.ts',
    'librdkafka-names.ts',
    'kafkajs-config.ts',
    'check-properties.ts',
  ]
  // These only refuse what Java refuses.
  const checks = ['config-def.ts', 'common-config.ts']
  for (const room of ['config', 'apache', 'cli'])
    for (const path of readdirSync(join(root, 'src', 'lib', room), {recursive: true, encoding: 'utf8'})) {
      const file = basename(path)
      if (!file.endsWith('.ts') || tables.includes(file) || checks.includes(file)) continue
      const text = readFileSync(join(root, 'src', 'lib', room, path), 'utf8')
        // Types of values in the drop-ins' tables are checks, too.
        .replaceAll(/^ +'?[a-z.]+'?: (\{type: |count|boolean).*$/gm, '')
      for (const [, name] of text.matchAll(/['`]([a-z]+(?:\.[a-z0-9]+)*)['`]/g)) if (name !== undefined) names.add(name)
    }
  return names
}

test('every property with an effect is read somewhere', () => {
  const inCode = namesInCode()
  // Read by a prefix: `${prefix}.location`, `compression.${codec}.level`.
  const made = /^(ssl\.(trust|key)store\.(location|password)|compression\.\w+\.level|sasl\.oauthbearer\.assertion\..*)$/
  const missing = Object.keys(all).filter((name) => all[name]?.used && !inCode.has(name) && !made.test(name))
  expect(missing).toEqual([])
})

test('every name that is read is a known property, so that none is reported as unknown', () => {
  const text = [
    'sasl-properties',
    'oauthbearer-properties',
    'aws-properties',
    'sasl-plugin',
    'tls-properties',
    'client-properties',
  ]
    .map((name) => readFileSync(join(root, 'src', 'lib', 'config', `${name}.ts`), 'utf8'))
    .join('\n')
  const read = [...text.matchAll(/(?<![.\w])get\('([^']+)'\)/g)].map(([, name = '']) => name)
  expect(read.length).toBeGreaterThan(20)
  expect(read.filter((name) => !isKnown(name))).toEqual([])
})
