// Every exit code of kafkit. `kafkit help exit-codes`, the man pages and the README are generated from this table or
// compared with it. A command with a special code adds it here.

export const exitCode = {
  done: 0,
  failed: 1,
  usage: 2,
  exceeded: 3,
  stale: 4,
  interrupted: 130,
  terminated: 143,
} as const

/** The meaning of each code, as a sentence of the manual. */
export const exitCodeMeanings: Readonly<Record<keyof typeof exitCode, string>> = {
  done: 'Done: the result is printed, or the change was made.',
  failed:
    'Something failed, even if only one item of many, or you answered a question with no. Stderr has a sentence for each failure.',
  usage: 'The command line or an input is wrong; nothing was sent.',
  exceeded:
    'Everything could be checked (otherwise it is 1), and a limit is exceeded, something is not as expected, or a wait ended without success (brokers can-stop, topics describe --check, partitions list --check, quorum describe --check, health, groups lag, groups wait, acls check, acls why, configs diff, cluster diff, reassign status, reassign wait, tokens list, transactions hanging, consume --fail-if-empty, dump-log --check, schemas check, schemas diff, topics create --exact, topics wait, topics diff, streams topics --check, perf --compare, schemas lint, schemas used-by-topic, diff, plan --fail-on-changes, schemas validate, lint).',
  stale: 'The cluster has changed since the plan was made, and nothing was changed: plan again (apply).',
  interrupted: 'Interrupted by Ctrl-C (SIGINT).',
  terminated: 'Interrupted by SIGTERM.',
}

/** The exit code of a command that searches: a failed request outranks a finding. `failed`: 0 or 1. */
export const foundCode = (found: boolean, failed: number): number =>
  failed === exitCode.done && found ? exitCode.exceeded : failed

/** The exit codes with their meanings, in numerical order. */
export const exitCodeRows = (): {readonly code: number; readonly meaning: string}[] =>
  Object.entries(exitCode)
    .map(([name, code]) => ({code, meaning: exitCodeMeanings[name as keyof typeof exitCode]}))
    .sort((a, b) => a.code - b.code)
