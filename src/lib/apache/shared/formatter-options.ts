// The formatter that a console consumer prints records with.
import type {Io} from '../../cli/io.ts'
import type {Format} from '../../records/formats/format.ts'
import {UsageProblem} from '../command-line/checks.ts'
import {keyValues} from '../command-line/key-values.ts'
import {OptionError, type Options} from '../command-line/options.ts'
import {legacyNames} from '../command-line/removed-options.ts'
import {JavaError} from '../java/errors.ts'
import {deprecationOf} from './console-options.ts'
import type {formatterOptions} from './formatter-table.ts'

type FormatterOptions = Pick<Options<typeof formatterOptions>, 'has' | 'value' | 'values'>

/** UsageProblem for every failure: Apache's tool answers them with the help. */
export async function formatterOf(options: FormatterOptions, io: Io): Promise<Format> {
  const [{formatterNamed}, {readClientProperties}] = await Promise.all([
    import('./message-formatters.ts'),
    import('../client/open-client.ts'),
  ])
  try {
    const configure = formatterNamed(options.value('formatter') ?? '', legacyNames(io))
    if (options.has('property') && options.has('formatter-property'))
      throw new UsageProblem('Options --property and --formatter-property cannot be specified together.')
    if (options.has('property')) io.out(deprecationOf('property', 'formatter-property'))
    const properties = await readClientProperties(options.value('formatter-config'))
    const [key, value] = [options.value('key-deserializer'), options.value('value-deserializer')]
    if (key) properties.set('key.deserializer', key)
    if (value) properties.set('value.deserializer', value)
    const words = keyValues(options.values(options.has('property') ? 'property' : 'formatter-property'))
    return configure(new Map([...properties, ...words]), (text) => io.err(text))
  } catch (error) {
    throw error instanceof JavaError || error instanceof OptionError ? new UsageProblem(error.message) : error
  }
}
