// Flags about schemas that reading and sending records share.
import {string} from '@oclif/core/flags'

/** `what`: whose name it is, in the summary. */
export const subjectName = (helpGroup: string, what: string) =>
  string({
    helpValue: 'topic|record|topic-record|NAME',
    helpGroup,
    summary: `${what}: topic (TOPIC-value and TOPIC-key, the default), record, topic-record, or a name`,
    description:
      'As the strategies of serializers: record is the full name of the record (Protobuf: of the message) in a schema file, topic-record the topic, a dash and that name. A name of a context (:.eu:orders-value) also says in which context ids are looked up.',
  })

export const protoPath = (helpGroup: string) =>
  string({
    helpValue: 'FOLDER',
    helpGroup,
    multiple: true,
    multipleNonGreedy: true,
    summary: "Protobuf: where to find what a .proto file imports (default: the file's own folder); repeatable",
  })
