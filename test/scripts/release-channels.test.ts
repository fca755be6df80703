// What package managers are told of a release: its files, each with the checksum of that file and no other.
import {spawnSync} from 'node:child_process'
import {describe, expect, test} from 'vitest'
import {parse} from 'yaml'
import {targets, type TargetName} from '../../scripts/compile/runtimes.ts'
import * as channels from '../../scripts/release/channels.ts'
import {archiveName, describeRelease} from '../../scripts/release/description.ts'
import {installScript} from '../../scripts/release/install-script.ts'

const names = Object.keys(targets) as TargetName[]
const sumOf = (target: TargetName) => names.indexOf(target).toString(16).repeat(64)
const release = describeRelease(names.map((target) => ({target, file: archiveName(target), sha256: sumOf(target)})))

describe.each([
  ['kafkit.rb', channels.homebrewFormula(release), ['darwin-arm64', 'darwin-x64', 'linux-arm64', 'linux-x64']],
  ['kafkit.json', channels.scoopManifest(release), ['windows-x64']],
  ['winget', [...channels.wingetManifests(release).values()].join(''), ['windows-x64']],
  ['default.nix', channels.nixExpression(release), ['linux-x64', 'linux-arm64', 'darwin-arm64', 'darwin-x64']],
  ['install.sh', installScript(release), names.filter((name) => name !== 'windows-x64')],
] as const)('%s', (_, text, wanted) => {
  test('names the files of its systems, each followed by its checksum', () => {
    const files = [...text.matchAll(/(kafkit-[\d.]+-([a-z0-9-]+)\.(?:tar\.gz|zip))["\s](?:.|\n)*?\b([\da-f]{64})\b/gi)]
    expect(files.map(([, , target, sum]) => [target, sum]).toSorted()).toEqual(
      wanted.map((target) => [target, sumOf(target)]).toSorted(),
    )
  })

  test('nothing that should have been filled in is left', () => {
    expect(text).not.toMatch(/undefined|\[object|NaN/)
  })
})

test("the manifests are JSON and YAML, and winget's three belong together", () => {
  expect(JSON.parse(channels.scoopManifest(release))).toMatchObject({version: release.version})
  const documents = [...channels.wingetManifests(release).values()].map((text) => parse(text) as Record<string, string>)
  expect(documents.map((each) => each['ManifestType'])).toEqual(['version', 'defaultLocale', 'installer'])
  expect(new Set(documents.map((each) => each['PackageIdentifier'])).size).toBe(1)
})

test('a channel whose file the release does not have is not written', () => {
  const less = {...release, archives: release.archives.filter(({target}) => target !== 'darwin-x64')}
  expect(() => channels.homebrewFormula(less)).toThrow('the release has no archive for darwin-x64')
})

test.runIf(process.platform !== 'win32')('install.sh is a script of a POSIX shell', () => {
  expect(spawnSync('sh', ['-n'], {input: installScript(release), encoding: 'utf8'})).toMatchObject({
    status: 0,
    stderr: '',
  })
})
