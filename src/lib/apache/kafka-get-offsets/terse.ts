import {JavaError} from '../java/errors.ts'

const terseClass = 'org.apache.kafka.tools.TerseException'

/** An error that Apache's tool reports in one line, without a stack trace. */
export const terse = (message: string): JavaError => new JavaError(terseClass, message)

export const isTerse = ({javaClass}: {readonly javaClass: string}): boolean =>
  javaClass === terseClass || javaClass.startsWith('joptsimple.')
