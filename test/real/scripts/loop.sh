#!/bin/bash
# Configures every topic that it finds, and a failure counts only if it is another one than "it is there".
for name in a b; do
  kafka-topics.sh --bootstrap-server "$BROKERS" --create --topic "$PREFIX-loop-$name" --partitions 2 --replication-factor 1
done
for topic in $(kafka-topics.sh --bootstrap-server "$BROKERS" --list | grep -E "^$PREFIX-loop-"); do
  if kafka-topics.sh --bootstrap-server "$BROKERS" --create --topic "$topic" --partitions 2 2>&1 | grep -q TopicExistsException; then
    echo "$topic is there"
  else
    echo "$topic could not be made"
  fi
done
if kafka-topics.sh --bootstrap-server "$BROKERS" --list | grep -w "$PREFIX-loop-a" > /dev/null; then echo "found"; fi
kafka-topics.sh --bootstrap-server "$BROKERS" --list | grep -wq "$PREFIX-loop-c" || echo "$PREFIX-loop-c: missing"
kafka-topics.sh --bootstrap-server "$BROKERS" --list | grep -w -c "$PREFIX-loop"
for topic in $(kafka-topics.sh --bootstrap-server "$BROKERS" --list | grep "^$PREFIX-loop-" | sort -r); do
  kafka-topics.sh --bootstrap-server "$BROKERS" --describe --topic "$topic" |
    awk '/PartitionCount:/ {for (i = 1; i <= NF; i++) if ($i == "PartitionCount:") print $(i - 3), $(i + 1)}' | cut -d ' ' -f 2
done
