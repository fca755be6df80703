import {errorCode} from './error-codes.ts'
import {KafkaError, plainly, type PlainText} from './errors.ts'
import type {Failure} from './fan-out.ts'

/** A coordinator's error about a group; `verb` is the operation: `describe`, `delete` … */
export function groupError(
  code: number,
  verb: string,
  groupId: string,
  brokerText?: string | PlainText | null,
): KafkaError {
  const text = plainText[code]
  const plain = text === undefined ? undefined : plainly(text)
  return new KafkaError(code, whatOf(verb, groupId), brokerText || plain)
}

/** Like groupError, for a group without an answer. */
export function groupFailure(failure: Failure, verb: string, groupId: string): KafkaError {
  const {code, brokerText, unreached} = failure
  if (unreached) return failure.error(whatOf(verb, groupId))
  return groupError(code, verb, groupId, brokerText)
}

const whatOf = (verb: string, groupId: string) => `${verb} group ${groupId || "''"}`

/** Texts that are plainer than Kafka's or say what to do. */
const plainText: Readonly<Record<number, string>> = {
  [errorCode.groupIdNotFound]: 'there is no such group',
  [errorCode.invalidGroupId]: 'that is not a valid group id',
  [errorCode.nonEmptyGroup]: 'the group has active members; stop them first',
  [errorCode.groupSubscribedToTopic]: 'members of the group are subscribed to the topic; stop them first',
  [errorCode.unknownMemberId]: 'the group has active members; stop them first',
  [errorCode.coordinatorNotAvailable]: 'no coordinator is available for the group',
}
