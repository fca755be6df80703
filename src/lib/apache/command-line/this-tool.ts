// A stand-in: scripts/drop-ins.ts replaces this file with the tool itself in each bundle.
import type {Tool} from './tool.ts'

declare const tool: Tool
export default tool
