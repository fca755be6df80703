// Files as java.io.File and java.nio.file see them.
import {basename, dirname, resolve} from 'node:path'
import {openFile, type ByteSource} from '../../log-files/byte-source.ts'
import {JavaError} from '../java/errors.ts'

/** File.toString: the path without doubled or trailing slashes. */
export const filePath = (text: string): string => text.replaceAll(/\/{2,}/g, '/').replace(/(.)\/$/, '$1')

/** File.getName. */
export const fileName = (path: string): string => (path === '/' ? '' : basename(path))

export const absolutePath = (path: string): string => (path.startsWith('/') ? path : `${resolve('.')}/${path}`)

/** The file of this name in the same folder. */
export const beside = (path: string, name: string): string => `${dirname(absolutePath(path))}/${name}`

const nioClasses: Readonly<Record<string, string>> = {
  ENOENT: 'java.nio.file.NoSuchFileException',
  EACCES: 'java.nio.file.AccessDeniedException',
}

/** Throws JavaError if the file cannot be read. */
export function openForJava(path: string): ByteSource {
  try {
    return openFile(path)
  } catch (error) {
    throw javaFileError(path, error as NodeJS.ErrnoException)
  }
}

export function javaFileError(path: string, error: NodeJS.ErrnoException): JavaError {
  const known = nioClasses[error.code ?? '']
  if (known !== undefined) return new JavaError(known, path, {cause: error, relation: 'repeats'})
  const text = error.code === 'EISDIR' ? 'Is a directory' : error.message
  return new JavaError('java.io.IOException', text, {cause: error, relation: 'repeats'})
}

/** For an absolute path, without the folder. Java splits at the first dot. */
export const nameBeforeDot = (name: string): string => name.split('.')[0] ?? ''
