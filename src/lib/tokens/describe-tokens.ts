import {DescribeDelegationToken} from '../apis/describe-delegation-token.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {throwIfError} from '../cluster/errors.ts'
import type {DelegationToken} from './delegation-token.ts'
import {principalText, type TokenPrincipal} from './token-principal.ts'

/**
 * The delegation tokens that the caller may see, in the broker's order: its own, those it may renew, and those it may
 * describe. `owners`: only theirs; null means all, an empty list none. Throws KafkaError as createToken does.
 */
export async function describeTokens(
  cluster: Cluster,
  owners: readonly TokenPrincipal[] | null,
): Promise<DelegationToken[]> {
  const what = 'list delegation tokens'
  const {errorCode, tokens} = await cluster.call(DescribeDelegationToken, {owners}, {what})
  throwIfError(errorCode, what)
  return tokens.map((token) => ({
    tokenId: token.tokenId,
    owner: principalText(token),
    requester: principalText({
      principalType: token.tokenRequesterPrincipalType,
      principalName: token.tokenRequesterPrincipalName,
    }),
    renewers: token.renewers.map((each) => principalText(each)),
    issuedMs: token.issueTimestamp,
    expiresMs: token.expiryTimestamp,
    maxMs: token.maxTimestamp,
    hmac: token.hmac,
  }))
}
