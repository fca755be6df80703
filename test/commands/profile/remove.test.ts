import {readFileSync} from 'node:fs'
import {expect, test} from 'vitest'
import {profileHome} from '../../support/profile-home.ts'

const {file, run} = profileHome()

test('profile remove asks, and takes the profile with its password out of the file', async () => {
  await run('profile add a -b a --password-stdin', {stdin: 'hunter2\n'})
  await run('profile add b -b b')
  expect(await run('profile remove a')).toMatchInlineSnapshot(`
    "! kafkit: Remove profile a from ~/kafkit/config.yaml? There is no terminal to ask on; use --yes to confirm
    exit 2"
  `)
  expect(await run('profile remove a', {terminal: true, stdin: 'n\n'})).toMatch(/nothing was removed\nexit 1$/)
  expect(await run('profile remove a --yes')).toMatchInlineSnapshot(`
    "profile a removed
    ! kafkit: it was the profile in use; no profile is in use now
    exit 0"
  `)
  expect(readFileSync(file, 'utf8')).toBe('profiles:\n  b:\n    bootstrap-servers: b\n')
  expect(await run('profile remove a --yes')).toMatchInlineSnapshot(`
    "! kafkit: profile remove: there is no profile 'a'; there are: b
    exit 2"
  `)
})
