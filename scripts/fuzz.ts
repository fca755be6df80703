// npm run fuzz [-- --seconds 300] [--seed N] [--target NAME]: passes random and mutated bytes to every decoder, until
// the time is over or a decoder fails. The seed of a failure repeats it.
import {parseArgs} from 'node:util'
import {fuzzOnce, fuzzTargets} from '../test/support/fuzz.ts'

const {values: flags} = parseArgs({
  options: {
    seconds: {type: 'string', default: '300'},
    seed: {type: 'string', default: String(Date.now() % 1_000_000_000)},
    target: {type: 'string', default: ''},
  },
})
const targets = (await fuzzTargets()).filter(({name}) => name.includes(flags.target))
if (targets.length === 0) throw new Error(`no decoder is called '${flags.target}'`)
const until = performance.now() + Number(flags.seconds) * 1000
const outcomes = {value: 0, refused: 0}
let slowest = {ms: 0, name: '', seed: 0}
let seed = Number(flags.seed)
console.log(`${targets.length} decoders, from seed ${seed}`)
while (performance.now() < until) {
  for (const target of targets) {
    const started = performance.now()
    outcomes[await fuzzOnce(target, seed)]++
    const ms = performance.now() - started
    if (ms > slowest.ms) slowest = {ms, name: target.name, seed}
    if (ms > 5000) throw new Error(`${target.name}, seed ${seed}: took ${Math.round(ms)} ms`)
  }
  seed++
}
console.log(`${outcomes.value} read, ${outcomes.refused} refused, nothing else; the slowest: ${slowest.name}, ${slowest.ms.toFixed(0)} ms (seed ${slowest.seed})`) // prettier-ignore
