// Compatibility levels and modes of subjects and of the whole registry: reads them, plans a change, and makes it.
import {ExpectedError} from '../errors/expected-error.ts'
import type {Registry} from './registry.ts'
import {chosenSubjects, inTurn, isSubjectPattern} from './select.ts'
import type {Inherited, Level, Mode} from './types.ts'

/** How a level differs from a mode. */
export interface Setting<T extends string> {
  readonly word: 'level' | 'mode'
  get(registry: Registry, subject?: string): Promise<Inherited<T>>
  set(registry: Registry, subject: string | undefined, value: T): Promise<void>
  unset(registry: Registry, subject: string): Promise<void>
}

export const levelSetting: Setting<Level> = {
  word: 'level',
  get: (registry, subject) => registry.level(subject),
  set: (registry, subject, level) => registry.setLevel(subject, level),
  unset: (registry, subject) => registry.unsetLevel(subject),
}

export const modeSetting = ({force}: {readonly force: boolean}): Setting<Mode> => ({
  word: 'mode',
  get: (registry, subject) => registry.mode(subject),
  set: (registry, subject, mode) => registry.setMode(subject, mode, {force}),
  unset: (registry, subject) => registry.unsetMode(subject),
})

export interface SubjectSetting<T extends string> extends Inherited<T> {
  /** Null: the whole registry. */
  readonly subject: string | null
  /** In a plan the future value, in an outcome the former one; null: inherited. */
  readonly before?: T | null
  /** In a plan or an outcome: whether the subject had a value of its own. */
  readonly wasOwn?: boolean
  readonly status: 'as it is' | 'planned' | 'changed' | 'unchanged' | 'failed'
  readonly error?: Error
}

/** The settings of the subjects that match these names and patterns; without any, that of the whole registry. */
export async function readSettings<T extends string>(
  registry: Registry,
  setting: Setting<T>,
  names: readonly string[],
): Promise<readonly SubjectSetting<T>[]> {
  const subjects = names.length === 0 ? [null] : await settable(registry, names)
  return inTurn(subjects, async (subject) => ({
    subject,
    ...(await setting.get(registry, subject ?? undefined)),
    status: 'as it is' as const,
  }))
}

/** A subject may have a level before it has a schema, so a name need not exist; a pattern must match. */
async function settable(registry: Registry, names: readonly string[]): Promise<string[]> {
  const patterns = names.filter(isSubjectPattern)
  const found = patterns.length > 0 ? await chosenSubjects(registry, patterns) : []
  return [...new Set([...names.filter((name) => !isSubjectPattern(name)), ...found])]
}

/** `value` null: unset, so that the value is inherited. */
export async function changeSettings<T extends string>(
  registry: Registry,
  setting: Setting<T>,
  items: readonly SubjectSetting<T>[],
  value: T | null,
): Promise<readonly SubjectSetting<T>[]> {
  return inTurn(
    items,
    async (item): Promise<SubjectSetting<T>> => {
      if (item.status !== 'planned') return {...item, status: 'unchanged'}
      const subject = item.subject ?? undefined
      try {
        if (value !== null) await setting.set(registry, subject, value)
        else if (subject !== undefined) await setting.unset(registry, subject)
        // A registry may accept a change that it does not make.
        const now = await setting.get(registry, subject)
        const right = value === null ? now.from !== 'subject' : now.value === value
        if (!right)
          throw new SettingIgnored(
            `the registry at ${registry.address} accepted the ${setting.word} ${value ?? '(none)'} of ${subject ?? 'the whole registry'}, but has ${now.value ?? 'none'}`,
          )
        return {...item, ...now, status: 'changed'}
      } catch (error) {
        if (!(error instanceof ExpectedError)) throw error
        return {...item, status: 'failed', error}
      }
    },
    1,
  )
}

export class SettingIgnored extends ExpectedError {
  override readonly name = 'SettingIgnored'
}
