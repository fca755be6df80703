import {consumerGroupRecords, groupMetadataRecords, offsetRecords, shareGroupRecords} from './group-records.ts'
import type {CoordinatorRecords} from './stored.ts'
import {streamsGroupRecords} from './streams-group-records.ts'

/** All record types of __consumer_offsets. */
export const allGroupRecords: CoordinatorRecords = {
  ...offsetRecords,
  ...groupMetadataRecords,
  ...consumerGroupRecords,
  ...shareGroupRecords,
  ...streamsGroupRecords,
}
