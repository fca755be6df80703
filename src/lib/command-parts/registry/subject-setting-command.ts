// What `schemas level` and `schemas mode` share: they show a setting, or change it with --set and --unset.
import {boolean, option} from '@oclif/core/flags'
import {failuresOf, type ChangePlan} from '../../cli/change.ts'
import {yesFlag} from '../../cli/confirm.ts'
import type {FlagValues} from '../../cli/flag-values.ts'
import {tableColumns, type Columns, type RowOf} from '../../cli/columns.ts'
import {reportFlags} from '../../cli/output.ts'
import type {Registry} from '../../registry/registry.ts'
import {changeSettings, readSettings, type Setting, type SubjectSetting} from '../../registry/subject-settings.ts'
import {counted} from '../../text/plural.ts'
import {shellWord} from '../../text/shell-word.ts'
import {sameRegistry} from './connect.ts'
import {ChangingRegistryCommand, type ChangeRegistryFlagValues} from './changing-registry-command.ts'

type Item = SubjectSetting<string>

const placeOf = ({subject}: Item) => subject ?? '(global)'
const roles = {changed: 'good', failed: 'bad', planned: undefined, unchanged: 'faint', 'as it is': undefined} as const

export const settingColumns = {
  /** Null for the registry as a whole. */
  subject: {value: ({subject}) => subject, text: placeOf, role: () => 'name'},
  /** The present value; in a plan, the new value. */
  value: {value: ({value}) => value},
  /** `subject`: its own; `global`: inherited. */
  from: {value: ({from}) => from},
  /** In a change: the value before it. */
  before: {value: ({before}) => before ?? null, filled: true},
  status: {value: ({status}) => status, role: ({status}) => roles[status], wide: true},
  error: {value: ({error}) => error?.message ?? null, filled: true},
} satisfies Columns<Item>

export type SettingRow = RowOf<typeof settingColumns>
export type SettingOutput = readonly Item[]

interface SettingPlan extends ChangePlan {
  readonly items: readonly Item[]
}

/** The flags of both commands; `values` are what `--set` takes, and `word` is what help calls them. */
export const settingFlags = <const V extends string>(values: readonly V[], word: string) => ({
  set: option({options: values, summary: `the ${word} to set`})(),
  unset: boolean({summary: `remove the ${word} that is set on the subjects`}),
  'dry-run': boolean({summary: 'show what would change without changing anything'}),
  ...yesFlag,
  ...reportFlags,
})

export type SettingFlags = ChangeRegistryFlagValues & Readonly<FlagValues<ReturnType<typeof settingFlags>>>

export abstract class SubjectSettingCommand extends ChangingRegistryCommand {
  /** `--set` and `--unset` are never both given. */
  protected async showOrChange(
    flags: SettingFlags,
    names: readonly string[],
    setting: Setting<string>,
    remark: (registry: Registry) => Promise<void>,
  ): Promise<number> {
    const {word} = setting
    const print = this.printer<SettingOutput, Item>(flags, settingColumns, 'subject')
    const value = flags.set ?? null
    if (value === null && !flags.unset) {
      const registry = await this.registryToChange(flags, {changes: undefined})
      const items = await readSettings(registry, setting, names)
      await print({value: items, rows: items})
      return 0
    }
    return this.carryOutThere<SettingPlan, readonly Item[]>(flags, {
      changes: `change ${word}s of a registry`,
      request: {subjects: names.length > 0 ? names : null, [word]: value},
      plan: async (registry) => {
        const found = await readSettings(registry, setting, names)
        const items = found.map((each): Item => {
          const isSo = value === null ? each.from !== 'subject' : each.value === value && (each.from === 'subject' || each.subject === null) // prettier-ignore
          if (isSo) return {...each, status: 'unchanged'}
          return {
            ...each,
            before: each.value,
            wasOwn: each.from === 'subject',
            value,
            from: each.subject === null ? 'global' : 'subject',
            status: 'planned',
          }
        })
        await remark(registry)
        const planned = items.filter(({status}) => status === 'planned')
        return {items, empty: planned.length === 0, audited: {[word]: value, subjects: planned.map(placeOf)}}
      },
      show: async ({items}, as) => {
        if (as === 'result') await print({value: items, rows: items})
        else if (!flags.yes) await this.printTable(tableColumns(settingColumns, items), items, 'stderr')
      },
      question: ({items}) => {
        const [first, ...others] = items.filter(({status}) => status === 'planned')
        const whose = others.length > 0 ? counted(others.length + 1, 'subject') : first?.subject === null ? 'the whole registry' : `subject ${first?.subject ?? ''}` // prettier-ignore
        return value === null ? `Unset the ${word} of ${whose}` : `Set the ${word} of ${whose} to ${value}`
      },
      execute: (registry, {items}) => changeSettings(registry, setting, items, value),
      report: (items) => print({value: items, rows: items, wide: true}),
      failures: failuresOf,
      undo: (items) => {
        const changed = items.filter(({status}) => status === 'changed')
        const [first] = changed
        if (!first) return {none: 'nothing was changed'}
        // One command can restore the old values only if they were all the same.
        const same = changed.filter(({before, wasOwn}) => before === first.before && wasOwn === first.wasOwn)
        const subjects = same.flatMap(({subject}) => (subject === null ? [] : [shellWord(subject)]))
        const how = first.wasOwn || first.subject === null ? `--set ${first.before ?? ''}` : '--unset'
        const rest = same.length < changed.length ? ' (and the others, each with its own value of before)' : ''
        return {command: [`kafkit schemas ${word}`, ...subjects, how, ...sameRegistry(flags)].join(' ') + rest}
      },
      notes: {unchanged: 'nothing was changed', nothing: 'it already has this value'},
    })
  }
}
