// Recognizes what must not be shown: by a name that sounds like a secret's, misspelt ones included, and by what a
// value looks like.
import {misspelt} from './nearest.ts'

export const masked = '********'

/** Words that name a secret. Those with five letters or more are also recognized with one wrong letter. */
const secretWords = (
  'password passwords passwd passwort passcode passphrase pass pwd pw secret secrets token tokens jaas credential ' +
  'credentials cred creds apikey userinfo authorization bearer connectionstring jwt sas cookie passkey privatekey hmac'
).split(' ')
const longSecretWords = secretWords.filter((word) => word.length >= 5 || word === 'jaas')

/** Found anywhere in a name whose words are joined: `saslpassword`, `KAFKAAPISECRET`. */
const secretParts =
  /password|passwd|passphrase|secret|token|jaas|credential|userinfo|(?:api|access|private|account|shared|signing|encryption)key|connectionstring/

/**
 * If a name ends with one of these words, the value is not the secret itself: `password.file`, `credentials.source`.
 */
const harmlessEnds = new Set(
  (
    'algorithm algorithms alias audience authority backoff bytes class classes claim claims cluster command config ' +
    'count dir directory domain enable enabled encoding endpoint endpoints env environment expiry factory field file ' +
    'files folder format group handler header headers host hostname id include instance interval issuer jitter kind ' +
    'length level lifetime location locations mechanism mechanisms method mode ms name namespace names owner path ' +
    'paths policy pool port prefix principal protocol protocols provider providers rack realm region reporters reset ' +
    'retries retriever schemas scope scopes seconds separator serializer deserializer converter server servers ' +
    'service size source stdin strategy subject suffix timeout topic topics type types uri uris url urls user username ' +
    'validator version'
  ).split(' '),
)

/**
 * Phrases that name a secret in spite of their last word: Vault's secret id, AWS's access key id, the login of Java's
 * clients.
 */
const secretPhrases = /(?:secret id|access key id|jaas config|user info|basic auth|auth key|auth string)$/

/** Whether a value with this name may be a secret. `name` is a property, a flag or a field, in any spelling. */
export function soundsSecret(name: string): boolean {
  const words = wordsOf(name)
  const text = words.join(' ')
  if (secretPhrases.test(text)) return true
  const last = words.at(-1) ?? ''
  if (harmlessEnds.has(last)) return false
  return mentionsSecret(words) || /^(?:keys?|pem)$/.test(last)
}

/** Whether a name concerns secrets, even if its value is not one (`basic.auth.credentials.source`). */
export const mentionsSecrets = (name: string): boolean => mentionsSecret(wordsOf(name)) || /auth|user/i.test(name)

/** Whether a name ends with a word that shows that the value is not a secret itself. */
export const soundsHarmless = (name: string): boolean =>
  harmlessEnds.has(wordsOf(name).at(-1) ?? '') && !soundsSecret(name)

function mentionsSecret(words: readonly string[]): boolean {
  return (
    secretParts.test(words.join('')) ||
    words.some((word) => secretWords.includes(word) || (word.length >= 3 && isMisspelt(word)))
  )
}

/** One letter missing, doubled, wrong or swapped with its neighbour; two in long words. */
const isMisspelt = (word: string): boolean =>
  misspelt(word, longSecretWords, word.length >= 8 ? 2 : 1) !== undefined && !looksLikeThose.has(word)

/** Ordinary words that are only one letter away from a secret word. */
const looksLikeThose = new Set(['taken', 'broken', 'jars', 'java', 'secure', 'regret', 'sparse', 'passive'])

/** `sasl.jaas.config`, `saslJaasConfig` and `SASL_JAAS_CONFIG` all become the words sasl, jaas, config. */
const wordsOf = (name: string): string[] =>
  name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '')

/** `sasl.password`, `SASL_PASSWORD` and `saslPassword` all become `saslpassword`. */
export const squashed = (name: string): string => name.toLowerCase().replaceAll(/[^a-z\d]/g, '')

/**
 * Returns the text with `mask` instead of everything that has the form of a credential: user info in URLs, private
 * keys in PEM, JSON Web Tokens, tokens of known issuers, HTTP's Basic and Bearer, and `name=value` or `"name":
 * "value"` if the name sounds secret, as in JAAS lines, connection strings and commands.
 */
export function withoutCredentials(text: string, mask = masked): string {
  if (!suspicious.test(text)) return text
  if (isJaas.test(text)) return mask
  return withoutNamed(withoutForms(text, mask), mask).replaceAll(
    behindColon,
    (all: string, name: string, between: string, value: string) =>
      soundsSecret(name) && !isApi.test(name) && !isPlaceholder(value) && !looksLikeProse(value)
        ? `${name}${between}${mask}`
        : all,
  )
}

const withoutForms = (text: string, mask: string): string =>
  text
    .replaceAll(/-----BEGIN [A-Z\d ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z\d ]*PRIVATE KEY-----|$)/g, mask)
    .replaceAll(/([a-z][a-z\d+.-]*:\/\/)(?:(?!:\/\/)[^\s"'])*@/gi, `$1${mask}@`)
    .replaceAll(/(^|[\s"'=,(])(?![a-z][a-z\d+.-]*:\/\/)[^\s"'=:,@(/]+:[^\s"'@]+@(?=[\w[])/gi, `$1${mask}@`)
    .replaceAll(/\beyJ[\w-]{5,}\.[\w-]+(?:\.[\w-]*)?/g, mask)
    .replaceAll(/\b(Bearer|Basic)(\s+)(?=[\w+/=.~-]*[\d=A-Z])[\w+/=.~-]{8,}/g, `$1$2${mask}`)
    .replaceAll(issued, mask)
    .replaceAll(namedJson, (all, name: string, between: string) =>
      soundsSecret(name) && !isExample.test(all) ? `"${name}"${between}"${mask}"` : all,
    )
    .replaceAll(/((?:^|\s)(?:-u|--user)[\s=]+["']?[^\s:"']+:)[^\s"']+/g, `$1${mask}`)

/** The example in advice about JSON lines. */
const isExample = /^"key":\s*"k"$/

/** The name of a Kafka API in front of an error: `DescribeUserScramCredentials: 10.0.0.7:9092 did not answer`. */
const isApi = /^(?:Describe|Alter|Create|Renew|Expire)[A-Z]/

/** A login module with its options, all of which belong to the login. */
const isJaas = /^\s*[\w.$]+\s+(?:required|requisite|sufficient|optional)\s+\S+=/i

/** A quick check, because each of the passes below costs time and almost no text needs them. */
const suspicious =
  /[=@]|: |-----BEGIN|\beyJ|\bBearer|\bBasic|"\s*:\s*"|-u\s|--\w|\b(?:ghp_|gho_|ghs_|github_pat_|glpat-|AVNS_|hvs\.|xox|cflt|sk-|AIza|npm_)/

/** Tokens that can be recognized by their beginning: GitHub, GitLab, Aiven, Vault, Slack, Confluent, Google, npm. */
const issued =
  /\b(?:gh[pousr]_\w{16,}|github_pat_\w{16,}|glpat-[\w-]{12,}|AVNS_[\w-]{8,}|hvs\.[\w-]{12,}|xox[abprs]-[\w-]{8,}|cflt[\w+/]{16,}={0,2}|sk-[\w-]{16,}|AIza[\w-]{20,}|npm_\w{20,})/g

const quoted = String.raw`"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?`
const named = new RegExp(String.raw`([A-Za-z][\w.-]*)(\s*=\s*)(${quoted}|[^\s;,&"']+)`, 'g')
const namedJson = /"([^"\\\s]+)"(\s*:\s*)"(?:[^"\\]|\\.)*"?/g
const behindColon = new RegExp(String.raw`([A-Za-z][\w.-]*)(\s*:\s+)(${quoted}|[^\s;,&"']+)`, 'g')
const flagged = new RegExp(String.raw`(--?[A-Za-z][\w.-]*)(\s+)(${quoted}|[^\s;,&"'-][^\s;,&"']*)`, 'g')

/** Masks `NAME=VALUE`, also within a value that is not a secret itself: `url=https://h?client_secret=…`. */
const withoutNamed = (text: string, mask: string): string =>
  text.replaceAll(named, (_, name: string, between: string, value: string) => {
    if (soundsSecret(name) && !isPlaceholder(value)) return `${name}${between}${mask}`
    return `${name}${between}${value.includes('=') ? withoutNamed(value, mask) : value}`
  })

/** A shell command without credentials, including words after flags such as `--token`. */
export const commandWithoutCredentials = (text: string, mask = masked): string =>
  withoutCredentials(text, mask).replaceAll(flagged, (all: string, flag: string, between: string, value: string) =>
    flagSoundsSecret(flag) && !isPlaceholder(value) ? `${flag}${between}${mask}` : all,
  )

/** Like `soundsSecret`, but for flags, where a `key` is that of a record. */
export function flagSoundsSecret(flag: string): boolean {
  const words = wordsOf(flag)
  return !harmlessEnds.has(words.at(-1) ?? '') && mentionsSecret(words)
}

/** A sentence may continue after a colon: `ssl.key.password: cannot read …`. */
const looksLikeProse = (value: string): boolean => /^[a-z]+[.,!?)]?$/i.test(value)

/** Placeholders in sentences of advice, and references to a value that is kept elsewhere. */
const isPlaceholder = (value: string): boolean =>
  /^["']?(?:…|\.\.\.|-|\*+|\$\{[^}]*\}|\$\(?\w*\)?)?["';.)]*$/.test(value)

/** `KEY:SECRET`; a host with its port does not look like that. */
export const looksLikePair = (value: string): boolean =>
  /^[^\s:/,@]+:(?!\d{1,5}$)[^\s:/,]{3,}$/.test(value.trim()) && !/^\[?[\da-f:]+\]?$/i.test(value.trim())

/** A word of letters only, as a setting may have it: `blue`, `read-committed`. */
export const looksLikeWord = (value: string): boolean => /^[a-z]{1,16}(?:[-_ ][a-z]{1,16}){0,3}$/i.test(value.trim())

/** A long mixture of letters and digits that no word has. */
export const looksRandom = (value: string): boolean =>
  /[\w+/=~-]{16,}/.test(value) && /\d/.test(value) && /[a-z]/.test(value) && /[A-Z+/=]/.test(value)

/**
 * A value that cannot be a secret, whatever its name: a number, a boolean, a class, an address without user info, a
 * file.
 */
export function looksHarmless(value: string): boolean {
  const text = value.trim()
  if (text === '' || /^(?:true|false|yes|no|on|off|null|none|all|any|required|requested|earliest|latest)$/i.test(text))
    return true
  if (/^[+-]?\d{1,12}(?:\.\d{1,6})?(?:ms|s|m|h|d|kb|mb|gb)?$/i.test(text) || /^\d+(?:\.\d+){1,3}$/.test(text))
    return true
  if (
    /^(?:SASL_)?(?:PLAINTEXT|SSL|INHERIT)$|^(?:USER_INFO|URL|PLAIN|PEM|JKS|PKCS12|GSSAPI|OAUTHBEARER|AWS_MSK_IAM)$/.test(
      text,
    )
  )
    return true
  if (/^(?:SCRAM-SHA-\d+|SASL_OAUTHBEARER_INHERIT|STATIC_TOKEN|TLSv1(?:\.\d)?(?:,TLSv1(?:\.\d)?)*)$/.test(text))
    return true
  // A Java class, whose packages are in lower case.
  if (/^(?:[a-z][a-z\d_]*\.){2,}[A-Z][A-Za-z\d$]*(?:\s*,\s*(?:[a-z][a-z\d_]*\.){2,}[A-Z][A-Za-z\d$]*)*$/.test(text))
    return true
  if (/^(?:[a-z][a-z\d+.-]*:\/\/)[^\s@?#=]+$/i.test(text)) return !text.split(/[/,]/).some(looksRandom)
  return /^(?:~|\.{1,2})?(?:\/[\w.@-]+)+\/?$|^[A-Z]:\\[\w.\\ -]+$/.test(text) && !text.split(/[/\\]/).some(looksRandom)
}
