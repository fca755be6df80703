/** Words after `kafkit help` that are not commands; help-pages.ts has their texts. */
export const helpPageNames: readonly string[] = ['exit-codes', 'output']

/**
 * Other first words of commands: Apache's names of the tools without `kafka-`, and the singular, which is easily
 * typed.
 */
export const otherNames: Readonly<Record<string, string>> = {
  'consumer-groups': 'groups',
  'console-producer': 'produce',
  'console-consumer': 'consume',
  topic: 'topics',
  group: 'groups',
  schema: 'output-schema',
  registry: 'schemas',
  subjects: 'schemas',
  subject: 'schemas',
  sr: 'schemas',
}
