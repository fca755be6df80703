import {tree, type Entry} from './completion-entries.ts'
import {otherNames} from './names.ts'

/** The script for PowerShell 5.1 and 7: tables in JSON, and a block that reads them. */
export function powershell(entries: readonly Entry[], topics: ReadonlyMap<string, string>): string {
  const words = tree(entries)
  const summaryOf = (id: string) => entries.find((entry) => entry.id === id)?.summary ?? topics.get(id) ?? ''
  const table = {
    first: Object.fromEntries([...words.keys()].map((first) => [first, summaryOf(first)])),
    verbs: Object.fromEntries(
      [...words]
        .filter(([, verbs]) => verbs.length > 0)
        .map(([first, verbs]) => [
          first,
          Object.fromEntries(verbs.map((verb) => [verb, summaryOf(`${first} ${verb}`)])),
        ]),
    ),
    aliases: otherNames,
    commands: Object.fromEntries(
      entries.map(({id, flags, values, names}) => [
        id,
        {
          values,
          names: names ?? '',
          flags: Object.fromEntries(
            flags.map((flag) => [
              `--${flag.name}`,
              {
                char: flag.char === undefined ? '' : `-${flag.char}`,
                text: flag.summary,
                takesValue: flag.takesValue,
                values: flag.values,
                names: flag.names ?? '',
              },
            ]),
          ),
        },
      ]),
    ),
  }
  return `# PowerShell completion of kafkit
$script:kafkitTable = @'
${JSON.stringify(table)}
'@ | ConvertFrom-Json
Register-ArgumentCompleter -Native -CommandName kafkit -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $table = $script:kafkitTable
  $line = $commandAst.ToString()
  $typed = $line.PadRight($cursorPosition - $commandAst.Extent.StartOffset)
  if ($typed.Length -gt $cursorPosition) { $typed = $typed.Substring(0, $cursorPosition) }
  $words = @($commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object { "$_" })
  $offer = {
    param($name, $text)
    if ("$name".StartsWith($wordToComplete)) {
      $tip = if ($text) { $text } else { $name }
      [System.Management.Automation.CompletionResult]::new($name, $name, 'ParameterValue', $tip)
    }
  }
  $names = { param($kind) & kafkit complete $kind $typed 2>$null | ForEach-Object { & $offer $_ '' } }
  $value = {
    param($of)
    if ($of.names) { & $names $of.names } else { $of.values | ForEach-Object { & $offer $_ '' } }
  }
  if ($words.Count -le 1) { $table.first.PSObject.Properties | ForEach-Object { & $offer $_.Name $_.Value }; return }
  $first = $words[1]
  if ($table.aliases.$first) { $first = $table.aliases.$first }
  $verbs = $table.verbs.$first
  if ($verbs -and $words.Count -eq 2) { $verbs.PSObject.Properties | ForEach-Object { & $offer $_.Name $_.Value }; return }
  $id = if ($verbs) { "$first $($words[2])" } else { $first }
  $command = $table.commands.$id
  if (-not $command) { return }
  $before = $words[$words.Count - 1]
  $flag = $command.flags.PSObject.Properties | Where-Object { $_.Value.takesValue -and ($_.Name -eq $before -or $_.Value.char -eq $before) } | Select-Object -First 1
  if ($flag) { & $value $flag.Value; return }
  if ($wordToComplete.StartsWith('-')) { $command.flags.PSObject.Properties | ForEach-Object { & $offer $_.Name $_.Value.text }; return }
  & $value $command
}
`
}
