// --renew and --expire, which differ only in two words.
import type {Io} from '../../cli/io.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {expireToken, renewToken} from '../../tokens/prolong-token.ts'
import {decodeBase64} from '../java/base64.ts'
import {minuteText} from '../java/date-text.ts'
import {JavaError} from '../java/errors.ts'
import {inCall} from './call.ts'
import {periodOf, type DelegationTokensOptions} from './checks.ts'

export async function renew(cluster: Cluster, options: DelegationTokensOptions, io: Io): Promise<void> {
  const hmac = options.value('hmac')
  const period = periodOf(options, 'renew-time-period')
  io.out(`Calling renew token operation with hmac :${hmac ?? 'null'} , renew-time-period :${period}\n`)
  const secret = secretOf(hmac)
  const expires = await inCall('renewDelegationToken', () => renewToken(cluster, secret, Number(period)))
  io.out(`Completed renew operation. New expiry date : ${minuteText(expires)}`)
}

export async function expire(cluster: Cluster, options: DelegationTokensOptions, io: Io): Promise<void> {
  const hmac = options.value('hmac')
  const period = periodOf(options, 'expiry-time-period')
  io.out(`Calling expire token operation with hmac :${hmac ?? 'null'} , expire-time-period :${period}\n`)
  const secret = secretOf(hmac)
  const expires = await inCall('expireDelegationToken', () => expireToken(cluster, secret, Number(period)))
  io.out(`Completed expire operation. New expiry date : ${minuteText(expires)}`)
}

function secretOf(hmac: string | undefined): Buffer {
  if (hmac === undefined) throw new JavaError('java.lang.NullPointerException', '--hmac has no value')
  return decodeBase64(hmac)
}
