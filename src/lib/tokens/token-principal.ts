/** A KafkaPrincipal in two parts, as requests about tokens have it. */
export interface TokenPrincipal {
  readonly principalType: string
  readonly principalName: string
}

/** `User:alice` in its parts, split at the first colon; undefined for a text without one. */
export function tokenPrincipal(text: string): TokenPrincipal | undefined {
  const colon = text.indexOf(':')
  if (colon < 0) return undefined
  return {principalType: text.slice(0, colon), principalName: text.slice(colon + 1)}
}

/** KafkaPrincipal.toString: `User:alice`. */
export const principalText = ({principalType, principalName}: TokenPrincipal): string =>
  `${principalType}:${principalName}`
