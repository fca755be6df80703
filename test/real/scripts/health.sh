#!/bin/bash
# For a monitoring system: 0 and a line if all is well.
topics() { kafka-topics --bootstrap-server "$BROKERS" --describe "$@" 2> /dev/null; }
for report in under-replicated unavailable under-min-isr; do
  found=$(topics --$report-partitions) || exit 2
  if [ -z "$found" ]; then echo "$report: none"; else echo "$report: $(wc -l <<< "$found")"; fi
done
kafka-topics --bootstrap-server "$BROKERS" --create --topic "$PREFIX-health" --partitions 2 --replication-factor 1 --config cleanup.policy=compact
topics --topic "$PREFIX-health" --topics-with-overrides | tr '\t' '\n' | grep -o 'cleanup.policy=compact'
topics --topic "$PREFIX-health" | awk -F'[\t ]+' '/Partition: / && !/PartitionCount/ {print "partition", $5, "replicas", $9, "isr", $11}'
