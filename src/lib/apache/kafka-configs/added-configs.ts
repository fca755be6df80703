// Reads --add-config, --add-config-file and --delete-config.
import {loadProperties} from '../client/open-client.ts'
import {hashOrder, stringHash} from '../java/hash-order.ts'
import {separatedValues} from '../java/split.ts'
import {javaTrim} from '../java/trim.ts'
import {illegal} from './checks.ts'
import type {ConfigsOptions} from './options.ts'

/** Asserts that the comma or equals sign before it is outside brackets. */
const outside = '(?=[^\\]]*(?:\\[|$))'
const comma = new RegExp(`,${outside}`)
const equals = new RegExp(`[ \\t\\n\\v\\f\\r]*=[ \\t\\n\\v\\f\\r]*${outside}`)

/**
 * The configs by name, in the order of java.util.Properties. Throws JavaError for a bad pair or name, or a file that
 * cannot be read.
 */
export async function addedConfigs(options: ConfigsOptions): Promise<Map<string, string>> {
  const configs = options.has('add-config-file')
    ? await loadProperties(options.value('add-config-file') ?? '')
    : new Map<string, string>()
  if (options.has('add-config'))
    for (const [name, value] of pairs(options.value('add-config') ?? '')) configs.set(name, value)
  for (const name of configs.keys())
    if (!/^[$a-zA-Z0-9._-]*$/.test(name)) throw illegal(`Invalid character found for config key: ${name}`)
  return new Map(hashOrder(configs, ([name]) => stringHash(name)))
}

function pairs(text: string): [string, string][] {
  const parts = text === '' ? [''] : text.split(comma)
  while (text !== '' && parts.at(-1) === '') parts.pop()
  const split = parts.map((part) => part.split(equals))
  return split.map(([name = '', value, ...more]) => {
    if (value === undefined || more.length > 0)
      throw illegal(
        'requirement failed: Invalid entity config: all configs to be added must be in the format "key=val" or  ' +
          '"key=[val1,val2]" to group values which contain commas.',
      )
    return [javaTrim(name), javaTrim(value.replaceAll(/[[\]]/g, ''))]
  })
}

export const deletedConfigs = (options: ConfigsOptions): string[] =>
  options.values('delete-config').flatMap((text) => separatedValues(text, ',').map(javaTrim))
