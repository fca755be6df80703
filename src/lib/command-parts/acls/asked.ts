import type {ActionRights} from '../../acls/action-rights.ts'
import type {Named} from '../../acls/request-rights.ts'

/** What `kafkit acls why` is asked about. */
export interface AskedAction {
  /** `consume`, or `kafkit topics describe`. */
  readonly name: string
  readonly rights: ActionRights
  readonly named: Named
  /** Flags of a command line, without dashes. */
  readonly flags: ReadonlySet<string>
}
