// kafkit.sasl.plugin: a mechanism packaged for kafkajs, from a package or a module of the user.
import {createRequire} from 'node:module'
import {join, resolve} from 'node:path'
import {UsageError} from '../cluster/errors.ts'
import {fromKafkajs, isKafkajsMechanism} from '../cluster/sasl/kafkajs-plugin.ts'
import type {Mechanism} from '../cluster/sasl/mechanism.ts'
import type {Get} from './jaas.ts'

/**
 * `kafkit.sasl.plugin` is the module, `kafkit.sasl.plugin.export` the export to use (default: `default`,
 * `createMechanism` or the one that fits), and `kafkit.sasl.plugin.options` JSON for it if it is a function. Throws
 * UsageError if the result is not `{mechanism, authenticationProvider}`.
 */
export async function pluginMechanism(name: string, get: Get): Promise<Mechanism> {
  const module = (await importPackage(name).catch((error: Error) => {
    throw new UsageError(`kafkit.sasl.plugin: ${name} cannot be loaded: ${error.message.split('\n')[0]}`, {
      cause: error,
      property: 'kafkit.sasl.plugin',
    })
  })) as Record<string, unknown>
  const wanted = get('kafkit.sasl.plugin.export')
  const names = wanted === undefined ? ['default', 'createMechanism', 'mechanism', ...Object.keys(module)] : [wanted]
  const inner = (module['default'] ?? {}) as Record<string, unknown>
  // A CommonJS package has everything under `default` as well.
  const candidates = [...names.map((key) => module[key]), ...names.map((key) => inner[key]), module]
  const direct = candidates.find(isKafkajsMechanism)
  if (direct) return fromKafkajs(direct)
  const maker = candidates.find(
    (one): one is (options: unknown) => unknown => typeof one === 'function' && !isClass(one),
  )
  if (!maker)
    throw new UsageError(`kafkit.sasl.plugin: ${name} has no mechanism for kafkajs${wanted ? ` as ${wanted}` : ''}`, {
      property: 'kafkit.sasl.plugin',
    })
  const made: unknown = await maker(optionsOf(get('kafkit.sasl.plugin.options')))
  if (isKafkajsMechanism(made)) return fromKafkajs(made)
  const mechanism = get('sasl.mechanism')
  // The older form of such packages exports only the provider.
  if (typeof made === 'function' && mechanism !== undefined)
    return fromKafkajs({mechanism, authenticationProvider: made as never})
  throw new UsageError(
    `kafkit.sasl.plugin: ${name} gave no {mechanism, authenticationProvider}; see kafkit.sasl.plugin.export`,
    {property: 'kafkit.sasl.plugin'},
  )
}

const isClass = (value: object) => /^class\b/.test(Function.prototype.toString.call(value))

function optionsOf(text: string | undefined): unknown {
  if (text === undefined) return {}
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new UsageError('kafkit.sasl.plugin.options is not JSON', {
      cause: error,
      property: 'kafkit.sasl.plugin.options',
    })
  }
}

/** A path, or a package that is found from the working directory or beside kafkit. */
export async function importPackage(name: string): Promise<unknown> {
  const here = createRequire(import.meta.url)
  const there = createRequire(join(process.cwd(), 'package.json'))
  if (/^\.{0,2}\//.test(name)) return there(resolve(name))
  // Uses require() instead of import(): both read ECMAScript modules, but the bundle has no loader for the latter.
  try {
    return there(name) as unknown
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error
    return here(name) as unknown
  }
}
