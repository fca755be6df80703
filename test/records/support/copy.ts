// Standard input to standard output, with the input and output of the data plane. `node copy.ts [stop
// after ms | exit]`: exit ends the process after a moment, whatever is under way.
import {fileChunks} from '../../../src/lib/records/readers/input.ts'
import {fileOutput, OutputClosed} from '../../../src/lib/records/output.ts'

const [, , afterMs] = process.argv
if (afterMs === 'exit') setTimeout(() => process.exit(7), 300)
const signal = afterMs === undefined || afterMs === 'exit' ? undefined : AbortSignal.timeout(Number(afterMs))
const output = fileOutput(1)
try {
  for await (const chunk of fileChunks(0, signal)) await output.write(chunk)
  console.error('end')
} catch (error) {
  console.error(error instanceof OutputClosed ? 'closed' : error)
}
