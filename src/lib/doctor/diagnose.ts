// Runs all steps in order and yields each when it is finished.
import {monotonicMs} from '../cluster/monotonic.ts'
import {ExpectedError} from '../errors/expected-error.ts'
import {withoutCredentials} from '../text/credentials.ts'
import {checkApiVersions} from './check-api-versions.ts'
import {checkClock} from './check-clock.ts'
import {checkConfiguration} from './check-configuration.ts'
import {checkController} from './check-controller.ts'
import {checkDns} from './check-dns.ts'
import {checkListeners} from './check-listeners.ts'
import {checkMetadata} from './check-metadata.ts'
import {checkPermissions} from './check-permissions.ts'
import {checkSasl} from './check-sasl.ts'
import {checkTcp} from './check-tcp.ts'
import {checkTls} from './check-tls.ts'
import {checkTransactions} from './check-transactions.ts'
import {Examination, type ExaminationInput} from './examination.ts'
import {secondOpinion} from './second-opinion.ts'
import {stepNames, type Finding, type Step, type StepName} from './step.ts'

const checks: Readonly<Record<StepName, (examination: Examination, done: readonly Step[]) => Promise<Finding>>> = {
  configuration: checkConfiguration,
  dns: checkDns,
  tcp: checkTcp,
  tls: checkTls,
  'api-versions': checkApiVersions,
  sasl: checkSasl,
  metadata: checkMetadata,
  listeners: checkListeners,
  controller: checkController,
  permissions: checkPermissions,
  clock: checkClock,
  transactions: checkTransactions,
  registry: async (examination) => (await import('./check-registry.ts')).checkRegistry(examination),
  kafkajs: secondOpinion,
}

/** The steps that each step needs: if one of them failed, it is skipped. */
const needs: Readonly<Partial<Record<StepName, readonly StepName[]>>> = {
  dns: ['configuration'],
  tcp: ['dns'],
  tls: ['tcp'],
  'api-versions': ['tls'],
  sasl: ['api-versions'],
  metadata: ['sasl'],
  listeners: ['metadata'],
  controller: ['metadata'],
  permissions: ['metadata'],
  clock: ['metadata'],
  transactions: ['metadata'],
  kafkajs: ['tcp'],
}

/**
 * Yields every step as it finishes, including those that could not run; `starting` is called before each. Failures of
 * the cluster are findings; only the signal's reason and bugs of kafkit are thrown.
 */
export async function* diagnose(
  input: ExaminationInput,
  starting: (name: StepName) => void = () => {},
): AsyncGenerator<Step, void, undefined> {
  const examination = new Examination(input)
  const done: Step[] = []
  const cause = new Map<StepName, StepName>()
  try {
    for (const name of stepNames) {
      if (name === 'registry' && !input.registry) continue
      input.signal?.throwIfAborted()
      const blocker = (needs[name] ?? []).map((needed) => cause.get(needed)).find((found) => found !== undefined)
      starting(name)
      const started = monotonicMs()
      const finding =
        blocker === undefined
          ? await examine(examination, name, done)
          : ({verdict: 'skipped', summary: `not possible: ${blocker} failed`} as const)
      input.signal?.throwIfAborted()
      const step: Step = {
        name,
        verdict: finding.verdict,
        summary: withoutCredentials(finding.summary),
        details: (finding.details ?? []).map((each) => ({...each, text: withoutCredentials(each.text)})),
        hint: finding.hint ?? null,
        data: finding.data ?? {},
        elapsedMs: Math.round((monotonicMs() - started) * 10) / 10,
      }
      if (blocker !== undefined) cause.set(name, blocker)
      else if (step.verdict === 'failed') cause.set(name, name)
      done.push(step)
      yield step
    }
  } finally {
    await examination.close()
  }
}

async function examine(examination: Examination, name: StepName, done: readonly Step[]): Promise<Finding> {
  try {
    return await checks[name](examination, done)
  } catch (error) {
    examination.signal?.throwIfAborted()
    if (!(error instanceof ExpectedError)) throw error
    return {verdict: 'failed', summary: error.message, hint: 'try again: this worked a moment ago for the step before'}
  }
}

/** The steps of an examination whose configuration cannot be read: all but the first are skipped. */
export function* undiagnosed(error: Error, hint: string): Generator<Step, void, undefined> {
  const nothing = {details: [], data: {}, elapsedMs: 0}
  yield {name: 'configuration', verdict: 'failed', summary: withoutCredentials(error.message), hint, ...nothing}
  for (const name of stepNames.slice(1).filter((each) => each !== 'registry'))
    yield {name, verdict: 'skipped', summary: 'not possible: configuration failed', hint: null, ...nothing}
}
