// The error for a log, an index or a record, for faces, which must not import the wire room: `what` is Java's message.
export {CorruptData as BrokenLog} from '../wire/corrupt-data.ts'
