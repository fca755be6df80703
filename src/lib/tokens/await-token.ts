import type {Cluster} from '../cluster/cluster.ts'
import type {DelegationToken} from './delegation-token.ts'
import {describeTokens} from './describe-tokens.ts'

const tries = 20

/**
 * Waits until a broker shows the expected state of a token: `isSo` receives the token, or undefined if there is none.
 * Brokers publish tokens some 100 ms late. Resolves with whether the state was reached. `pause` waits between two
 * tries.
 */
export async function awaitToken(
  cluster: Cluster,
  tokenId: string,
  isSo: (token: DelegationToken | undefined) => boolean,
  pause: () => Promise<void>,
): Promise<boolean> {
  for (let left = tries; ; left--) {
    const tokens = await describeTokens(cluster, null)
    const found = isSo(tokens.find((token) => token.tokenId === tokenId))
    if (found || left <= 1) return found
    await pause()
  }
}
