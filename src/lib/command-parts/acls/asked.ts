import type {ActionRights} from '../../acls/action-rights.ts'
import type {Named} from '../../acls/request-rights.ts'

/** The question to `kafkit acls why`. */
export interface AskedAction {
  /** `consume`, or `kafkit topics describe`. */
  readonly name: string
  readonly rights: ActionRights
  readonly named: Named
  /** Flags of a command line, without dashes. */
  readonly flags: ReadonlySet<string>
}
