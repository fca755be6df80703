import type {ConnectionOptions} from 'node:tls'

/** The address of a service with a REST API, and how to connect to it. `config/` makes it from properties. */
export interface HttpSettings {
  /** The name in messages: `the registry`, `Connect`. */
  readonly service: string
  /** Base addresses of the same service, without user info; the next one is tried if one cannot be reached. */
  readonly urls: readonly URL[]
  /** Returns the value of the header Authorization; called before each request, so that tokens can be renewed. */
  readonly authorization?: (() => Promise<string>) | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly tls?: ConnectionOptions | undefined
  /** The property that sets what is trusted, for advice: `schema.registry.ssl.truststore.location`. */
  readonly trustProperty?: string | undefined
  /** The property of the client's own key: `schema.registry.ssl.keystore.location`. */
  readonly keyProperty?: string | undefined
  /** How to set a user name and a password, for advice after a 401. */
  readonly loginAdvice?: string | undefined
  /** `http://host:port` (CONNECT) or `socks5://host:port`. */
  readonly proxy?: string | undefined
  /** The time limit of one answer, ms; default 30,000. */
  readonly requestTimeoutMs?: number | undefined
  /** The time limit of a request with all its retries, ms; default 60,000. */
  readonly totalTimeoutMs?: number | undefined
}

/** What the audit log records of a request that changes something. */
export interface HttpChange {
  /** `DELETE /subjects/orders-value`. */
  readonly line: string
  /** The content of the request as data, without secrets. */
  readonly fields: object
}

interface Asked {
  /** Parts of the path below the base address; each is percent-encoded. */
  readonly path: readonly string[]
  /** Undefined and false are left out; true is sent as `true`. */
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>> | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly signal?: AbortSignal | undefined
}

/** A request. One that may change something must state what of it the audit log shows, or it does not compile. */
export type HttpRequest =
  | (Asked & {readonly method: 'GET'})
  | (Asked & {
      readonly method: 'POST' | 'PUT' | 'DELETE' | 'PATCH'
      /** Sent as JSON; a text is sent as it is. */
      readonly body?: unknown
      /** False: it only reads, although by POST. */
      readonly changes: false | object
      /** Carrying it out twice has the same effect as once, so it is sent again if an answer is lost. */
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
