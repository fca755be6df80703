#!/bin/bash
# As cron runs a job: no HOME, no TERM, no USER, a short PATH, nothing on standard input, programs by their whole names.
topics=$(command -v kafka-topics.sh) groups=$(command -v kafka-consumer-groups) consumer=$(command -v kafka-console-consumer)
producer=$(command -v kafka-console-producer)
# Node is where cron looks for programs, or the job says where it is.
path=$(dirname "$(command -v node)"):/usr/bin:/bin

job='
set -u
"$topics" --bootstrap-server "$BROKERS" --create --topic "$PREFIX-cron" --partitions 1 --replication-factor 1
seq 1 20 | "$producer" --bootstrap-server "$BROKERS" --topic "$PREFIX-cron"
"$consumer" --bootstrap-server "$BROKERS" --topic "$PREFIX-cron" --group "$PREFIX-nightly" --from-beginning --max-messages 5 |
  tail -n 1
"$groups" --bootstrap-server "$BROKERS" --describe --group "$PREFIX-nightly" | awk "NR > 2 {print \$4, \$5, \$6}"
"$topics" --bootstrap-server "$BROKERS" --delete --topic "$PREFIX-none"
echo "exit code $?"
echo "HOME is ${HOME-unset}, TERM is ${TERM-unset}"
"$topics" --bootstrap-server "$BROKERS" --delete --topic "$PREFIX-cron" && echo "nightly job done"
'
env -i PATH="$path" BROKERS="$BROKERS" PREFIX="$PREFIX" \
  topics="$topics" groups="$groups" consumer="$consumer" producer="$producer" \
  /bin/sh -c "$job" < /dev/null 2> /dev/null
