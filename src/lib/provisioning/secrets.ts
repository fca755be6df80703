// Where a secret is that a foreign format keeps in a store of its own: `--secret NAME/KEY=env:VARIABLE`.
import {UsageError} from '../errors/usage-error.ts'
import type {PasswordSource} from './declared.ts'

/** `env:VARIABLE` or `file:PATH`. UsageError for anything else, above all for the secret itself. */
export function passwordSource(text: string): PasswordSource {
  const [, kind, rest = ''] = /^(env|file):(.+)$/s.exec(text) ?? []
  if (kind === 'env') return {env: rest}
  if (kind === 'file') return {file: rest}
  throw new UsageError(
    'say where the secret is: env:VARIABLE or file:PATH; never give the secret itself, because others can see command lines',
  )
}
