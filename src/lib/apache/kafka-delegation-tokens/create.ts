import type {Io} from '../../cli/io.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {createToken} from '../../tokens/create-token.ts'
import {principalText} from '../../tokens/token-principal.ts'
import {inCall} from './call.ts'
import {periodOf, type DelegationTokensOptions} from './checks.ts'
import {principalsOf} from './principals.ts'
import {printTokens} from './table.ts'

export async function create(cluster: Cluster, options: DelegationTokensOptions, io: Io): Promise<void> {
  const renewers = principalsOf(options, 'renewer-principal')
  const maxLifetimeMs = periodOf(options, 'max-life-time-period')
  const names = renewers.map((each) => principalText(each)).join(', ')
  io.out(`Calling create token operation with renewers :[${names}] , max-life-time-period :${maxLifetimeMs}\n`)
  const [owner] = principalsOf(options, 'owner-principal')
  const token = await inCall('createDelegationToken', () =>
    createToken(cluster, {owner, renewers, maxLifetimeMs: Number(maxLifetimeMs)}),
  )
  io.out(`Created delegation token with tokenId : ${token.tokenId}\n`)
  printTokens([token], io)
}
