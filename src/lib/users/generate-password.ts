import {randomBytes} from 'node:crypto'

/** 192 random bits in 32 characters that no shell, JAAS line or properties file has to quote. */
export function generatePassword(): string {
  for (;;) {
    const text = randomBytes(24).toString('base64url')
    // A word that begins with a dash would be taken for an option.
    if (!text.startsWith('-')) return text
  }
}
