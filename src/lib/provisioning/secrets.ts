// The sources of secrets that another tool's format keeps in a store: `--secret NAME/KEY=env:VARIABLE`.
import {UsageError} from '../errors/usage-error.ts'
import type {PasswordSource} from './declared.ts'

/** Parses `env:VARIABLE` or `file:PATH`. Throws UsageError for anything else, which may be the secret itself. */
export function passwordSource(text: string): PasswordSource {
  const [, kind, rest = ''] = /^(env|file):(.+)$/s.exec(text) ?? []
  if (kind === 'env') return {env: rest}
  if (kind === 'file') return {file: rest}
  throw new UsageError(
    'write where the secret is, as env:VARIABLE or file:PATH; never the secret itself, because other users can see command lines',
  )
}
