// The audit log, which records who changed what: JSON lines in the files that KAFKIT_AUDIT_LOG and the profile name.
// One line is written before the first changing request is sent, and one when the command is over. docs/audit.md
// describes the fields.
import {randomUUID} from 'node:crypto'
import {closeSync, fsyncSync, openSync, writeFileSync} from 'node:fs'
import {hostname} from 'node:os'
import type {Cluster} from '../cluster/cluster.ts'
import {UsageError} from '../cluster/errors.ts'
import {isWrongPath, outputFailed} from '../errors/output-failed.ts'
import {StalePlan} from '../errors/stale-plan.ts'
import {exitCode, isInterruption} from './exit.ts'
import {userName} from '../runtime/user-name.ts'
import type {Api} from '../wire/api.ts'
import {withoutSecretConfigs, withoutSecrets, withoutSecretWords} from './audit-secrets.ts'
import {type ChangeLog, type Io} from './io.ts'
import {jsonText} from './json.ts'

/** How a command or a drop-in describes itself. */
export interface AuditOf {
  /** `kafkit topics delete`, `kafka-topics`. */
  readonly command: string
  readonly argv: readonly string[]
  /** `host:port,…`, without credentials; undefined if it is not known yet. */
  readonly bootstrap?: string | undefined
  /** The address of the changed service, if it is not the cluster: a Schema Registry. */
  readonly service?: string | undefined
  readonly profile?: string | undefined
  /** The user name of the SASL login, if there is one. */
  readonly principal?: string | undefined
  /** Further files to write to, which the profile names. */
  readonly files?: readonly string[]
}

/** `nothing`: the command succeeded with nothing to change. `refused`: nothing was sent, for the reason in `error`. */
export type AuditOutcome = 'done' | 'failed' | 'refused' | 'interrupted' | 'nothing'

/** At most this many requests of each API are described; all of them are counted. */
const mostRequests = 20

export class Audit implements ChangeLog {
  readonly #of: AuditOf
  readonly #io: Io
  readonly #files: readonly string[]
  readonly #id = randomUUID()
  readonly #startedAt: string
  readonly #requests: object[] = []
  readonly #sent: Record<string, number> = {}
  #recordsSent = 0
  #plan: unknown = null
  #result: unknown = null
  #bootstrap: string | null
  #cluster: Cluster | undefined
  #clusterId: string | null = null
  #begun = false

  constructor(of: AuditOf, io: Io) {
    this.#of = of
    this.#io = io
    this.#files = auditFiles(io.env, of.files)
    this.#bootstrap = of.bootstrap ?? null
    this.#startedAt = new Date(io.now()).toISOString()
  }

  /** Whether a changing request was sent, or is about to be. */
  get begun(): boolean {
    return this.#begun
  }

  /** Throws UsageError if the log cannot be written; then nothing may be changed. */
  check(): void {
    this.#write('')
  }

  /** Records the plan as data; to be called before the first request. */
  plan(plan: unknown): void {
    this.#plan = plan
  }

  /** Records the result as data: outcomes, counts. */
  result(result: unknown): void {
    this.#result = result
  }

  /** Names the cluster whose id is written into the lines. */
  watch(cluster: Cluster, bootstrap?: string): void {
    this.#cluster = cluster
    this.#bootstrap ??= bootstrap ?? null
  }

  /** Asks the brokers for the cluster's id, so that the first line has it. */
  async identify(): Promise<void> {
    this.#clusterId ??= (await this.#cluster?.clusterId().catch(() => null)) ?? null
  }

  /** Called before each changing request. Throws UsageError, and nothing is sent, if the log cannot be written. */
  readonly beforeChange = ({name, changes}: Api, request: unknown): void => {
    const audit = changes?.audit
    if (typeof audit === 'object') this.#recordsSent += audit.records(request as never)
    else if (typeof audit === 'function' && (this.#sent[name] ?? 0) < mostRequests) {
      this.#requests.push({api: name, ...withoutSecretConfigs(audit(request as never))})
    }
    this.counted(name)
  }

  /** Like `beforeChange`, for a request to a service. Its fields must hold no secret. */
  described(name: string, fields: object): void {
    if (this.#requests.length < mostRequests) this.#requests.push(withoutSecretConfigs(fields))
    this.counted(name)
  }

  /** Like `beforeChange`, for a request of which only the name is known. */
  counted(name: string): void {
    this.#sent[name] = (this.#sent[name] ?? 0) + 1
    if (this.#begun) return
    this.#begun = true
    this.#write(this.#line('begin', {}))
    if (this.#clusterId === null) void this.identify()
  }

  /** Writes the last line. Throws UsageError if it cannot be written. */
  async end(end: {readonly code: number} | {readonly error: unknown}): Promise<void> {
    await this.identify()
    const error = 'error' in end ? end.error : undefined
    const outcome = this.#outcome('code' in end ? end.code : undefined, error)
    const interrupted = outcome === 'interrupted'
    const message = error instanceof Error && !interrupted ? withoutSecrets(error.message) : null
    this.#write(
      this.#line('end', {
        endedAt: new Date(this.#io.now()).toISOString(),
        outcome,
        exitCode: 'code' in end ? end.code : codeOf(error),
        error: message,
        sent: {...this.#sent},
        ...(this.#recordsSent > 0 ? {recordsSent: this.#recordsSent} : {}),
        ...(this.#requests.length > 0 ? {requests: this.#requests} : {}),
        result: this.#result,
      }),
    )
  }

  #outcome(code: number | undefined, error: unknown): AuditOutcome {
    if (isInterruption(error) || this.#io.interrupted.aborted) return 'interrupted'
    if (code === 0) return this.#begun ? 'done' : 'nothing'
    return this.#begun ? 'failed' : 'refused'
  }

  #line(phase: 'begin' | 'end', more: object): string {
    const {command, argv, profile = null, principal = null, service} = this.#of
    return jsonText(
      {
        phase,
        id: this.#id,
        startedAt: this.#startedAt,
        who: {...user(this.#io), host: hostname(), pid: process.pid, principal},
        cluster: {id: this.#clusterId, bootstrap: this.#bootstrap && withoutSecrets(this.#bootstrap), profile},
        ...(service !== undefined && {service: withoutSecrets(service)}),
        command,
        argv: withoutSecretWords(argv),
        plan: this.#plan,
        ...more,
      },
      false,
    )
  }

  /** Appends the line in one piece and flushes it to disk. */
  #write(line: string): void {
    for (const file of this.#files) {
      try {
        const fd = openSync(file, 'a', 0o600)
        try {
          if (line !== '') {
            writeFileSync(fd, line)
            fsyncSync(fd)
          }
        } finally {
          closeSync(fd)
        }
      } catch (error) {
        const {code, message} = error as NodeJS.ErrnoException
        if (code === 'EINVAL') continue // pipes and terminals have no fsync; the line is out
        const what =
          line === '' || line.includes('"phase":"begin"') ? 'nothing was changed' : 'what was done is not in it'
        if (!isWrongPath(error)) throw outputFailed(`the audit log ${file}`, error, what)
        throw new UsageError(`cannot write the audit log ${file}: ${message}; ${what}`, {cause: error})
      }
    }
  }
}

/** The files to which lines are written; empty if there are none. */
export function auditFiles(env: Io['env'], more: readonly string[] = []): string[] {
  const own = env['KAFKIT_AUDIT_LOG']
  return [...new Set([...(own ? [own] : []), ...more])]
}

function user({env}: Io) {
  const sudo = env['SUDO_USER']
  const uid = process.getuid?.() ?? null
  const name = userName() ?? env['USER'] ?? null
  return {user: name, uid, ...(sudo ? {sudoUser: sudo} : {})}
}

const codeOf = (error: unknown): number => {
  if (isInterruption(error)) return exitCode.interrupted
  if (error instanceof StalePlan) return exitCode.stale
  return error instanceof UsageError ? exitCode.usage : exitCode.failed
}
