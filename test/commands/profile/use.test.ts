import {mkdirSync} from 'node:fs'
import {expect, test} from 'vitest'
import type {CliOptions} from '../../support/cli.ts'
import {profileHome} from '../../support/profile-home.ts'

const {root, project, below, write, run} = profileHome()

test('profile use takes a name or none, and warns of what takes precedence', async () => {
  await run('profile add a -b a')
  await run('profile add b -b b')
  expect(await run('profile use b')).toBe('profile b is in use now\nexit 0')
  expect(await run('config explain bootstrap.servers -o tsv --columns value --no-headers')).toBe('b\nexit 0')
  expect(await run('profile use a', {env: {KAFKIT_PROFILE: 'b'}})).toBe(
    'profile a is in use now\n! kafkit: warning: KAFKIT_PROFILE is set to b, which takes precedence\nexit 0',
  )
  expect(await run('profile use none')).toBe('no profile is in use now\nexit 0')
  expect(await run('profile show')).toMatchInlineSnapshot(`
    "! kafkit: no profile is in use: name one (see kafkit profile list), or run kafkit profile use NAME
    exit 2"
  `)
  expect(await run('profile use c')).toMatchInlineSnapshot(`
    "! kafkit: profile use: there is no profile 'c'; there are: a, b
    exit 2"
  `)
})

test("a project's file counts in its folder and below", async () => {
  mkdirSync(below, {recursive: true})
  write(project, 'profile: team', 'profiles:', '  team: {brokers: "t:9092"}')
  await run('profile add mine -b m')
  const servers = (options: CliOptions) =>
    run('config explain bootstrap.servers -o tsv --columns value --no-headers', options)
  expect(await servers({cwd: below})).toBe('t:9092\nexit 0')
  expect(await servers({cwd: root})).toBe('m\nexit 0')
  expect(await run('profile list', {cwd: below})).toMatchInlineSnapshot(`
    "PROFILE  IN-USE  BOOTSTRAP-SERVERS
    team  yes  t:9092
    mine  -  m
    exit 0"
  `)
  expect(await run('profile use mine', {cwd: below})).toContain(
    'here ~/project/.kafkit.yaml:1 chooses team, which takes precedence',
  )
  expect(await run('profile use team', {cwd: below})).toMatchInlineSnapshot(`
    "! kafkit: profile team belongs to the project (~/project/.kafkit.yaml): write 'profile: team' at the top of that file, or use --profile team
    exit 2"
  `)
  expect(await run('profile remove team --yes', {cwd: below})).toMatchInlineSnapshot(`
    "! kafkit: profile team belongs to the project: remove it from ~/project/.kafkit.yaml:3 by hand
    exit 2"
  `)
})
