import type {Colours} from '../../cli/colour.ts'
import type {ConfigEntry} from '../../configs/config-entry.ts'
import {sourceText} from '../configs/sources.ts'

/** The configs of a topic below its table: one line each, by name, with the source of the value. */
export function configLines(configs: readonly ConfigEntry[], colours: Colours): string[] {
  const sorted = configs.toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const texts = sorted.map(({name, value, isSensitive}) => `${name}=${isSensitive ? '(hidden)' : (value ?? '(none)')}`)
  const width = Math.max(0, ...texts.map(({length}) => length))
  return sorted.map(({source}, i) => {
    const text = (texts[i] ?? '').padEnd(width)
    const shown = source === 'DYNAMIC_TOPIC_CONFIG' ? text : colours.faint(text)
    return `  ${shown}  ${colours.faint(sourceText(source))}\n`
  })
}
