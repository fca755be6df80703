// Examples of `produce`, one for each main use.
export const produceExamples = [
  {
    description: 'Send the lines of a file, each with its key in front of a tab',
    command: "<%= config.bin %> produce orders orders.tsv --key-separator '\\t'",
  },
  {
    description: 'Send what another program prints, compressed',
    command: 'journalctl -o json | <%= config.bin %> produce logs --compression zstd',
  },
  {
    description: 'Encode JSON lines as Avro, by the newest schema of the topic',
    command: '<%= config.bin %> produce orders orders.jsonl --value-serde avro --registry http://localhost:8081',
  },
  {
    description: 'Copy a topic: keys, values, headers and times (--keep-partitions: partitions, too)',
    command:
      '<%= config.bin %> consume orders --from-beginning --until-end -o json | <%= config.bin %> produce orders-copy --input json',
  },
  {
    description: 'Send one record',
    command: `<%= config.bin %> produce orders --key order-17 --value '{"state":"paid"}'`,
  },
  {
    description: 'Send one tombstone',
    command: '<%= config.bin %> produce orders --key order-17 --tombstone',
  },
  {
    description: 'Send the rows of a CSV file as JSON objects, one column as the key',
    command: '<%= config.bin %> produce customers customers.csv --input csv --key-column id',
  },
  {
    description: 'Send all records or none',
    command: '<%= config.bin %> produce orders orders.txt --transactional',
  },
  {
    description: 'Resume after a crash: run the same command again',
    command: '<%= config.bin %> produce orders huge.txt --resume huge.resume',
  },
  {
    description: 'Add a header to every record',
    command: '<%= config.bin %> produce orders orders.txt --header source=replay',
  },
]
