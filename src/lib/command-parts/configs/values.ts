// Values of configs in tables.
import type {ConfigSource} from '../../configs/config-entry.ts'
import {valueWithMeaning} from '../../configs/config-units.ts'
import {sourceText} from './sources.ts'

export interface ShownValue {
  readonly config: string
  readonly value: string | null
  readonly isSensitive: boolean
  readonly source: ConfigSource | null
}

/** `604800000 (7d)`, `(secret)`, `(none)` for no value, `(empty)` for an empty one. */
export function shownValue({config, value, isSensitive, source}: ShownValue): string {
  if (isSensitive && value === null) return source === 'DEFAULT_CONFIG' || source === null ? '(none)' : '(secret)'
  if (value === null) return '(none)'
  if (value === '') return '(empty)'
  // A PEM text must not break the table.
  return valueWithMeaning(config, value).replaceAll(/\s*\r?\n\s*/g, ' ')
}

/** Like shownValue, followed by the source unless it is `own`: `604800000 (7d), default`. */
export function valueFrom(shown: ShownValue, own: ConfigSource): string {
  const {source} = shown
  if (source === null) return shown.value === null && !shown.isSensitive ? 'not set' : shownValue(shown)
  return source === own ? shownValue(shown) : `${shownValue(shown)}, ${sourceText(source)}`
}
