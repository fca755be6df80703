// Where a secret is that a foreign format keeps in a store of its own: `--secret NAME/KEY=env:VARIABLE`.
import {UsageError} from '../errors/usage-error.ts'
import type {PasswordSource} from './declared.ts'

/** `env:VARIABLE` or `file:PATH`. UsageError for anything else, above all for the secret itself. */
export function passwordSource(text: string): PasswordSource {
  const [, kind, rest = ''] = /^(env|file):(.+)$/s.exec(text) ?? []
  if (kind === 'env') return {env: rest}
  if (kind === 'file') return {file: rest}
  throw new UsageError(
    'a secret is named by where it is: env:VARIABLE or file:PATH, never by itself, because others see command lines',
  )
}
