// Flags about schemas that reading and sending records share.
import {string} from '@oclif/core/flags'

/** `what`: the beginning of the summary, which says whose subject it is. */
export const subjectName = (helpGroup: string, what: string) =>
  string({
    helpValue: 'topic|record|topic-record|NAME',
    helpGroup,
    summary: `${what}: topic (TOPIC-value and TOPIC-key, the default), record, topic-record, or a name`,
    description:
      'topic, record and topic-record are the subject name strategies of Confluent: record is the full name of the record (Protobuf: of the message) in a schema file; topic-record is the topic, a dash and that name. A name with a context (:.eu:orders-value) also determines the context in which ids are looked up.',
  })

export const protoPath = (helpGroup: string) =>
  string({
    helpValue: 'FOLDER',
    helpGroup,
    multiple: true,
    multipleNonGreedy: true,
    summary: "Protobuf: where to find what a .proto file imports (default: the file's own folder); repeatable",
  })
