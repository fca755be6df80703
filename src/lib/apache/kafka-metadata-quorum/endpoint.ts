import type {QuorumEndpoint} from '../../quorum/describe.ts'

/** RaftVoterEndpoint.toString: an IPv6 address is put in brackets. */
export const endpointText = ({listener, host, port}: QuorumEndpoint): string =>
  `${listener}://${host.includes(':') ? `[${host}]` : host}:${port}`
