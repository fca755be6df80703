// The Schema Registry for commands that read and write records; it is opened only when a schema is needed.
import type {Io} from '../../cli/io.ts'
import {registryClient, registrySources, type RegistryFlagValues} from './connect.ts'
import type {RegistryConnection} from '../../config/registry-settings.ts'
import type {SchemaSource} from '../../serdes/schema-source.ts'

export interface SchemaAccessOptions {
  readonly io: Pick<Io, 'env' | 'cwd' | 'interrupted'>
  /** Called before a change of the registry. Without it, a change is a bug. */
  readonly beforeChange?: ((line: string, fields: object) => void) | undefined
}

export class SchemaAccess {
  readonly #flags: RegistryFlagValues
  readonly #options: SchemaAccessOptions
  #opened: Promise<SchemaSource | undefined> | undefined
  #close: (() => void) | undefined

  constructor(flags: RegistryFlagValues, options: SchemaAccessOptions) {
    this.#flags = flags
    this.#options = options
  }

  /**
   * Always the same registry; undefined if no source names one. Throws UsageError for an invalid address or setting.
   */
  readonly source = (): Promise<SchemaSource | undefined> => (this.#opened ??= this.#open())

  close(): void {
    this.#close?.()
  }

  async #open(): Promise<SchemaSource | undefined> {
    const {io, beforeChange = refuse} = this.#options
    const {resolveRegistry} = await import('../../config/registry-settings.ts')
    const connection: RegistryConnection | undefined = await resolveRegistry(
      registrySources(this.#flags),
      io.env,
      io.cwd,
    )
    if (!connection) return undefined
    const [{RegistrySchemas}, registry] = await Promise.all([
      import('../../registry/registry-schemas.ts'),
      registryClient(connection, ({line, fields}) => beforeChange(line, fields), io.interrupted),
    ])
    this.#close = () => registry.close()
    return new RegistrySchemas(registry)
  }
}

const refuse = (line: string) => {
  throw new Error(`${line} would be sent by a command that must not change a registry`)
}

/** Whether a registry is named in one of kafkit's own ways, which means that records should be decoded. */
export const namesRegistry = (
  {registry}: RegistryFlagValues,
  {KAFKIT_REGISTRY}: Io['env'],
  properties: ReadonlyMap<string, string>,
): boolean => registry !== undefined || Boolean(KAFKIT_REGISTRY) || properties.has('kafkit.registry')
