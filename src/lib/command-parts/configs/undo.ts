// The command lines that undo a change of configs.
import {ownSource} from '../../configs/config-entry.ts'
import type {PlannedConfig} from '../../configs/plan-changes.ts'
import {resourceWord} from '../../configs/resource-words.ts'
import {shellWord} from '../../text/shell-word.ts'

/**
 * For changes that were made: `kafkit configs set topic/orders retention.ms=604800000`; resources with the same
 * changes share a line.
 */
export function undoCommands(items: readonly PlannedConfig[]): string[] {
  const [before, after] = [new Map<string, string[]>(), new Map<string, string[]>()]
  for (const [resource, changed] of Map.groupBy(items, ({resource}) => resourceWord(resource))) {
    const had = changed.filter((item) => item.beforeSource === ownSource(item.resource))
    const sets = had.map(({step, before: value, isSensitive}) =>
      // Brokers do not return the old value of a secret.
      shellWord(`${step.name}=${isSensitive ? '-' : (value ?? '')}`),
    )
    const unsets = changed.filter((item) => !had.includes(item)).map(({step}) => shellWord(step.name))
    for (const [lines, words] of [
      [before, sets],
      [after, unsets],
    ] as const)
      // prettier-ignore
      if (words.length > 0) lines.set(words.join(' '), [...(lines.get(words.join(' ')) ?? []), resource])
  }
  const lines = (verb: string, of: ReadonlyMap<string, readonly string[]>) =>
    [...of].map(
      ([words, resources]) => `kafkit configs ${verb} ${resources.map((each) => shellWord(each)).join(' ')} ${words}`,
    )
  return [...lines('set', before), ...lines('unset', after)]
}
