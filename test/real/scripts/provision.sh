#!/bin/bash
# Topics from a list, applied at each deployment.
set -euo pipefail

provision() {
  while IFS=' ' read -r name partitions retention; do
    case $name in '' | '#'*) continue ;; esac
    kafka-topics.sh --bootstrap-server "$BROKERS" --create --if-not-exists \
      --topic "$PREFIX-$name" --partitions "$partitions" --replication-factor 1 --config "retention.ms=$retention" < /dev/null
  done
}

provision <<LIST
# name partitions retention
orders 3 604800000
audit 1 86400000
LIST
provision <<LIST
orders 3 604800000
audit 1 86400000
LIST

for name in orders audit; do
  kafka-topics.sh --bootstrap-server "$BROKERS" --describe --topic "$PREFIX-$name" |
    awk -F'\t' '/PartitionCount/ {split($3, count, ": "); print $1, "has", count[2], "partitions"}'
done
