/** npm's own package for its executables on Windows; it comes without types. */
declare module 'cmd-shim' {
  /** Writes `to`, `to.cmd` and `to.ps1`, which start what the first line of `from` names. */
  export default function cmdShim(from: string, to: string): Promise<void>
}
