// install.sh: fetches the archive for this machine, compares it with the checksum in the script, and installs it
// below a prefix. Everything is in a function that the last line calls, so that an incomplete script does nothing.
import type {Release} from './description.ts'

export const installScript = ({version, downloads, archives}: Release): string => `#!/bin/sh
# Installs kafkit ${version}:  curl -fsSL ${downloads.replace(/\/download\/.*/, '/latest/download')}/install.sh | sh
#   PREFIX=DIR      where to: DIR/bin/kafkit and DIR/share (default: ~/.local)
#   DROP_INS=DIR    also link kafka-topics and the others there
# Nothing is changed unless the file that was fetched has the checksum that is written here.
set -eu

main() {
  prefix=\${PREFIX:-\${HOME:?neither PREFIX nor HOME is set}/.local}
  from=\${KAFKIT_DOWNLOADS:-${downloads}}
  case $(uname -s) in
    Linux) system=linux ;;
    Darwin) system=darwin ;;
    *) fail "there is no kafkit for $(uname -s) here; with Node: npm install --global kafkit" ;;
  esac
  case $(uname -m) in
    x86_64 | amd64) processor=x64 ;;
    aarch64 | arm64) processor=arm64 ;;
    *) fail "there is no kafkit for the processor $(uname -m) here; with Node: npm install --global kafkit" ;;
  esac
  if [ $system = linux ] && ! [ -r /proc/self/maps ]; then fail 'kafkit needs /proc, which is not mounted here; nothing was installed'; fi
  target=$system-$processor
  if [ $system = linux ] && ! is_glibc; then target=$target-musl hint=' (it needs libstdc++: apk add libstdc++)'; fi
  case $target in
${archives
  .filter(({file}) => file.endsWith('.tar.gz'))
  .map(({target, file, sha256}) => `    ${target}) file=${file} wanted=${sha256} ;;`)
  .join('\n')}
    *) fail "this release has no file for $target" ;;
  esac
  for tool in tar mktemp; do command -v $tool >/dev/null || fail "$tool is needed and not there"; done
  work=$(mktemp -d)
  half=$prefix/bin/.kafkit.$$
  trap 'rm -rf "$work" "$half"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  fetch "$from/$file" "$work/$file" || fail "$from/$file cannot be fetched"
  found=$(sum "$work/$file")
  [ "$found" = "$wanted" ] || fail "$file is not what was published: its SHA-256 is $found and should be $wanted; nothing was installed"
  tar -xzf "$work/$file" -C "$work" || fail "$file cannot be unpacked; nothing was installed"
  tree=$work/\${file%.tar.gz}
  "$tree/bin/kafkit" --version >/dev/null || fail "$target does not run on this machine\${hint:-}; nothing was installed"
  if [ -d "$prefix/bin/kafkit" ]; then fail "$prefix/bin/kafkit is a folder; nothing was installed"; fi
  mkdir -p "$prefix/bin" "$prefix/share" || fail "$prefix cannot be written: set PREFIX to a folder of yours"
  cp -R "$tree/share/." "$prefix/share/" || fail "$prefix/share cannot be written: kafkit was not installed"
  # Beside its place first, so that a kafkit that is running, or half a copy, is never overwritten.
  cp "$tree/bin/kafkit" "$half" && mv -f "$half" "$prefix/bin/kafkit" ||
    fail "$prefix/bin cannot be written: kafkit was not installed"
  echo "kafkit ${version} is in $prefix/bin"
  if [ -n "\${DROP_INS:-}" ]; then "$prefix/bin/kafkit" drop-ins link "$DROP_INS" --output name; fi
  case :$PATH: in
    *:"$prefix/bin":*) ;;
    *) echo "to have your shell find it: export PATH=$prefix/bin:\\$PATH" ;;
  esac
}

fail() {
  echo "install.sh: $1" >&2
  exit 1
}

is_glibc() {
  if command -v getconf >/dev/null && getconf GNU_LIBC_VERSION >/dev/null 2>&1; then return 0; fi
  ! ls /lib/ld-musl-* >/dev/null 2>&1
}

fetch() {
  if command -v curl >/dev/null; then curl -fsSL --retry 2 -o "$2" "$1"
  elif command -v wget >/dev/null; then wget -q -O "$2" "$1"
  else fail 'curl or wget is needed and not there'; fi
}

sum() {
  if command -v sha256sum >/dev/null; then sha256sum "$1" | cut -d ' ' -f 1
  elif command -v shasum >/dev/null; then shasum -a 256 "$1" | cut -d ' ' -f 1
  else fail 'sha256sum or shasum is needed and not there'; fi
}

main "$@"
`
