/**
 * The first lines of an executable. For the kernel and npm's shims it is a Node program; for a shell that is given
 * the file (`sh kafka-topics.sh`, `source kafka-topics.sh`) these lines are commands that start Node with it; for
 * JavaScript they are a string and a comment. No pattern may end that comment, hence `[/]`. A shell without
 * BASH_SOURCE cannot tell which file it sources, so the file is looked for by its name.
 *
 * Node forgets which signals were ignored when it was started, so the shell passes them on (bin/ignored-signals.js).
 * POSIX shells cannot trap a signal that was ignored before they started: the shell sends itself each signal, which
 * shows that without another process.
 */
export const shellLines = (name: string): string => `#!/usr/bin/env node
':' /*
kafkit_file=\${BASH_SOURCE:-$0} kafkit_runs=
case $0 in ${name} | *[/]${name} | "\${BASH_SOURCE:-}") kafkit_runs=exec ;; esac
case \${ZSH_EVAL_CONTEXT:-} in *:file*) kafkit_runs= ;; esac
if [ "$kafkit_runs" ]; then
  for name in HUP INT QUIT TERM; do
    kept=$name
    trap kept= $name
    kill -$name $$
    KAFKIT_IGNORED_SIGNALS="\${KAFKIT_IGNORED_SIGNALS:+$KAFKIT_IGNORED_SIGNALS }$kept"
  done
  export KAFKIT_IGNORED_SIGNALS
elif [ -z "\${BASH_SOURCE:-}" ] && [ -z "\${ZSH_EVAL_CONTEXT:-}" ]; then
  kafkit_file=$(command -v ${name}) || kafkit_file=$0
fi
if ! command -v node >/dev/null && command -v bun >/dev/null; then
  $kafkit_runs bun "$kafkit_file" "$@"
else
  $kafkit_runs node "$kafkit_file" "$@"
fi
return $? 2>/dev/null || exit
*/
`
