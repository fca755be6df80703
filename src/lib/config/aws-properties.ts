// Amazon MSK's IAM logins, configured as for Amazon's own library (aws-msk-iam-auth).
import type {AwsCredentialSource} from '../cluster/sasl/aws-msk-iam.ts'
import type {Mechanism} from '../cluster/sasl/mechanism.ts'
import {jaasOf, type Get} from './jaas.ts'

/** sasl.mechanism=AWS_MSK_IAM. */
export async function mskIamLogin(get: Get): Promise<Mechanism> {
  const options = jaasOf(get, 'AWS_MSK_IAM', 'IAMLoginModule')?.options
  const {mskIam} = await import('../cluster/sasl/aws-msk-iam.ts')
  return mskIam(await awsSource(options ?? new Map()), regionFromEnvironment(), Date.now)
}

export async function awsSource(options: ReadonlyMap<string, string>): Promise<AwsCredentialSource> {
  const {awsCredentials} = await import('../cluster/sasl/aws-credentials.ts')
  const arn = options.get('awsRoleArn')
  const role =
    arn === undefined
      ? {}
      : {role: {arn, sessionName: options.get('awsRoleSessionName'), stsRegion: options.get('awsStsRegion')}}
  return awsCredentials({env: process.env, now: Date.now, profile: options.get('awsProfileName'), ...role})
}

export const regionFromEnvironment = (): string | undefined =>
  process.env['AWS_REGION'] || process.env['AWS_DEFAULT_REGION'] || undefined
