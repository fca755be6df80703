import {CreateDelegationToken} from '../apis/create-delegation-token.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {throwIfError} from '../cluster/errors.ts'
import type {DelegationToken} from './delegation-token.ts'
import {principalText, type TokenPrincipal} from './token-principal.ts'

export interface NewToken {
  /** The owner; default: the requesting principal. Other owners need Kafka 3.3 (KIP-373). */
  readonly owner?: TokenPrincipal | undefined
  readonly renewers: readonly TokenPrincipal[]
  /** Ms; -1: as long as brokers allow (delegation.token.max.lifetime.ms). */
  readonly maxLifetimeMs: number
}

/**
 * Creates a delegation token (KIP-48). If the answer is lost, the request is repeated, as in Java's client; then there
 * is another token, whose secret is lost, until it expires. Throws KafkaError: DELEGATION_TOKEN_REQUEST_NOT_ALLOWED for
 * a connection without a login, DELEGATION_TOKEN_AUTH_DISABLED if brokers have no secret key,
 * DELEGATION_TOKEN_AUTHORIZATION_FAILED without CREATE_TOKENS on the owner; and UnsupportedApi for brokers without the
 * request.
 */
export async function createToken(
  cluster: Cluster,
  {owner, renewers, maxLifetimeMs}: NewToken,
): Promise<DelegationToken> {
  const what = 'create a delegation token'
  const answer = await cluster.call(
    CreateDelegationToken,
    {
      ownerPrincipalType: owner?.principalType ?? null,
      ownerPrincipalName: owner?.principalName ?? null,
      renewers,
      maxLifetimeMs,
    },
    {what},
  )
  throwIfError(answer.errorCode, what)
  return {
    tokenId: answer.tokenId,
    owner: principalText(answer),
    requester: principalText({
      principalType: answer.tokenRequesterPrincipalType,
      principalName: answer.tokenRequesterPrincipalName,
    }),
    renewers: renewers.map((each) => principalText(each)),
    issuedMs: answer.issueTimestampMs,
    expiresMs: answer.expiryTimestampMs,
    maxMs: answer.maxTimestampMs,
    hmac: answer.hmac,
  }
}
