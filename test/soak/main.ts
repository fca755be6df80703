// npm run soak [-- --minutes 30]: needs the build, Java 17 and nothing else; prints what it found.
import {parseArgs} from 'node:util'
import {failuresOf, reportText} from './report.ts'
import {soak} from './soak.ts'

const {values} = parseArgs({options: {minutes: {type: 'string', default: '30'}}})
const minutes = Number(values.minutes)
if (!(minutes > 0)) throw new Error(`--minutes ${values.minutes}: write a number of minutes`)
const result = await soak(minutes, (text) => console.error(text))
console.log(reportText(result))
const failures = failuresOf(result)
for (const failure of failures) console.error(`FAILED: ${failure}`)
process.exitCode = failures.length === 0 ? 0 : 1
