import {spawnSync} from 'node:child_process'
import {mkdtempSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, expect, test} from 'vitest'
import {executableNames} from '../../scripts/drop-in-executables.ts'
import {dropInNames} from '../../scripts/drop-in-tools.ts'
import {root} from '../../scripts/command-files.ts'
import {kafkit} from '../support/cli.ts'

const folder = mkdtempSync(join(tmpdir(), 'drop-ins-'))
afterAll(() => rmSync(folder, {recursive: true, force: true}))
const names = [...dropInNames(), 'kafka-run-class'].flatMap(executableNames).toSorted()

// What the one executable links is looked at by test/install/one-file.test.ts.
const asPackage = test.skipIf(process.env['KAFKIT_BIN'])

asPackage('all drop-ins are listed, with what a shell finds first', async () => {
  const path = join(folder, 'installed')
  await kafkit(['drop-ins', 'link', path])
  const {out, code} = await kafkit(['drop-ins', 'list', '--output', 'json'], {env: {PATH: `/nowhere:${path}`}})
  expect(code).toBe(0)
  const file = (name: string) => join(root, 'bin', name)
  expect(JSON.parse(out)).toEqual(names.map((name) => ({name, file: file(name), onPath: file(name)})))
  const nothing = await kafkit(['drop-ins', 'list', '--output', 'json'], {env: {PATH: ''}})
  expect(JSON.parse(nothing.out)).toEqual(names.map((name) => ({name, file: file(name), onPath: null})))
})

asPackage('links are made and made again; files of others are left alone, unless forced', async () => {
  const path = join(folder, 'bin')
  const first = await kafkit(['drop-ins', 'link', path])
  expect(first.code).toBe(0)
  expect(first.err).toContain(`export PATH=${path}:$PATH`)
  expect(readlinkSync(join(path, 'kafka-topics.sh'))).toBe(join(root, 'bin/kafka-topics.sh'))

  rmSync(join(path, 'kafka-topics'))
  writeFileSync(join(path, 'kafka-topics'), '#!/bin/bash\nexec kafka-run-class "$@"\n')
  rmSync(join(path, 'kafka-topics.sh'))
  symlinkSync('/opt/kafka/bin/kafka-topics.sh', join(path, 'kafka-topics.sh'))
  const second = await kafkit(['drop-ins', 'link', path, '--output', 'json'], {env: {PATH: path}})
  const outcomes = JSON.parse(second.out) as {name: string; status: string}[]
  expect(outcomes.filter(({status}) => status === 'exists').map(({name}) => name)).toEqual([
    'kafka-topics',
    'kafka-topics.sh',
  ])
  expect(second.code).toBe(1)
  expect(second.err).not.toContain('export PATH')
  expect(readFileSync(join(path, 'kafka-topics'), 'utf8')).toContain('kafka-run-class')
  expect((await kafkit(['drop-ins', 'link', path, '--force'])).code).toBe(0)
  expect(readlinkSync(join(path, 'kafka-topics'))).toBe(join(root, 'bin/kafka-topics'))
})

test('what --legacy puts there accepts options that Apache removed', async () => {
  const path = join(folder, "it's old")
  for (let i = 0; i < 2; i++) expect((await kafkit(['drop-ins', 'link', path, '--legacy'])).code).toBe(0)
  const run = (file: string) =>
    spawnSync(file, ['--broker-list', 'nonsense', '--topic', 't'], {encoding: 'utf8', env: {PATH: process.env['PATH']}})
  const legacy = run(join(path, 'kafka-console-producer'))
  expect(legacy.stderr).toContain('--broker-list was removed in Kafka 4.0 and is accepted because KAFKIT_LEGACY=1.')
  expect(legacy.stderr).toContain('Please provide valid host:port')
  expect(run(join(root, 'bin/kafka-console-producer')).stderr).toContain('broker-list is not a recognized option')
})
