// Reads the profiles in AWS's shared files (~/.aws/config and ~/.aws/credentials).
import {readFile} from 'node:fs/promises'
import {homedir} from 'node:os'
import {join} from 'node:path'

/** The keys of one profile, from both files. */
export type AwsProfile = Readonly<Record<string, string>>

/** The profiles by name; if both files have a key, the credentials file wins. */
export async function readProfiles(
  env: Readonly<Record<string, string | undefined>>,
): Promise<Map<string, AwsProfile>> {
  const file = (variable: string, usual: string) => env[variable] ?? join(homedir(), '.aws', usual)
  const [secrets, config] = await Promise.all([
    sections(file('AWS_SHARED_CREDENTIALS_FILE', 'credentials')),
    sections(file('AWS_CONFIG_FILE', 'config')),
  ])
  const all = new Map<string, AwsProfile>()
  // `[profile NAME]` in config, `[NAME]` in credentials; other sections (sso-session) have names of two words.
  for (const [section, keys] of [...config, ...secrets]) {
    const name = section.replace(/^profile\s+/, '')
    all.set(name, {...all.get(name), ...keys})
  }
  return all
}

/** An INI file: its sections and their keys. */
async function sections(file: string): Promise<Map<string, Record<string, string>>> {
  const text = await readFile(file, 'utf8').catch(() => '')
  const all = new Map<string, Record<string, string>>()
  let current: Record<string, string> = {}
  for (const line of text.split(/\r?\n/)) {
    const section = /^\s*\[\s*([^\]]+?)\s*\]/.exec(line)?.[1]
    if (section !== undefined) all.set(section, (current = all.get(section) ?? {}))
    const [, key, value] = /^([\w-]+)\s*=\s*(.*?)\s*$/.exec(line) ?? []
    if (key !== undefined && value !== undefined) current[key] = value
  }
  return all
}

/** The sentence about a profile without usable credentials. */
export function noCredentials(name: string, profiles: ReadonlyMap<string, AwsProfile>): string {
  const profile = profiles.get(name)
  if (!profile) {
    const names = [...profiles.keys()].filter((each) => !each.includes(' '))
    const there = names.length === 0 ? 'there are none in ~/.aws' : `there are: ${names.join(', ')}`
    return `there is no AWS profile ${name}; ${there}`
  }
  if (profile['sso_session'] !== undefined || profile['sso_start_url'] !== undefined)
    return `the AWS profile ${name} uses SSO, which only AWS's own program supports: run aws sso login --profile ${name}, and use a profile with credential_process = aws configure export-credentials --profile ${name}`
  return `the AWS profile ${name} has no credentials that kafkit can use (keys, credential_process, or role_arn with source_profile)`
}
