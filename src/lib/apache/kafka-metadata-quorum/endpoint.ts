import type {QuorumEndpoint} from '../../quorum/describe.ts'

/** RaftVoterEndpoint.toString: brackets make an IPv6 address readable. */
export const endpointText = ({listener, host, port}: QuorumEndpoint): string =>
  `${listener}://${host.includes(':') ? `[${host}]` : host}:${port}`
