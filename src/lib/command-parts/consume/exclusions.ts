// Which flags of `consume` exclude each other.
import type {Exclusion} from '../../cli/exclusions.ts'
import {decodes, forDecoded, onlyDecoding} from './decode.ts'
import type {ConsumeFlags} from './flags.ts'

/** With a group, the committed offsets decide where its members start. */
const startsAlone = ['partition', 'offset', 'last', 'newest', 'from', 'from-group'] as const
/** A member does not see how far the other members are. */
const stopsAlone = ['until', 'until-offset', 'latest-per-key', 'max-per-partition'] as const

/** Flags for a look at a topic. With them, reading does not join a group, even if the properties have a group.id. */
export const aloneFlags = ['from-beginning', 'until-end', ...startsAlone, ...stopsAlone] as const

export const consumeExclusions: readonly Exclusion<ConsumeFlags>[] = [
  {atMostOneOf: ['from', 'from-group', 'offset', 'last', 'newest'], because: 'each says where to start'},
  // With --from-group, this says where to start without a committed offset.
  {atMostOneOf: ['from-beginning', 'from', 'offset', 'last', 'newest'], because: 'each says where to start'},
  {atMostOneOf: ['until', 'until-end', 'until-offset'], because: 'each says where to stop'},
  {
    when: ({last, newest}) => last !== undefined || newest !== undefined,
    refuse: ['until-offset'],
    say: (flag, {last}) => `${flag} and --${last === undefined ? 'newest' : 'last'} exclude each other: the last records are those before the end`, // prettier-ignore
  },
  {
    when: ({offset, 'until-offset': until}) => typeof offset === 'number' && until !== undefined && offset >= until,
    sentence:
      'there is nothing to read between --offset and --until-offset, because reading stops before --until-offset',
  },
  {atMostOneOf: ['first', 'max-messages'], because: 'each says how many records to read'},
  {
    when: ({output}) => output !== 'text',
    refuse: ['format'],
    say: (flag, {output}) => `${flag} and --output ${output} exclude each other`,
  },
  {
    when: ({counts}) => counts,
    refuse: [
      'format',
      'print-key',
      'print-topic',
      'print-partition',
      'print-offset',
      'print-timestamp',
      'print-headers',
      'key-separator',
      'line-separator',
      'null-literal',
      'value-format',
      'key-format',
    ],
    say: (flag) => `--counts prints no records: leave ${flag} out`,
  },
  {
    when: ({counts, output}) => counts && (output === 'raw' || output === 'lengths'),
    sentence: '--counts prints lines of text, or with --output json objects',
  },
  {
    when: ({output}) => output !== 'text',
    refuse: ['control-characters'],
    say: (flag, {output}) => `${flag} is for --output text: with --output ${output}, bytes are printed unchanged`,
  },
  {
    when: ({output}) => output !== 'json',
    refuse: ['value-format', 'key-format'],
    say: (flag) => `${flag} needs --output json`,
  },
  {
    when: ({output}) => output !== 'json',
    refuse: ['control-records'],
    say: (flag) => `${flag} needs --output json, which distinguishes transaction markers from records`,
  },
  {
    when: ({client}) => client === 'kafkajs',
    refuse: [
      'assignor',
      'group-protocol',
      'group-instance-id',
      'commit-first',
      'commit-interval',
      'from-group',
      'newest',
      'until',
      'until-offset',
      'max-per-partition',
      'partitioner',
      'latest-per-key',
      'control-records',
      'on-corrupt',
      'decode',
      'key-serde',
      'value-serde',
      'key-schema',
      'value-schema',
    ],
    say: (flag) => `--client kafkajs does not support ${flag}: leave one of them out`,
  },
  onlyDecoding,
  {when: (flags) => !decodes(flags), refuse: ['on-decode-error'], say: forDecoded},
  {
    when: ({grep, 'grep-key': key, 'grep-header': headers}) => !grep && !key && !headers,
    refuse: ['invert'],
    say: (flag) => `${flag} is for --grep, --grep-key and --grep-header: give one of them too`,
  },
  {
    when: ({grep, 'grep-key': key, 'grep-header': headers, where}) => !grep && !key && !headers && !where,
    refuse: ['ignore-case'],
    say: (flag) => `${flag} is for --grep, --grep-key, --grep-header and --where: give one of them too`,
  },
  {
    when: ({group}) => group === undefined,
    refuse: [
      'assignor',
      'group-protocol',
      'group-instance-id',
      'session-timeout',
      'commit-first',
      'commit-interval',
      'reset',
    ],
    say: (flag) => `${flag} is for members of a group: give --group too`,
  },
  {
    when: ({group, key, partitioner}) => group === undefined && key === undefined && partitioner !== 'murmur2',
    refuse: ['partitioner'],
    say: (flag) => `${flag} is for --key: give --key too`,
  },
  {
    when: ({group}) => group !== undefined,
    refuse: startsAlone,
    say: (flag) => `${flag} cannot be used with --group: the group decides where to start (see groups reset-offsets)`,
  },
  {
    when: ({group, until}) => group !== undefined && until !== 'end',
    refuse: stopsAlone,
    say: (flag) =>
      `${flag} cannot be used with --group: other members read too; use --until-end, --idle 5s or --max-messages instead`,
  },
  {
    when: ({group, 'group-protocol': protocol}) => group !== undefined && protocol === 'consumer',
    refuse: ['assignor', 'session-timeout'],
    say: (flag) => `${flag} is for classic groups: with --group-protocol consumer the broker decides`,
  },
  {
    when: ({group, commit}) => group !== undefined && !commit,
    refuse: ['commit-interval', 'commit-first'],
    say: (flag) => `--no-commit and ${flag} contradict each other`,
  },
]
