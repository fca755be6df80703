import type {Io} from '../../cli/io.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {describeTokens} from '../../tokens/describe-tokens.ts'
import {principalText} from '../../tokens/token-principal.ts'
import {inCall} from './call.ts'
import type {DelegationTokensOptions} from './checks.ts'
import {principalsOf} from './principals.ts'
import {printTokens} from './table.ts'

export async function describe(cluster: Cluster, options: DelegationTokensOptions, io: Io): Promise<void> {
  const owners = principalsOf(options, 'owner-principal')
  const names = owners.map((each) => principalText(each)).join(', ')
  io.out(
    owners.length === 0
      ? 'Calling describe token operation for current user.\n'
      : `Calling describe token operation for owners: [${names}]\n`,
  )
  const tokens = await inCall('describeDelegationToken', () => describeTokens(cluster, owners))
  io.out(`Total number of tokens : ${tokens.length}`)
  printTokens(tokens, io)
}
