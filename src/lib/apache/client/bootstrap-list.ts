// The check of --bootstrap-server and --broker-list that some tools make before they use it.
import {UsageProblem} from '../command-line/checks.ts'
import {parseJavaInt} from '../java/numbers.ts'
import {javaSplit} from '../java/split.ts'
import {hostAndPort} from './host-and-port.ts'

/**
 * ToolsUtils.validateBootstrapServer; throws UsageProblem. These messages already end with a newline, and get a
 * second one.
 */
export function checkBootstrapList(text: string | undefined): void {
  if (text === undefined || text.trim() === '') throw new UsageProblem('Error while validating the bootstrap address\n')
  const servers = text.includes(',') ? javaSplit(text, ',') : [text]
  const valid = servers.filter((server) => {
    const port = hostAndPort.exec(server)?.[2]
    if (port === undefined) return false
    try {
      parseJavaInt(port)
    } catch (error) {
      throw new UsageProblem((error as Error).message)
    }
    return true
  })
  if (valid.length === 0 || valid.length < servers.length)
    throw new UsageProblem('Please provide valid host:port like host1:9091,host2:9092\n')
}
