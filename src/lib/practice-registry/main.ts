// node main.ts SETTINGS.json
import {runPracticeRegistry} from './run.ts'

await runPracticeRegistry(process.argv[2] ?? '')
