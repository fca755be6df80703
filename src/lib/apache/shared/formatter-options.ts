// The formatter with which a console consumer prints records.
import type {Io} from '../../cli/io.ts'
import {UsageProblem} from '../command-line/checks.ts'
import {keyValues} from '../command-line/key-values.ts'
import {OptionError, type Options} from '../command-line/options.ts'
import {legacyNames} from '../command-line/removed-options.ts'
import {JavaError} from '../java/errors.ts'
import {defaultRegistry, formatterClasses, type SchemaFormat} from './confluent/class-names.ts'
import {deprecationOf} from './console-options.ts'
import type {formatterOptions} from './formatter-table.ts'
import type {RecordFormatter} from './record-formatter.ts'

type FormatterOptions = Pick<Options<typeof formatterOptions>, 'has' | 'value' | 'values'>
type Configured = (properties: ReadonlyMap<string, string>) => RecordFormatter | Promise<RecordFormatter>

export interface FormatterUse {
  /** Confluent's formatters, whose records may wait for an answer of a registry. */
  readonly confluent?: () => Promise<{
    schemaMessageFormatter(
      type: SchemaFormat,
      properties: ReadonlyMap<string, string>,
      io: Io,
    ): Promise<RecordFormatter>
  }>
  /** The tool is one of Confluent's: it always has a registry, and --property is not a deprecated name. */
  readonly ofConfluent?: boolean
}

/** Throws UsageProblem for every failure, because Apache's tool answers them with the help. */
export async function formatterOf(
  options: FormatterOptions,
  io: Io,
  {confluent, ofConfluent = false}: FormatterUse = {},
): Promise<RecordFormatter> {
  const [{formatterNamed}, {readClientProperties}] = await Promise.all([
    import('./message-formatters.ts'),
    import('../client/open-client.ts'),
  ])
  try {
    const name = options.value('formatter') ?? ''
    const type = Object.hasOwn(formatterClasses, name) ? formatterClasses[name] : undefined
    let configured: Configured
    if (confluent && type !== undefined) {
      const {schemaMessageFormatter} = await confluent()
      configured = (properties) => schemaMessageFormatter(type, properties, io)
    } else {
      const configure = formatterNamed(name, legacyNames(io))
      configured = (properties) => ({format: configure(properties, (text) => io.err(text))})
    }
    if (options.has('property') && options.has('formatter-property'))
      throw new UsageProblem('Options --property and --formatter-property cannot be specified together.')
    if (options.has('property') && !ofConfluent) io.out(deprecationOf('property', 'formatter-property'))
    const properties = await readClientProperties(options.value('formatter-config'))
    const [key, value] = [options.value('key-deserializer'), options.value('value-deserializer')]
    if (key) properties.set('key.deserializer', key)
    if (value) properties.set('value.deserializer', value)
    const words = keyValues(options.values(options.has('property') ? 'property' : 'formatter-property'))
    return await configured(new Map([...(ofConfluent ? defaultRegistry : []), ...properties, ...words]))
  } catch (error) {
    throw error instanceof JavaError || error instanceof OptionError ? new UsageProblem(error.message) : error
  }
}
