// What is wrong with a log, an index or a record, for faces, which do not know the wire: `what` is in Java's words.
export {CorruptData as BrokenLog} from '../wire/corrupt-data.ts'
