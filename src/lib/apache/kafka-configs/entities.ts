// The entities that a command line names.
import type {ConfigsOptions} from './options.ts'

/** Apache's ConfigType in the order in which messages list them, and broker-loggers. */
export const entityTypes = [
  'topics',
  'clients',
  'users',
  'brokers',
  'ips',
  'client-metrics',
  'groups',
  'broker-loggers',
] as const
export type EntityType = (typeof entityTypes)[number]

export const isEntityType = (text: string): text is EntityType => entityTypes.some((type) => type === text)

/** Options that name an entity, each with the entity's type. */
const shortcuts = [
  ['topic', 'topics'],
  ['client', 'clients'],
  ['user', 'users'],
  ['broker', 'brokers'],
  ['broker-logger', 'broker-loggers'],
  ['ip', 'ips'],
  ['client-metrics', 'client-metrics'],
  ['group', 'groups'],
] as const
const defaultShortcuts = [
  ['client-defaults', 'clients'],
  ['user-defaults', 'users'],
  ['broker-defaults', 'brokers'],
  ['ip-defaults', 'ips'],
] as const

export const hasShortcut = (options: ConfigsOptions): boolean =>
  [...shortcuts, ...defaultShortcuts].some(([name]) => options.has(name))

/** The types as they were typed, not checked yet. */
export const typesOf = (options: ConfigsOptions): string[] => [
  ...options.values('entity-type'),
  ...[...shortcuts, ...defaultShortcuts].filter(([name]) => options.has(name)).map(([, type]) => type),
]

/**
 * The names in the order of the command line; '' stands for the default entity. Throws OptionError for a shortcut
 * that is given twice.
 */
export function namesOf(options: ConfigsOptions): string[] {
  const named = options.values('entity-name').values()
  return [
    ...options
      .inOrder('entity-name', 'entity-default')
      .map((option) => (option === 'entity-name' ? (named.next().value ?? '') : '')),
    ...shortcuts.filter(([name]) => options.has(name)).map(([name]) => options.value(name) ?? ''),
    ...defaultShortcuts.filter(([name]) => options.has(name)).map(() => ''),
  ]
}

/** The name of one entity of a type: the type without its last letter. */
export const singular = (type: EntityType): string => type.slice(0, -1)
