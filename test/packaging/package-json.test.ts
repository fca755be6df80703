// What package.json says of the repository is true, and is said there alone.
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import packageJson from '../../package.json' with {type: 'json'}
import {root} from '../../scripts/command-files.ts'
import {listedPages, manPages} from '../../scripts/man-pages.ts'
import {codeOwners, packageFields, placeholder, publicAddress} from '../../scripts/public-address.ts'
import {trackedFiles} from '../support/tracked-files.ts'

test('npm installs every man page; if not: npm run build', async () => {
  expect(packageJson.man).toEqual(listedPages(await manPages()))
})

test('every executable of package.json is there and starts Node by its first line', () => {
  for (const [name, path] of Object.entries(packageJson.bin))
    expect(readFileSync(join(root, path), 'utf8'), name).toMatch(/^#!\/usr\/bin\/env node\n/)
})

test('only package.json names the address of the repository', () => {
  const here = 'test/packaging/package-json.test.ts'
  const maker = 'scripts/public-address.ts'
  const addresses = [publicAddress(), placeholder, `github.com/${publicAddress()}`]
  const naming = trackedFiles().filter((path) => {
    const text = readFileSync(join(root, path), 'utf8')
    return addresses.some((address) => text.includes(address))
  })
  expect(naming.filter((path) => path !== here && path !== maker)).toEqual(['package.json'])
})

test('homepage and bugs of package.json belong to its repository; if not: npm run address -- OWNER/NAME', () => {
  const {repository, homepage, bugs} = packageJson
  expect({repository, homepage, bugs}).toEqual(packageFields(publicAddress()))
  expect(packageFields('some/kafkit')).toEqual({
    repository: 'github:some/kafkit',
    homepage: 'https://github.com/some/kafkit#readme',
    bugs: 'https://github.com/some/kafkit/issues',
  })
})

test('.github/CODEOWNERS is what npm run address writes', () => {
  expect(readFileSync(join(root, '.github/CODEOWNERS'), 'utf8')).toBe(codeOwners(publicAddress()))
})
