/** Says in a few words why a file cannot be read. */
export function fileProblem({code, message}: NodeJS.ErrnoException): string {
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'there is no such file'
  if (code === 'EACCES') return 'permission denied'
  return code === 'EISDIR' ? 'it is a folder' : message
}
