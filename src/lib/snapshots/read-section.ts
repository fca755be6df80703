// The common parts of the readers of sections.
import {ExpectedError} from '../errors/expected-error.ts'
import type {GroupListing} from '../groups/list.ts'

/** Part of the cluster is missing in the snapshot. */
export class NotSeen extends ExpectedError {
  override readonly name = 'NotSeen'
}

/** The result of reading a section; `failures` are also in `unknown`, for programs. */
export interface ReadSection<T> {
  readonly items: readonly T[]
  readonly failures: readonly {readonly item: string | null; readonly error: Error}[]
}

/** The groups of the cluster, for the sections that need them. */
export interface Listed {
  readonly groups: GroupListing['groups']
  readonly errors: readonly Error[]
}
