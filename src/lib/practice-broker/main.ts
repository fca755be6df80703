// node main.ts SETTINGS.json
import {runPracticeBroker} from './run.ts'

await runPracticeBroker(process.argv[2] ?? '')
