// A practice registry with a few schemas, for tests that run all commands.
import {
  startPracticeRegistry,
  type PracticeRegistry,
  type PracticeRegistryOptions,
} from '../../src/lib/practice-registry/start.ts'

/**
 * The schema of an Avro record with this name and these fields; a `?` at the end of a type makes the field optional.
 */
export const record = (name: string, fields: Readonly<Record<string, string>>): string =>
  JSON.stringify({
    type: 'record',
    name,
    fields: Object.entries(fields).map(([field, type]) =>
      type.endsWith('?') ? {name: field, type: ['null', type.slice(0, -1)], default: null} : {name: field, type},
    ),
  })

/** Version 1 and 2 of `orders-value`. */
export const orders = [record('Order', {id: 'long'}), record('Order', {id: 'long', note: 'string?'})] as const

/** Sends a request to a registry without kafkit's client. */
export async function call(
  {url}: Pick<PracticeRegistry, 'url'>,
  line: string,
  body?: object,
): Promise<{readonly status: number; readonly body: unknown}> {
  const [method = 'GET', path = '/'] = line.split(' ')
  const answer = await fetch(`${url}${path}`, {
    method,
    ...(body && {body: JSON.stringify(body), headers: {'content-type': 'application/json'}}),
  })
  return {status: answer.status, body: await answer.json()}
}

/** Registers a schema unchanged; returns its id. */
export async function register(
  registry: Pick<PracticeRegistry, 'url'>,
  subject: string,
  schema: string,
  more: object = {},
): Promise<number> {
  const {status, body} = await call(registry, `POST /subjects/${encodeURIComponent(subject)}/versions`, {
    schema,
    ...more,
  })
  if (status !== 200) throw new Error(`${subject}: ${JSON.stringify(body)}`)
  return (body as {id: number}).id
}

/**
 * `orders-value` with two versions (ids 1 and 2), `doomed-value`, which may be deleted (id 3), and `gone-value`,
 * which is soft-deleted (id 4).
 */
export async function fakeRegistry(options: PracticeRegistryOptions = {}): Promise<PracticeRegistry> {
  const registry = await startPracticeRegistry(options)
  await fillRegistry(registry)
  return registry
}

export async function fillRegistry(registry: Pick<PracticeRegistry, 'url'>): Promise<void> {
  for (const schema of orders) await register(registry, 'orders-value', schema)
  await register(registry, 'doomed-value', record('Doomed', {id: 'int'}))
  await register(registry, 'gone-value', record('Gone', {id: 'int'}))
  await call(registry, 'DELETE /subjects/gone-value')
}

/**
 * The output of `schemas export` for a registry with one subject, `invoices-value`, whose only version has the id 70.
 */
export const exportedInvoices = JSON.stringify({
  format: 'kafkit-schemas',
  formatVersion: 1,
  registry: 'http://elsewhere:8081',
  subjects: [
    {
      subject: 'invoices-value',
      level: null,
      versions: [
        {
          version: 1,
          id: 70,
          guid: null,
          type: 'AVRO',
          text: record('Invoice', {id: 'long'}),
          references: [],
          deleted: false,
        },
      ],
    },
  ],
})

/** A registry with one subject whose id, 70, is not used in the fake registry. */
export async function otherIds(): Promise<PracticeRegistry> {
  const registry = await startPracticeRegistry()
  await call(registry, 'PUT /mode', {mode: 'IMPORT'})
  await register(registry, 'payments-value', record('Payment', {id: 'long'}), {id: 70, version: 1})
  await call(registry, 'PUT /mode', {mode: 'READWRITE'})
  return registry
}
