// What `schemas import` and `schemas copy` share: a plan of versions, with references first, and modes that are
// restored.
import {boolean} from '@oclif/core/flags'
import {failuresOf, type ChangePlan} from '../../cli/change.ts'
import {tableColumns, type Columns, type RowOf} from '../../cli/columns.ts'
import {yesFlag} from '../../cli/confirm.ts'
import {interruptedCode} from '../../cli/exit.ts'
import type {FlagValues} from '../../cli/flag-values.ts'
import {reportFlags} from '../../cli/output.ts'
import {progressLine} from '../../cli/progress.ts'
import type {ExportedSchemas} from '../../registry/exported.ts'
import {planTransfer, transfer, type TransferItem, type TransferPlan} from '../../registry/transfer.ts'
import {isApicurio} from '../../registry/types.ts'
import {counted, grouped} from '../../text/plural.ts'
import {ChangingRegistryCommand, type ChangeRegistryFlagValues} from './changing-registry-command.ts'

const roles = {planned: undefined, present: 'faint', copied: 'good', failed: 'bad', 'not tried': 'warn'} as const

export const transferColumns = {
  subject: {value: ({subject}) => subject, role: () => 'name'},
  version: {value: ({version}) => version, align: 'right'},
  id: {value: ({id}) => id, align: 'right'},
  /** `present`: the target already has it. */
  status: {value: ({status}) => status, role: ({status}) => roles[status]},
  /** Soft-deleted, in the source and in the target. */
  deleted: {value: ({deleted}) => (deleted ? true : null), filled: true},
  /** Its version in the target. */
  newVersion: {value: ({newVersion}) => newVersion, align: 'right', filled: true},
  newId: {value: ({newId}) => newId, align: 'right', filled: true},
  error: {value: ({error}) => error?.message ?? null, filled: true},
} satisfies Columns<TransferItem>

export type TransferRow = RowOf<typeof transferColumns>
export type TransferOutput = readonly TransferItem[]

export const transferFlags = {
  'keep-ids': boolean({
    summary: 'keep ids and version numbers (mode IMPORT), so that records can still be read; every one is read back',
  }),
  resume: boolean({
    dependsOn: ['keep-ids'],
    summary: 'continue an interrupted copy: subjects may already have versions',
  }),
  'dry-run': boolean({summary: 'show what would be copied without changing anything'}),
  ...yesFlag,
  ...reportFlags,
}

export type TransferFlagValues = ChangeRegistryFlagValues & Readonly<FlagValues<typeof transferFlags>>

type Plan = ChangePlan & TransferPlan

export abstract class TransferCommand extends ChangingRegistryCommand {
  protected async bring(
    flags: TransferFlagValues,
    what: string,
    source: () => Promise<ExportedSchemas>,
  ): Promise<number> {
    const print = this.printer<TransferOutput, TransferItem>(flags, transferColumns, 'subject')
    const input = {keepIds: flags['keep-ids'], resume: flags.resume}
    const troubles: Error[] = []
    const code = await this.carryOutThere<Plan, readonly TransferItem[]>(
      flags,
      {
        changes: `${what} schemas`,
        request: {keepIds: input.keepIds},
        plan: async (target) => {
          const exported = await source()
          const plan = await planTransfer(target, exported, input)
          const planned = plan.items.filter(({status}) => status === 'planned')
          if (input.keepIds && isApicurio(target.address))
            await this.warning(
              `${target.address} is Apicurio Registry, which assigns its own ids: use its own export and import (/apis/registry/v3/admin/export)`,
            )
          for (const subject of plan.leftInImport)
            await this.warning(
              `the mode of ${subject} in ${target.address} is IMPORT, as a killed copy leaves it; it will be unset at the end`,
            )
          return {
            ...plan,
            empty: planned.length === 0 && plan.leftInImport.length === 0,
            othersSpared: planned.length > 0,
            audited: {from: exported.registry, keepIds: input.keepIds, versions: planned.map(({subject, version, id}) => ({subject, version, id}))}, // prettier-ignore
          }
        },
        show: async ({items}, as) => {
          if (as === 'result') await print({value: items, rows: items})
          else if (!flags.yes) await this.printTable(tableColumns(transferColumns, items), items, 'stderr')
        },
        question: ({items}) =>
          `Copy ${counted(items.filter(({status}) => status === 'planned').length, 'version')}${input.keepIds ? ', with their ids' : ', with new ids'}`,
        execute: async (target, plan) => {
          const progress = progressLine(this.io)
          const onProgress = (done: number) =>
            progress.show(() => `${grouped(done)} of ${grouped(plan.items.length)} copied`)
          const stopped = () => this.io.interrupted.aborted
          return transfer(target, plan, {
            ...input,
            stopped,
            onProgress,
            onTrouble: (error) => troubles.push(error),
          }).finally(() => progress.clear())
        },
        report: (items) => print({value: items, rows: items}),
        failures: (items) => [...failuresOf(items), ...troubles],
        undo: (items) => {
          const copied = items.filter(({status}) => status === 'copied')
          const subjects = [...new Set(copied.map(({subject}) => subject))]
          return copied.length === 0
            ? {none: 'nothing was copied'}
            : {
                none: `${counted(copied.length, 'version')} of ${counted(subjects.length, 'subject')} copied; kafkit schemas delete removes them`,
              }
        },
        notes: {unchanged: 'nothing was copied', nothing: 'the target already has everything; nothing was copied'},
      },
      {graceful: true},
    )
    if (!this.io.interrupted.aborted) return code
    await this.note(
      `interrupted: the modes have been restored; ${input.keepIds ? '--resume continues' : 'the same command continues'} where this ended`,
    )
    return interruptedCode(this.io)
  }
}
