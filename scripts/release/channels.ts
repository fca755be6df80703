// The files by which package managers install a release. Each is made by a function from the release's description.
import {dirname, join} from 'node:path'
import type {TargetName} from '../compile/runtimes.ts'
import {archiveFor, type Release} from './description.ts'

/** A formula of Homebrew, for a tap. */
export function homebrewFormula(release: Release): string {
  const {version, description, license, homepage, downloads} = release
  const source = (target: TargetName, indent: string) => {
    const {file, sha256} = archiveFor(release, target)
    return `${indent}url "${downloads}/${file}"\n${indent}sha256 "${sha256}"`
  }
  const system = (name: string, arm: TargetName, intel: TargetName) =>
    `  on_${name} do
    on_arm do
${source(arm, '      ')}
    end
    on_intel do
${source(intel, '      ')}
    end
  end`
  return `class Kafkit < Formula
  desc "${description.replaceAll('"', '\\"')}"
  homepage "${homepage}"
  version "${version}"
  license "${license}"

${system('macos', 'darwin-arm64', 'darwin-x64')}
${system('linux', 'linux-arm64', 'linux-x64')}

  def install
    bin.install "bin/kafkit"
    man1.install Dir["share/man/man1/*"]
    bash_completion.install "share/bash-completion/completions/kafkit"
    zsh_completion.install "share/zsh/site-functions/_kafkit"
    fish_completion.install "share/fish/vendor_completions.d/kafkit.fish"
  end

  def caveats
    "For kafka-topics and the others under their own names: kafkit drop-ins link DIR"
  end

  test do
    assert_match "kafkit #{version} ", shell_output("#{bin}/kafkit --version")
  end
end
`
}

/** A manifest of Scoop, for a bucket. */
export function scoopManifest(release: Release): string {
  const {version, description, license, homepage, downloads} = release
  const {file, sha256} = archiveFor(release, 'windows-x64')
  const manifest = {
    version,
    description,
    homepage,
    license,
    architecture: {
      '64bit': {
        url: `${downloads}/${file}`,
        hash: sha256,
        extract_dir: file.replace(/\.zip$/, ''),
        bin: String.raw`bin\kafkit.exe`,
      },
    },
    checkver: 'github',
    autoupdate: {
      architecture: {
        '64bit': {
          url: `${homepage}/releases/download/v$version/kafkit-$version-windows-x64.zip`,
          extract_dir: 'kafkit-$version-windows-x64',
        },
      },
    },
  }
  return `${JSON.stringify(manifest, null, 4)}\n`
}

/** The three manifests of winget, by file name. */
export function wingetManifests(release: Release): Map<string, string> {
  const {version, description, license, homepage, downloads} = release
  const {file, sha256} = archiveFor(release, 'windows-x64')
  const id = `${homepage.split('/').at(-2) ?? ''}.kafkit`
  const common = `PackageIdentifier: ${id}\nPackageVersion: ${version}\n`
  const end = (type: string) => `ManifestType: ${type}\nManifestVersion: 1.10.0\n`
  return new Map([
    [`${id}.yaml`, `${common}DefaultLocale: en-US\n${end('version')}`],
    [
      `${id}.locale.en-US.yaml`,
      `${common}PackageLocale: en-US\nPublisher: ${id.split('.')[0] ?? ''}\nPackageName: kafkit\nPackageUrl: ${homepage}\n` +
        `License: ${license}\nShortDescription: ${JSON.stringify(description)}\n${end('defaultLocale')}`,
    ],
    [
      `${id}.installer.yaml`,
      `${common}InstallerType: zip\nNestedInstallerType: portable\nNestedInstallerFiles:\n` +
        `  - RelativeFilePath: ${file.replace(/\.zip$/, '')}\\bin\\kafkit.exe\n    PortableCommandAlias: kafkit\nInstallers:\n` +
        `  - Architecture: x64\n    InstallerUrl: ${downloads}/${file}\n    InstallerSha256: ${sha256.toUpperCase()}\n${end('installer')}`,
    ],
  ])
}

/** For `nix-build` and `nix profile install -f`: the archive, patched for Nix's loader and otherwise unchanged. */
export function nixExpression(release: Release): string {
  const {version, description, homepage, downloads} = release
  const systems: readonly (readonly [string, TargetName])[] = [
    ['x86_64-linux', 'linux-x64'],
    ['aarch64-linux', 'linux-arm64'],
    ['aarch64-darwin', 'darwin-arm64'],
    ['x86_64-darwin', 'darwin-x64'],
  ]
  const sources = systems.map(([system, target]) => {
    const {file, sha256} = archiveFor(release, target)
    return `    ${system} = { url = "${downloads}/${file}"; sha256 = "${sha256}"; };`
  })
  return `{ pkgs ? import <nixpkgs> { } }:
let
  sources = {
${sources.join('\n')}
  };
  system = pkgs.stdenv.hostPlatform.system;
in
pkgs.stdenv.mkDerivation {
  pname = "kafkit";
  version = "${version}";
  src = pkgs.fetchurl (sources.\${system} or (throw "kafkit has no file for \${system}"));
  nativeBuildInputs = pkgs.lib.optionals pkgs.stdenv.hostPlatform.isLinux [ pkgs.autoPatchelfHook ];
  # The program is data behind the runtime: stripping would cut it off.
  dontStrip = true;
  installPhase = ''
    mkdir -p $out
    cp -r bin share $out/
  '';
  meta = {
    description = "${description}";
    homepage = "${homepage}";
    license = pkgs.lib.licenses.asl20;
    platforms = builtins.attrNames sources;
    mainProgram = "kafkit";
  };
}
`
}

/**
 * An image without a shell or a package manager, with glibc and certificates, and with drop-ins under their own
 * names. It is built beside the archives for both processors: docker buildx build --platform linux/amd64,linux/arm64.
 */
export function dockerfile(release: Release): string {
  const {version, description, license, homepage} = release
  return `FROM debian:stable-slim AS unpacked
ARG TARGETARCH
COPY kafkit-${version}-linux-*.tar.gz /archives/
RUN case "$TARGETARCH" in amd64) name=x64 ;; *) name=$TARGETARCH ;; esac \\
 && mkdir /kafkit && tar -xzf "/archives/kafkit-${version}-linux-$name.tar.gz" -C /kafkit --strip-components=1 \\
 && mkdir -p /image/usr/bin && cp /kafkit/bin/kafkit /image/usr/bin/ \\
 && PATH=/image/usr/bin:$PATH kafkit drop-ins link /kafkit/names --output name >/names \\
 && for name in $(cd /kafkit/names && ls | grep -v '[.]sh$'); do ln -s kafkit "/image/usr/bin/$name"; done

FROM gcr.io/distroless/base-debian12:nonroot
LABEL org.opencontainers.image.title="kafkit" \\
      org.opencontainers.image.description="${description.replaceAll('"', '\\"')}" \\
      org.opencontainers.image.version="${version}" \\
      org.opencontainers.image.licenses="${license}" \\
      org.opencontainers.image.source="${homepage}"
COPY --from=unpacked /image/ /
ENTRYPOINT ["/usr/bin/kafkit"]
`
}

/**
 * For nfpm, which makes .deb and .rpm: the tree of the archive below /usr, with the drop-ins in a folder that is on
 * no PATH.
 */
export function nfpmConfig(
  release: Release,
  target: 'linux-x64' | 'linux-arm64',
  tree: string,
  dropIns: readonly string[],
): string {
  const {version, description, license, homepage} = release
  const config = {
    name: 'kafkit',
    arch: target === 'linux-x64' ? 'amd64' : 'arm64',
    platform: 'linux',
    version: `v${version}`,
    section: 'utils',
    priority: 'optional',
    maintainer: `kafkit <${homepage}>`,
    description: `${description}\nThe drop-ins for Apache Kafka's tools are in /usr/lib/kafkit/bin: put it on your PATH, or link them with kafkit drop-ins link.`,
    homepage,
    license,
    overrides: {deb: {depends: ['libc6 (>= 2.17)']}, rpm: {depends: ['glibc >= 2.17']}},
    contents: [
      {src: `${tree}/bin/kafkit`, dst: '/usr/bin/kafkit', file_info: {mode: 0o755}},
      {src: `${tree}/share/man/man1/*.1`, dst: '/usr/share/man/man1/'},
      {src: `${tree}/share/bash-completion/completions/kafkit`, dst: '/usr/share/bash-completion/completions/kafkit'},
      {src: `${tree}/share/zsh/site-functions/_kafkit`, dst: '/usr/share/zsh/site-functions/_kafkit'},
      {
        src: `${tree}/share/fish/vendor_completions.d/kafkit.fish`,
        dst: '/usr/share/fish/vendor_completions.d/kafkit.fish',
      },
      {src: `${tree}/LICENSE`, dst: '/usr/share/doc/kafkit/copyright'},
      ...dropIns.map((name) => {
        const dst = `/usr/lib/kafkit/bin/${name}`
        return name.endsWith('.sh')
          ? {src: join(dirname(tree), name), dst, file_info: {mode: 0o755}}
          : {src: '/usr/bin/kafkit', dst, type: 'symlink'}
      }),
    ],
  }
  // JSON is valid YAML.
  return `${JSON.stringify(config, null, 2)}\n`
}
