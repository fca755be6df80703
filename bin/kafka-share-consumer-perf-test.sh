#!/usr/bin/env node
':' /*
kafkit_file=${BASH_SOURCE:-$0} kafkit_runs=
case $0 in kafka-share-consumer-perf-test.sh | *[/]kafka-share-consumer-perf-test.sh | "${BASH_SOURCE:-}") kafkit_runs=exec ;; esac
case ${ZSH_EVAL_CONTEXT:-} in *:file*) kafkit_runs= ;; esac
if [ "$kafkit_runs" ]; then
  for name in HUP INT QUIT TERM; do
    kept=$name
    trap kept= $name
    kill -$name $$
    KAFKIT_IGNORED_SIGNALS="${KAFKIT_IGNORED_SIGNALS:+$KAFKIT_IGNORED_SIGNALS }$kept"
  done
  export KAFKIT_IGNORED_SIGNALS
elif [ -z "${BASH_SOURCE:-}" ] && [ -z "${ZSH_EVAL_CONTEXT:-}" ]; then
  kafkit_file=$(command -v kafka-share-consumer-perf-test.sh) || kafkit_file=$0
fi
if ! command -v node >/dev/null && command -v bun >/dev/null; then
  $kafkit_runs bun "$kafkit_file" "$@"
else
  $kafkit_runs node "$kafkit_file" "$@"
fi
return $? 2>/dev/null || exit
*/

// Written by npm run build, from src/lib/apache/kafka-share-consumer-perf-test/tool.ts.
require('./start-drop-in.js')('kafka-share-consumer-perf-test', [])
