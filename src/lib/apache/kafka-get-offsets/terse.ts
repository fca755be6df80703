import {JavaError} from '../java/errors.ts'

const terseClass = 'org.apache.kafka.tools.TerseException'

/** What Apache's tool tells in one line, without a trace. */
export const terse = (message: string): JavaError => new JavaError(terseClass, message)

export const isTerse = ({javaClass}: {readonly javaClass: string}): boolean =>
  javaClass === terseClass || javaClass.startsWith('joptsimple.')
