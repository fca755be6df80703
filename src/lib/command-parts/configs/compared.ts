// One side of a comparison in a table.
import type {ConfigSource} from '../../configs/config-entry.ts'
import {shownValue} from './values.ts'
import {sourceText} from './sources.ts'

/** `604800000 (7d), default`; only the value if there is no source; null if only the other side has the config. */
export function comparedText(
  {name, isSensitive}: {readonly name: string; readonly isSensitive: boolean},
  side: {readonly value: string | null; readonly source: ConfigSource | null} | null,
): string {
  if (side === null) return '(no such config)'
  const value = shownValue({config: name, isSensitive, ...side})
  return side.source === null ? value : `${value}, ${sourceText(side.source)}`
}
