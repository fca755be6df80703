// Amazon MSK's IAM login in both of its forms: the mechanism AWS_MSK_IAM, and a token for OAUTHBEARER. Both carry a
// presigned request that is never sent to AWS by the client; the broker has AWS check its signature.
import {algorithm, amzDate, encoded, presigned, scopeOf, type AwsCredentials} from './aws-signature.ts'
import {SaslFailure, type Mechanism} from './mechanism.ts'
import type {TokenSource} from './tokens.ts'

export type AwsCredentialSource = (region: string) => Promise<AwsCredentials>

const service = 'kafka-cluster'
const action = 'kafka-cluster:Connect'
const expiresSeconds = 900

export const mskIam = (
  credentialsFor: AwsCredentialSource,
  region: string | undefined,
  now: () => number,
): Mechanism => ({
  name: 'AWS_MSK_IAM',
  async *converse({host}) {
    const where = region ?? regionOf(host)
    if (where === undefined)
      throw new SaslFailure(
        'awsCredentialsMissing',
        `the AWS region cannot be derived from the name ${host}; set AWS_REGION`,
      )
    const signing = {credentials: await credentialsFor(where), region: where, service, host, now: now()}
    const query = presigned(signing, action, expiresSeconds)
    const {sessionToken} = signing.credentials
    const payload = {
      version: '2020_10_22',
      host,
      'user-agent': 'kafkit',
      action,
      'x-amz-algorithm': algorithm,
      'x-amz-credential': `${signing.credentials.accessKeyId}/${scopeOf(signing)}`,
      'x-amz-date': amzDate(signing.now),
      'x-amz-security-token': sessionToken,
      'x-amz-signedheaders': 'host',
      'x-amz-expires': String(expiresSeconds),
      'x-amz-signature': query.get('X-Amz-Signature') ?? '',
    }
    const answer = yield Buffer.from(JSON.stringify(payload))
    if (!/"version"/.test(answer.toString()))
      throw new SaslFailure('loginRefused', 'its answer is not that of Amazon MSK')
  },
})

/** The token for OAUTHBEARER: the presigned URL in base64url. */
export const mskToken =
  (credentialsFor: AwsCredentialSource, region: string, now: () => number): TokenSource =>
  async () => {
    const host = `kafka.${region}.amazonaws.com`
    const signing = {credentials: await credentialsFor(region), region, service, host, now: now()}
    const query = presigned(signing, action, expiresSeconds)
    // Added after the signature, which does not cover it; AWS logs it.
    query.append('User-Agent', 'kafkit')
    return {
      value: Buffer.from(`https://${host}/?${encoded(query)}`).toString('base64url'),
      expiresAt: signing.now + expiresSeconds * 1000,
    }
  }

/**
 * The region in `b-1.name.abc123.c2.kafka.eu-west-1.amazonaws.com` or
 * `boot-xyz.c1.kafka-serverless.eu-west-1.amazonaws.com`.
 */
export const regionOf = (host: string): string | undefined =>
  /\.kafka(?:-serverless)?\.([a-z0-9-]+)\.(?:vpce\.)?amazonaws\.com(?:\.cn)?$/.exec(host)?.[1] ??
  /\.([a-z]{2}(?:-[a-z]+)+-\d)\./.exec(host)?.[1]
