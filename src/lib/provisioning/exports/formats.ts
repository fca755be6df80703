// The export formats.
import type {ExportFormat} from './format.ts'
import {jikkouExport} from './jikkou.ts'
import {nativeExport} from './native.ts'
import {strimziExport} from './strimzi.ts'
import {terraformExport} from './terraform.ts'
import {topicctlExport} from './topicctl.ts'

export const exportFormats = {
  native: nativeExport,
  strimzi: strimziExport,
  jikkou: jikkouExport,
  topicctl: topicctlExport,
  terraform: terraformExport,
} satisfies Readonly<Record<string, ExportFormat>>

export type ExportFormatName = keyof typeof exportFormats
export const exportFormatNames = Object.keys(exportFormats) as ExportFormatName[]
