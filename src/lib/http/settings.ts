import type {ConnectionOptions} from 'node:tls'

/** Where a service with a REST API is, and how it is talked to. `config/` makes it of properties. */
export interface HttpSettings {
  /** In sentences: `the registry`, `Connect`. */
  readonly service: string
  /** Base addresses of the same service, without user info: the next is asked where one is out of reach. */
  readonly urls: readonly URL[]
  /** The value of the header Authorization; asked for before each request, so that tokens can be renewed. */
  readonly authorization?: (() => Promise<string>) | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly tls?: ConnectionOptions | undefined
  /** The property whose value decides what is trusted, for advice: `schema.registry.ssl.truststore.location`. */
  readonly trustProperty?: string | undefined
  /** The property of the client's own key: `schema.registry.ssl.keystore.location`. */
  readonly keyProperty?: string | undefined
  /** How to give a name and a password, for advice where the answer is 401. */
  readonly loginAdvice?: string | undefined
  /** `http://host:port` (CONNECT) or `socks5://host:port`. */
  readonly proxy?: string | undefined
  /** For one answer, ms; 30,000 by default. */
  readonly requestTimeoutMs?: number | undefined
  /** For a request with all its retries, ms; 60,000 by default. */
  readonly totalTimeoutMs?: number | undefined
}

/** What the audit log records of a request that changes something. */
export interface HttpChange {
  /** `DELETE /subjects/orders-value`. */
  readonly line: string
  /** What it says, as data, without secrets. */
  readonly fields: object
}

interface Asked {
  /** Parts of the path below the base address; each is percent-encoded. */
  readonly path: readonly string[]
  /** Undefined and false are left out; true is `true`. */
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>> | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly signal?: AbortSignal | undefined
}

/** A request: one that may change something says what of it the audit log shows, or it does not compile. */
export type HttpRequest =
  | (Asked & {readonly method: 'GET'})
  | (Asked & {
      readonly method: 'POST' | 'PUT' | 'DELETE' | 'PATCH'
      /** Sent as JSON; a text is sent as it is. */
      readonly body?: unknown
      /** False: it only asks, although by POST. */
      readonly changes: false | object
      /** Carried out twice it does what it does once; so it is sent again where an answer was lost. */
      readonly repeatable: boolean
    })

export interface HttpAnswer {
  /** 200 to 299. */
  readonly status: number
  readonly text: string
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  /** The base address that answered. */
  readonly base: string
}
