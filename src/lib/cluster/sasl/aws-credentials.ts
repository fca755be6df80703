// AWS credentials where AWS's own programs look for them, in their order: environment, shared files, web identity,
// container, instance.
import {execFile} from 'node:child_process'
import {readFile} from 'node:fs/promises'
import {homedir} from 'node:os'
import {join} from 'node:path'
import {promisify} from 'node:util'
import {signedPost, type AwsCredentials} from './aws-signature.ts'
import {SaslFailure} from './mechanism.ts'

type Environment = Readonly<Record<string, string | undefined>>

export interface AwsOptions {
  readonly env: Environment
  readonly now: () => number
  /** awsProfileName; else AWS_PROFILE, else `default`. */
  readonly profile?: string | undefined
  /** awsRoleArn: a role to assume with the credentials that were found. */
  readonly role?:
    | {readonly arn: string; readonly sessionName?: string | undefined; readonly stsRegion?: string | undefined}
    | undefined
}

/** Kept until shortly before they expire. Raises SaslFailure that names the places that were searched. */
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
  const {env, role, now} = options
  const own = await first(options, region)
  if (!role) return own
  const stsRegion = role.stsRegion ?? region
  const form = new URLSearchParams({
    Action: 'AssumeRole',
    Version: '2011-06-15',
    RoleArn: role.arn,
    RoleSessionName: role.sessionName ?? 'kafkit',
  }).toString()
  const endpoint = new URL(env['AWS_ENDPOINT_URL_STS'] ?? `https://sts.${stsRegion}.amazonaws.com/`)
  const signing = {credentials: own, region: stsRegion, service: 'sts', host: endpoint.host, now: now()}
  return sts(endpoint, form, signedPost(signing, form))
}

async function first(options: AwsOptions, region: string): Promise<AwsCredentials> {
  const {env, profile} = options
  if (profile === undefined && env['AWS_ACCESS_KEY_ID'] && env['AWS_SECRET_ACCESS_KEY'])
    return {
      accessKeyId: env['AWS_ACCESS_KEY_ID'],
      secretAccessKey: env['AWS_SECRET_ACCESS_KEY'],
      sessionToken: env['AWS_SESSION_TOKEN'] || undefined,
    }
  const name = profile ?? env['AWS_PROFILE'] ?? 'default'
  const fromFiles = await profileCredentials(name, env)
  if (fromFiles) return fromFiles
  if (profile !== undefined || env['AWS_PROFILE'])
    throw new SaslFailure(
      'awsCredentialsMissing',
      `the AWS profile ${name} has no credentials that kafkit can use (keys or credential_process)`,
    )
  const {AWS_WEB_IDENTITY_TOKEN_FILE: tokenFile, AWS_ROLE_ARN: roleArn} = env
  if (tokenFile && roleArn) return webIdentity(tokenFile, roleArn, region, env)
  const container = await containerCredentials(env)
  if (container) return container
  const instance = env['AWS_EC2_METADATA_DISABLED'] === 'true' ? undefined : await instanceCredentials(env)
  if (instance) return instance
  throw new SaslFailure(
    'awsCredentialsMissing',
    'there are no AWS credentials: neither AWS_ACCESS_KEY_ID nor a profile in ~/.aws, no web identity, container or instance role',
  )
}

async function profileCredentials(name: string, env: Environment): Promise<AwsCredentials | undefined> {
  const file = (variable: string, usual: string) => env[variable] ?? join(homedir(), '.aws', usual)
  const [secrets, config] = await Promise.all([
    sections(file('AWS_SHARED_CREDENTIALS_FILE', 'credentials')),
    sections(file('AWS_CONFIG_FILE', 'config')),
  ])
  const settings = {
    ...config.get(name === 'default' ? name : `profile ${name}`),
    ...config.get(name),
    ...secrets.get(name),
  }
  const {
    aws_access_key_id: id,
    aws_secret_access_key: secret,
    aws_session_token: token,
    credential_process: command,
  } = settings
  if (id && secret) return {accessKeyId: id, secretAccessKey: secret, sessionToken: token || undefined}
  if (!command) return undefined
  // The user's own line, as AWS's programs run it.
  const {stdout} = await promisify(execFile)('/bin/sh', ['-c', command], {timeout: 60_000}).catch((error: Error) => {
    throw new SaslFailure('awsCredentialsMissing', `the credential_process of the AWS profile ${name} failed`, {
      cause: error,
    })
  })
  return fromJson(stdout, `the credential_process of the AWS profile ${name}`)
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

async function webIdentity(file: string, roleArn: string, region: string, env: Environment): Promise<AwsCredentials> {
  const token = await readFile(file, 'utf8').catch((error: Error) => {
    throw new SaslFailure('awsCredentialsMissing', `AWS_WEB_IDENTITY_TOKEN_FILE cannot be read: ${error.message}`, {
      cause: error,
    })
  })
  const form = new URLSearchParams({
    Action: 'AssumeRoleWithWebIdentity',
    Version: '2011-06-15',
    RoleArn: roleArn,
    RoleSessionName: env['AWS_ROLE_SESSION_NAME'] ?? 'kafkit',
    WebIdentityToken: token.trim(),
  })
  const endpoint = new URL(env['AWS_ENDPOINT_URL_STS'] ?? `https://sts.${region}.amazonaws.com/`)
  return sts(endpoint, form.toString(), {'content-type': 'application/x-www-form-urlencoded'})
}

async function sts(endpoint: URL, form: string, headers: Record<string, string>): Promise<AwsCredentials> {
  const {host: _, ...others} = headers // fetch writes it itself
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

/** IMDSv2; outside of EC2 nothing answers. */
async function instanceCredentials(env: Environment): Promise<AwsCredentials | undefined> {
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

/** The form that container, instance and credential_process share. */
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
    // Never the text: there are secrets in it.
    throw new SaslFailure('awsCredentialsMissing', `what ${who} gave are no AWS credentials`, {cause: error})
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
