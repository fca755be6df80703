// Measures the time and memory of plans of moves: 100 brokers in 5 racks, 5,000 topics, 50,000 partitions of 3
// replicas.
//   node bench/reassign-plans.ts [drain|add|balance|rf]
import type {Layout} from '../src/lib/reassignments/layout.ts'
import type {Goal} from '../src/lib/reassignments/plan/goal.ts'
import {planMoves} from '../src/lib/reassignments/plan/plan-moves.ts'

const brokers = Array.from({length: 100}, (_, i) => ({id: i, rack: `r${i % 5}`, unusable: null, roomBytes: null}))
const partitions: Layout['partitions'] = Array.from({length: 50_000}, (_, i) => {
  // Three different racks, unevenly: the power prefers low numbers.
  const random = ((Math.imul(i + 1, 2654435761) >>> 0) / 2 ** 32) ** 1.2
  const first = Math.floor(random * 100)
  const replicas = [first, (first + 1) % 100, (first + 2) % 100]
  return {
    topic: `topic-${Math.floor(i / 10)}`,
    partition: i % 10,
    replicas,
    isr: replicas,
    leader: first,
    bytes: (i % 1000) * 1e6,
  }
})

const goals: Readonly<Record<string, Goal>> = {
  drain: {kind: 'drain', brokers: [3]},
  add: {kind: 'add', brokers: [99]},
  balance: {kind: 'balance'},
  rf: {kind: 'rf', replicas: 4},
}
for (const name of process.argv.length > 2 ? process.argv.slice(2) : Object.keys(goals)) {
  const goal = goals[name]
  if (!goal) throw new Error(`no such plan: ${name}`)
  const before = process.cpuUsage()
  const plan = planMoves({brokers, partitions}, goal, {racks: 'strict', minInsync: () => 1})
  const {user, system} = process.cpuUsage(before)
  const mib = Math.round(process.resourceUsage().maxRSS / 1024)
  const {replicasMoved, fewestPossible, problems, after} = plan
  process.stdout.write(
    `${name}: ${((user + system) / 1e6).toFixed(2)} s CPU, ${mib} MiB at most; ${replicasMoved} moves (fewest ${fewestPossible}), ` +
      `${after.fewest} to ${after.most} replicas a broker, ${problems.length} problems\n`,
  )
}
