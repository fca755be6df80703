// What kafka-new-tool refuses before it sends any request, in Apache's order and words.
import {requireOne, requireOptions} from '../../../src/lib/apache/command-line/checks.ts'
import type {Options} from '../../../src/lib/apache/command-line/options.ts'
import type {newToolOptions} from './options.ts'

export type NewToolOptions = Options<typeof newToolOptions>

export const newToolActions = ['list'] as const
export type NewToolAction = (typeof newToolActions)[number]

/** The action. Throws UsageProblem for a command line that Apache's tool answers with its help. */
export function checkNewToolOptions(options: NewToolOptions): NewToolAction {
  requireOptions(options, 'bootstrap-server')
  return requireOne(options, ...newToolActions)
}
