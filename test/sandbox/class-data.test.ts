import {existsSync, readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {afterEach, beforeEach, expect, test} from 'vitest'
import {archiveFile} from '../../src/lib/sandbox/class-data.ts'
import {sandboxNames, startSandbox, stopSandbox} from '../../src/lib/sandbox/sandbox.ts'
import {fakeKafka, type FakeKafka} from '../support/fake-kafka.ts'

let fake: FakeKafka
beforeEach(() => {
  fake = fakeKafka()
})
afterEach(async () => {
  for (const name of await sandboxNames()) await stopSandbox(name, {removeData: true})
  fake.restore()
})

const archives = () => {
  const folder = join(fake.cache, 'class-data')
  return existsSync(folder) ? readdirSync(folder) : []
}
const starts = (name: string) =>
  readFileSync(join(fake.sandboxes, name, 'fake-starts'), 'utf8')
    .trim()
    .split('\n')
const trained = () => expect.poll(archives, {timeout: 30_000}).toEqual([expect.stringMatching(/^[0-9a-f]{16}\.jsa$/)])

test('the first start has an archive made in the background, and the second one uses it', async () => {
  await startSandbox({name: 'first'})
  expect(starts('first')).toEqual(['plain'])
  await trained()
  await startSandbox({name: 'second'})
  expect(starts('second')).toEqual(['archive'])
}, 60_000)

test('a broken archive costs a retry, and is deleted and made again', async () => {
  await startSandbox({name: 'first'})
  await trained()
  const [archive = ''] = archives()
  writeFileSync(join(fake.cache, 'class-data', archive), 'broken')
  await startSandbox({name: 'second', properties: {fake: 'bad-archive'}})
  expect(starts('second')).toEqual(['plain'])
  await trained()
  expect(readFileSync(join(fake.cache, 'class-data', archive), 'utf8')).toBe('classes')
}, 60_000)

test('a wrong setting does not delete the archive', async () => {
  await startSandbox({name: 'first'})
  await trained()
  await expect(startSandbox({name: 'second', properties: {fake: 'ends'}})).rejects.toThrow('ConfigException')
  expect(archives()).toHaveLength(1)
}, 60_000)

test('no archive is made or used if the user does not want one', async () => {
  await startSandbox({classData: false})
  expect(archives()).toEqual([])
})

test('an archive belongs to one Java build and one class path', () => {
  const java = {executable: '/j/bin/java', version: 17, release: 'JAVA_VERSION="17.0.1"'}
  const file = archiveFile(java, ['a.jar', 'b.jar'])
  expect(archiveFile({...java}, ['a.jar', 'b.jar'])).toBe(file)
  expect(archiveFile(java, ['b.jar', 'a.jar'])).not.toBe(file)
  expect(archiveFile({...java, release: 'JAVA_VERSION="17.0.2"'}, ['a.jar', 'b.jar'])).not.toBe(file)
  // Java 11 cannot make one.
  expect(archiveFile({...java, version: 11}, ['a.jar'])).toBeUndefined()
})
