import {tokenPrincipal, type TokenPrincipal} from '../../tokens/token-principal.ts'
import {JavaError} from '../java/errors.ts'
import {javaTrim} from '../java/trim.ts'
import type {DelegationTokensOptions} from './checks.ts'

/**
 * The principals of an option, in the order typed, repetitions included. Throws IllegalArgumentException as JavaError
 * (SecurityUtils).
 */
export const principalsOf = (
  options: DelegationTokensOptions,
  name: 'owner-principal' | 'renewer-principal',
): TokenPrincipal[] =>
  options.values(name).map((text) => {
    const trimmed = javaTrim(text)
    const principal = tokenPrincipal(trimmed)
    if (principal) return principal
    throw new JavaError(
      'java.lang.IllegalArgumentException',
      `expected a string in format principalType:principalName but got ${trimmed}`,
    )
  })
