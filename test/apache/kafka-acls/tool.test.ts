import {expect, test} from 'vitest'
import {testIo} from '../../support/cli.ts'
import kafkaAcls from '../../../src/lib/apache/kafka-acls/tool.ts'

async function run(...argv: string[]) {
  const {io, text} = testIo()
  const code = await kafkaAcls.run(argv, io)
  return {...text(), code}
}

test('without --bootstrap-server it prints what is missing, and the help', async () => {
  const {out, err, code} = await run('--list')
  expect({out, code}).toEqual({out: '', code: 1})
  expect(err).toMatch(/^Missing required argument "\[bootstrap-server\]"\n/)
  expect(err).toContain('--bootstrap-server HOST:PORT,...')
})
