import {addressText} from '../cluster/address.ts'
import {ConnectionError} from '../cluster/errors.ts'
import {plural} from '../text/plural.ts'
import {adviceFor} from './advice.ts'
import {timed, type Examination} from './examination.ts'
import {handshake, type Handshake} from './handshake.ts'
import {someWork, type Finding, type Tried} from './step.ts'

/** The notice that people need to renew a certificate, in days. */
const soonDays = 30

/**
 * One handshake accepts any certificate to examine it; a second one is as strict as every command, and decides the
 * verdict. With TLS 1.3 a missing client certificate shows only in the first answer, so the strict one waits for it.
 */
export async function checkTls(examination: Examination): Promise<Finding> {
  const {settings, reachable, signal, input} = examination
  const {tls} = settings
  if (!tls) return {verdict: 'skipped', summary: 'not used: security.protocol is without SSL'}
  const checked = await Promise.all(
    reachable.map(async (server): Promise<Tried & {handshake: Handshake | undefined}> => {
      const subject = addressText(server)
      const [looked, strict] = [
        await timed(signal, () => handshake(server, settings, tls, input.now(), signal)),
        await examination.introduction(server),
      ]
      const shown = looked.value
      const facts = shown ? `; ${handshakeText(shown)}` : ''
      if (isOfTls(strict.error) || looked.error) {
        const error = strict.error ?? looked.error
        const text = `${error?.message ?? ''}${facts}`
        return {detail: {subject, verdict: 'failed', text, elapsedMs: strict.elapsedMs}, error, handshake: shown}
      }
      const soon = shown?.chain.some(({daysLeft}) => daysLeft < soonDays) ?? false
      const {elapsedMs} = looked
      return {
        detail: {subject, verdict: soon ? 'warning' : 'ok', text: shown ? handshakeText(shown) : '', elapsedMs},
        error: undefined,
        handshake: shown,
      }
    }),
  )
  const details = checked.map(({detail}) => detail)
  const failed = checked.find(({error}) => error)?.error
  const first = checked[0]?.handshake
  const leaf = first?.chain[0]
  return {
    verdict: someWork(details.map(({verdict}) => verdict)),
    summary: failed
      ? failed instanceof ConnectionError
        ? failed.fact
        : failed.message
      : `${first?.protocol ?? 'TLS'}, certificate of ${leaf?.subject ?? 'an unnamed holder'}${leaf ? `, ${daysText(leaf.daysLeft)}` : ''}`,
    details,
    hint: failed
      ? adviceFor(failed, 'look at the versions and ciphers that the listener allows')
      : details.some(({verdict}) => verdict === 'warning')
        ? 'renew the certificate before it ends'
        : undefined,
    data: {servers: checked.map(({detail, handshake: shown}) => ({server: detail.subject, ...shown}))},
  }
}

const isOfTls = (error: Error | undefined): boolean => error instanceof ConnectionError && error.kind === 'tls'

const daysText = (days: number) =>
  days < 0 ? `expired ${-days} days ago` : `valid for ${days} more ${plural(days, 'day')}`

const handshakeText = ({protocol, cipher, chain}: Handshake): string =>
  [
    `${protocol ?? 'TLS'}, ${cipher}`,
    ...chain.map(
      ({subject, issuer, names, daysLeft}, at) =>
        `${at === 0 ? 'certificate of' : 'signed by'} ${subject}${at === 0 && names.length > 0 ? ` for ${names.join(', ')}` : ''}, ${daysText(daysLeft)}${
          at === chain.length - 1 && issuer !== subject ? `, signed by ${issuer}` : ''
        }`,
    ),
  ].join('; ')
