// Which records are written.
import type {RecordCursor} from '../wire/records.ts'
import type {Place} from './formatter.ts'

/** True: the record is wanted (and counts for --max-messages). */
export type Filter = (record: RecordCursor, place: Place) => boolean
