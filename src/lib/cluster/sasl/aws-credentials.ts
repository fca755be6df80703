// Finds AWS credentials in the places and the order of AWS's own programs: environment, shared files, web identity,
// container, instance.
import {execFile} from 'node:child_process'
import {readFile} from 'node:fs/promises'
import {promisify} from 'node:util'
import {noCredentials, readProfiles, type AwsProfile} from './aws-profiles.ts'
import {signedPost, type AwsCredentials} from './aws-signature.ts'
import {SaslFailure} from './mechanism.ts'

type Environment = Readonly<Record<string, string | undefined>>

export interface AwsOptions {
  readonly env: Environment
  readonly now: () => number
  /** awsProfileName; default: AWS_PROFILE, or else `default`. */
  readonly profile?: string | undefined
  /** awsRoleArn: a role to assume with the credentials that were found. */
  readonly role?:
    | {readonly arn: string; readonly sessionName?: string | undefined; readonly stsRegion?: string | undefined}
    | undefined
}

/**
 * The credentials are cached until shortly before they expire. Throws SaslFailure that names the places that were
 * searched.
 */
export function awsCredentials(options: AwsOptions): (region: string) => Promise<AwsCredentials> {
  let known: Promise<AwsCredentials> | undefined
  return async (region) => {
    const last = await known?.catch(() => undefined)
    if (last && (last.expiresAt ?? Infinity) > options.now() + 60_000) return last
    known = found(options, region)
    return known
  }
}

async function found(options: AwsOptions, region: string): Promise<AwsCredentials> {
  const own = await first(options, region)
  return options.role ? assumeRole(own, options.role, region, options) : own
}

interface Role {
  readonly arn: string
  readonly sessionName?: string | undefined
  readonly stsRegion?: string | undefined
  readonly externalId?: string | undefined
  readonly durationSeconds?: string | undefined
}

async function assumeRole(
  own: AwsCredentials,
  role: Role,
  region: string,
  {env, now}: Pick<AwsOptions, 'env' | 'now'>,
): Promise<AwsCredentials> {
  const stsRegion = role.stsRegion ?? region
  const form = new URLSearchParams({
    Action: 'AssumeRole',
    Version: '2011-06-15',
    RoleArn: role.arn,
    RoleSessionName: role.sessionName ?? 'kafkit',
    ...(role.externalId ? {ExternalId: role.externalId} : {}),
    ...(role.durationSeconds ? {DurationSeconds: role.durationSeconds} : {}),
  }).toString()
  const endpoint = new URL(env['AWS_ENDPOINT_URL_STS'] ?? `https://sts.${stsRegion}.amazonaws.com/`)
  const signing = {credentials: own, region: stsRegion, service: 'sts', host: endpoint.host, now: now()}
  return sts(endpoint, form, signedPost(signing, form))
}

async function first(options: AwsOptions, region: string): Promise<AwsCredentials> {
  const {env, profile} = options
  const own = profile === undefined ? fromEnvironment(env) : undefined
  if (own) return own
  const name = profile ?? env['AWS_PROFILE'] ?? 'default'
  const profiles = await readProfiles(env)
  const fromFiles = await profileCredentials(name, profiles, region, options)
  if (fromFiles) return fromFiles
  if (profile !== undefined || env['AWS_PROFILE']) throw missing(noCredentials(name, profiles))
  const {AWS_WEB_IDENTITY_TOKEN_FILE: tokenFile, AWS_ROLE_ARN: roleArn} = env
  if (tokenFile && roleArn) return webIdentity(tokenFile, roleArn, region, env)
  const container = await containerCredentials(env)
  if (container) return container
  const instance = await instanceCredentials(env)
  if (instance) return instance
  throw new SaslFailure(
    'awsCredentialsMissing',
    'there are no AWS credentials: neither AWS_ACCESS_KEY_ID nor a profile in ~/.aws, no web identity, container or instance role',
  )
}

/**
 * From keys, the output of a command, or a role assumed with another profile's credentials; undefined if the profile
 * has none of these.
 */
async function profileCredentials(
  name: string,
  profiles: ReadonlyMap<string, AwsProfile>,
  region: string,
  options: AwsOptions,
  before: readonly string[] = [],
): Promise<AwsCredentials | undefined> {
  const settings = profiles.get(name) ?? {}
  const {aws_access_key_id: id, aws_secret_access_key: secret, aws_session_token: token} = settings
  const {credential_process: command, role_arn: arn} = settings
  const ownKeys =
    id && secret ? {accessKeyId: id, secretAccessKey: secret, sessionToken: token || undefined} : undefined
  // A role may be its own source: it is then assumed with the keys of the same profile.
  if (arn && (!ownKeys || (settings['source_profile'] !== undefined && before.at(-1) !== name)))
    return roleOf(name, arn, settings, profiles, region, options, before)
  if (ownKeys) return ownKeys
  if (!command) return undefined
  // The user's command line, run as AWS's programs run it.
  const {stdout} = await promisify(execFile)('/bin/sh', ['-c', command], {timeout: 60_000}).catch((error: Error) => {
    throw missing(`the credential_process of the AWS profile ${name} failed`, error)
  })
  return fromJson(stdout, `the credential_process of the AWS profile ${name}`)
}

async function roleOf(
  name: string,
  arn: string,
  settings: AwsProfile,
  profiles: ReadonlyMap<string, AwsProfile>,
  region: string,
  options: AwsOptions,
  before: readonly string[],
): Promise<AwsCredentials> {
  const {env} = options
  const {source_profile: source, credential_source: place, web_identity_token_file: tokenFile} = settings
  if (settings['mfa_serial'])
    throw missing(
      `the AWS profile ${name} asks for a one-time password (mfa_serial), which kafkit cannot: use a profile with credential_process = aws configure export-credentials --profile ${name}`,
    )
  if (tokenFile) return webIdentity(tokenFile, arn, region, env, settings['role_session_name'])
  let own: AwsCredentials | undefined
  if (source !== undefined) {
    if (before.includes(name))
      throw missing(`the AWS profiles ${[...before, name].join(', ')} are each other's source_profile`)
    own = await profileCredentials(source, profiles, region, options, [...before, name])
    if (!own) throw missing(`the AWS profile ${name} builds on ${source}: ${noCredentials(source, profiles)}`)
  } else if (place === 'Environment') own = fromEnvironment(env)
  else if (place === 'EcsContainer') own = await containerCredentials(env)
  else if (place === 'Ec2InstanceMetadata') own = await instanceCredentials(env)
  if (!own)
    throw missing(
      place === undefined
        ? `the AWS profile ${name} has a role_arn, but no source_profile or credential_source to assume it with`
        : `the AWS profile ${name} takes its credentials from ${place}, and there are none`,
    )
  const role: Role = {
    arn,
    sessionName: settings['role_session_name'],
    externalId: settings['external_id'],
    durationSeconds: settings['duration_seconds'],
    stsRegion: settings['region'],
  }
  return assumeRole(own, role, region, options)
}

const missing = (message: string, cause?: Error) =>
  new SaslFailure('awsCredentialsMissing', message, cause ? {cause} : {})

function fromEnvironment(env: Environment): AwsCredentials | undefined {
  const {AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey} = env
  if (!accessKeyId || !secretAccessKey) return undefined
  return {accessKeyId, secretAccessKey, sessionToken: env['AWS_SESSION_TOKEN'] || undefined}
}

async function webIdentity(
  file: string,
  roleArn: string,
  region: string,
  env: Environment,
  sessionName = env['AWS_ROLE_SESSION_NAME'],
): Promise<AwsCredentials> {
  const token = await readFile(file, 'utf8').catch((error: Error) => {
    throw new SaslFailure('awsCredentialsMissing', `the web identity token ${file} cannot be read: ${error.message}`, {
      cause: error,
    })
  })
  const form = new URLSearchParams({
    Action: 'AssumeRoleWithWebIdentity',
    Version: '2011-06-15',
    RoleArn: roleArn,
    RoleSessionName: sessionName ?? 'kafkit',
    WebIdentityToken: token.trim(),
  })
  const endpoint = new URL(env['AWS_ENDPOINT_URL_STS'] ?? `https://sts.${region}.amazonaws.com/`)
  return sts(endpoint, form.toString(), {'content-type': 'application/x-www-form-urlencoded'})
}

async function sts(endpoint: URL, form: string, headers: Record<string, string>): Promise<AwsCredentials> {
  const {host: _, ...others} = headers // fetch sets it
  const answer = await ask(endpoint, {method: 'POST', body: form, headers: others})
  const text = answer?.text ?? ''
  const field = (name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1]
  const [accessKeyId, secretAccessKey] = [field('AccessKeyId'), field('SecretAccessKey')]
  if (!accessKeyId || !secretAccessKey)
    throw new SaslFailure(
      'awsCredentialsMissing',
      `AWS STS gave no credentials: ${field('Code') ?? (answer ? `HTTP ${answer.status}` : 'it cannot be reached')}${field('Message') ? `: ${field('Message')}` : ''}`,
    )
  return {
    accessKeyId,
    secretAccessKey,
    sessionToken: field('SessionToken'),
    expiresAt: Date.parse(field('Expiration') ?? '') || undefined,
  }
}

/** ECS and EKS pod identity. */
async function containerCredentials(env: Environment): Promise<AwsCredentials | undefined> {
  const relative = env['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI']
  const url = relative ? `http://169.254.170.2${relative}` : env['AWS_CONTAINER_CREDENTIALS_FULL_URI']
  if (!url) return undefined
  const file = env['AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE']
  const token = file ? (await readFile(file, 'utf8')).trim() : env['AWS_CONTAINER_AUTHORIZATION_TOKEN']
  const answer = await ask(new URL(url), {headers: token ? {authorization: token} : {}})
  return answer?.status === 200 ? fromJson(answer.text, 'the container') : undefined
}

/** IMDSv2; outside of EC2 there is no answer. */
async function instanceCredentials(env: Environment): Promise<AwsCredentials | undefined> {
  if (env['AWS_EC2_METADATA_DISABLED'] === 'true') return undefined
  const base = env['AWS_EC2_METADATA_SERVICE_ENDPOINT'] ?? 'http://169.254.169.254'
  const token = await ask(new URL('/latest/api/token', base), {
    method: 'PUT',
    headers: {'x-aws-ec2-metadata-token-ttl-seconds': '300'},
  })
  if (token?.status !== 200) return undefined
  const headers = {'x-aws-ec2-metadata-token': token.text}
  const role = await ask(new URL('/latest/meta-data/iam/security-credentials/', base), {headers})
  const name = role?.status === 200 ? role.text.trim().split('\n')[0] : undefined
  if (!name) return undefined
  const answer = await ask(new URL(`/latest/meta-data/iam/security-credentials/${name}`, base), {headers})
  return answer?.status === 200 ? fromJson(answer.text, 'the instance') : undefined
}

/** The JSON format shared by container, instance and credential_process. */
function fromJson(text: string, who: string): AwsCredentials {
  try {
    const {AccessKeyId, SecretAccessKey, Token, SessionToken, Expiration} = JSON.parse(text) as Record<string, string>
    if (!AccessKeyId || !SecretAccessKey) throw new Error('no keys in it')
    return {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken ?? Token,
      expiresAt: Expiration ? Date.parse(Expiration) : undefined,
    }
  } catch (error) {
    // The text is never shown, because it contains secrets.
    throw new SaslFailure('awsCredentialsMissing', `what ${who} gave are not AWS credentials`, {cause: error})
  }
}

async function ask(url: URL, init: RequestInit): Promise<{status: number; text: string} | undefined> {
  try {
    const answer = await fetch(url, {...init, signal: AbortSignal.timeout(2000)})
    return {status: answer.status, text: await answer.text()}
  } catch {
    return undefined
  }
}
