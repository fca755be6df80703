// The repository's public address is set in one place, `repository` of package.json. This script derives everything
// else from it: `homepage` and `bugs` beside it, and .github/CODEOWNERS. Pages only have links within the repository.
//   npm run address                    prints the address; exit code 1 while it is the placeholder
//   npm run address -- OWNER/NAME      sets it
import {readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {root} from './command-files.ts'

/** The value until the repository has a public address. */
export const placeholder = 'OWNER/kafkit'

const packageFile = join(root, 'package.json')
const ownersFile = join(root, '.github', 'CODEOWNERS')

/** OWNER/NAME of package.json's `repository`, which npm reads as an address on GitHub. */
export function publicAddress(): string {
  const {repository} = JSON.parse(readFileSync(packageFile, 'utf8')) as {repository: string}
  return repository.replace(/^github:/, '')
}

/** The text of .github/CODEOWNERS for a repository at this address; without an owner, no reviewer is requested. */
export const codeOwners = (address: string): string =>
  `# Written by: npm run address -- OWNER/NAME\n*${address === placeholder ? '' : ` @${address.split('/')[0]}`}\n`

/** The web page of the repository at this address. */
export const webPage = (address: string): string => `https://github.com/${address}`

/** The fields of package.json that follow from the address, as npm would derive them when it publishes. */
export const packageFields = (address: string) => ({
  repository: `github:${address}`,
  homepage: `${webPage(address)}#readme`,
  bugs: `${webPage(address)}/issues`,
})

function setAddress(address: string): void {
  let text = readFileSync(packageFile, 'utf8')
  const [before, after] = [packageFields(publicAddress()), packageFields(address)]
  for (const field of ['repository', 'homepage', 'bugs'] as const)
    text = text.replace(`"${field}": "${before[field]}"`, `"${field}": "${after[field]}"`)
  writeFileSync(packageFile, text)
  writeFileSync(ownersFile, codeOwners(address))
}

if (import.meta.main) {
  const [address] = process.argv.slice(2)
  if (address !== undefined && !/^[\w-]+\/[\w.-]+$/.test(address)) {
    console.error('usage: npm run address [-- OWNER/NAME]')
    process.exit(2)
  }
  if (address !== undefined) setAddress(address)
  console.log(publicAddress())
  if (publicAddress() === placeholder) {
    console.error('package.json still has the placeholder: npm run address -- OWNER/NAME')
    process.exitCode = 1
  }
}
