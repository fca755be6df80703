import type {Mechanism} from './mechanism.ts'

/** RFC 4616. The password is sent in clear text, so use it only with TLS. */
export const plain = (username: string, password: string): Mechanism => ({
  name: 'PLAIN',
  credentials: () => ({username, password}),
  async *converse() {
    yield Buffer.from(`\0${username}\0${password}`)
  },
})
