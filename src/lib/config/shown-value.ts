// Settings as people may see them.
import {isSecret} from './known-properties.ts'
import type {Setting} from './setting.ts'

export const masked = '********'

/** As it may be shown; the reference to a secret may, and tells more than stars. */
export function shownValue({name, value}: Pick<Setting, 'name' | 'value'>): string {
  if (isSecret(name)) return value === '' || isReference(value) ? value : masked
  if (name === 'kafkit.proxy') return value.replace(/\/\/[^@/]*@/, `//${masked}@`)
  return value
}

/** Nothing but references: `${env:PASSWORD}`. */
const isReference = (value: string): boolean => /^(?:\s*\$\{[^}]*\}\s*)+$/.test(value)
