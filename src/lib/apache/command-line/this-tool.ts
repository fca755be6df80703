// A stand-in: in each bundle, scripts/drop-ins.ts puts the tool itself in the place of this file.
import type {Tool} from './tool.ts'

declare const tool: Tool
export default tool
