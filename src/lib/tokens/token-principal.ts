/** A KafkaPrincipal in two parts, as in requests about tokens. */
export interface TokenPrincipal {
  readonly principalType: string
  readonly principalName: string
}

/** Splits `User:alice` at the first colon; undefined for a text without one. */
export function tokenPrincipal(text: string): TokenPrincipal | undefined {
  const colon = text.indexOf(':')
  if (colon < 0) return undefined
  return {principalType: text.slice(0, colon), principalName: text.slice(colon + 1)}
}

/** KafkaPrincipal.toString: `User:alice`. */
export const principalText = ({principalType, principalName}: TokenPrincipal): string =>
  `${principalType}:${principalName}`
