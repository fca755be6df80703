#!/bin/bash
# How far behind is a group, in all? An alarm if it is too far.
set -euo pipefail

topic=$PREFIX-lag group=$PREFIX-reader
kafka-topics --bootstrap-server "$BROKERS" --create --topic "$topic" --partitions 1 --replication-factor 1 > /dev/null
seq 1 500 | kafka-console-producer --bootstrap-server "$BROKERS" --topic "$topic"
kafka-console-consumer --bootstrap-server "$BROKERS" --topic "$topic" --group "$group" \
  --from-beginning --max-messages 120 2> /dev/null | awk "{sum += \$1} END {print \"sum of what was read:\", sum}"

lag=$(kafka-consumer-groups --bootstrap-server "$BROKERS" --describe --group "$group" 2> /dev/null |
  awk 'NR > 2 && $6 ~ /^[0-9]+$/ {sum += $6} END {print sum + 0}')
echo "lag of $group: $lag"
[ "$lag" -gt 300 ] && echo "ALARM: more than 300 behind"
