import {errorCode} from './error-codes.ts'
import {KafkaError} from './errors.ts'

/** A coordinator's error about a group. `verb`: what was attempted, for example `describe`. */
export function groupError(code: number, verb: string, groupId: string, brokerText?: string | null): KafkaError {
  return new KafkaError(code, `${verb} group ${groupId || "''"}`, brokerText || plainText[code])
}

/** Plainer than Kafka's own sentences, or with advice. */
const plainText: Readonly<Record<number, string>> = {
  [errorCode.groupIdNotFound]: 'there is no such group',
  [errorCode.invalidGroupId]: 'that is not a valid group id',
  [errorCode.nonEmptyGroup]: 'the group has active members; stop them first',
  [errorCode.groupSubscribedToTopic]: 'members of the group are subscribed to the topic; stop them first',
  [errorCode.unknownMemberId]: 'the group has active members; stop them first',
  [errorCode.coordinatorNotAvailable]: 'no coordinator is available for the group',
}
