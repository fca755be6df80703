// Where every drop-in starts. scripts/drop-ins.ts bundles this file once for each tool; bin/NAME loads the bundle.
import {runProcess} from '../../cli/process.ts'
import {runAudited} from './audited.ts'
import tool from './this-tool.ts'

void runProcess(tool.name, (io) => runAudited(tool, process.argv.slice(2), io))
