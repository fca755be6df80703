import type {Columns} from '../../cli/columns.ts'
import type {Leftover} from '../../reassignments/leftovers.ts'

export const leftoverColumns = {
  on: {value: ({on}) => on},
  /** A topic, or a node id. */
  name: {value: ({name}) => name, role: () => 'name'},
  config: {value: ({config}) => config},
  /** The leftover value: a rate, or entries of a list. */
  entries: {value: ({entries}) => entries},
  /** When the run of kafkit that has set it started; null: something else has set it. */
  run: {value: ({run}) => run, text: ({run}) => (run === null ? 'others' : `kafkit, ${run}`), heading: 'SET-BY'},
} satisfies Columns<Leftover>
