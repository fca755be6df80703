/** The examples of help and of the manual page, the most useful ones first. */
export const consumeExamples = [
  {
    description: 'Print the first ten records',
    command: '<%= config.bin %> consume orders --from-beginning --max-messages 10',
  },
  {
    description: 'Print what arrived between two hours and one hour ago',
    command: '<%= config.bin %> consume orders --from -2h --until -1h',
  },
  {
    description: 'Follow the topic, starting with the last five records of each partition',
    command: '<%= config.bin %> consume orders --last 5',
  },
  {
    description: 'Print keys, timestamps and offsets too',
    command: '<%= config.bin %> consume orders --print-key --print-timestamp --print-offset',
  },
  {
    description: 'Print one partition as lossless JSON lines',
    command: '<%= config.bin %> consume orders --partition 3 --from-beginning --until-end --output json',
  },
  {description: 'Use a format of your own', command: "<%= config.bin %> consume orders --format '%t/%p@%o %k=%v\\n'"},
  {
    description: 'Find the first record with a key, reading only the partition it belongs to',
    command: '<%= config.bin %> consume orders --key 4711 --first --from-beginning',
  },
  {
    description: 'Print the records whose JSON value has this in a field',
    command: "<%= config.bin %> consume orders --from-beginning --until-end --where 'value.customer.id=42'",
  },
  {
    description: 'Print what a compacted topic holds',
    command: '<%= config.bin %> consume customers --latest-per-key',
  },
  {
    description: 'Read as a member of a group, together with its other members',
    command: '<%= config.bin %> consume orders --group billing --from-beginning',
  },
]
