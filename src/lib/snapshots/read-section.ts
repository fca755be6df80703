// What the readers of sections have in common.
import {ExpectedError} from '../errors/expected-error.ts'
import type {GroupListing} from '../groups/list.ts'

/** Some of the cluster is not in the snapshot. */
export class NotSeen extends ExpectedError {
  override readonly name = 'NotSeen'
}

/** What a reader of a section found; `failures` are also in `unknown`, for programs. */
export interface ReadSection<T> {
  readonly items: readonly T[]
  readonly failures: readonly {readonly item: string | null; readonly error: Error}[]
}

/** The groups of the cluster, for the sections that need them. */
export interface Listed {
  readonly groups: GroupListing['groups']
  readonly errors: readonly Error[]
}
