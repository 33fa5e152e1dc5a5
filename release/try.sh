#!/usr/bin/env bash
# Unpacks a release into an empty directory and runs it there, without what built it: the version, one text through a model, and
# nothing written but the cache. Usage: try.sh FILE.tar.gz; JAVA_HOME names the JRE.
set -euo pipefail

stop() {
  printf 'release: %s\n' "$1" >&2
  exit 1
}

archive=$1
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
tar -xzf "$archive" -C "$work"
home=$(echo "$work"/textmill-*)
export TEXTMILL_CACHE=$work/cache PATH=/usr/bin:/bin
(cd "$(dirname "$archive")" && sha256sum --quiet --check SHA256SUMS) || stop "the checksums do not match"

version=$("$home/bin/textmill" --version)
[[ $version == "textmill ${home##*textmill-}" ]] || stop "--version says '$version'"

# As an administrator installs it: nobody who runs it may write there.
chmod -R a-w "$home"
printf 'what is my balance\n' >"$work/in.txt"
label=$("$home/bin/textmill" infer --model clinc150-intents --input "$work/in.txt" 2>"$work/log" </dev/null) || {
  cat "$work/log" >&2
  stop "infer failed"
}
[[ $label == *'"label":"balance"'* ]] || stop "infer says '$label'"
"$home/bin/textmill" infer --model clinc150-intents --input "$work/in.txt" >/dev/null 2>"$work/log" || stop "infer failed the second time"
[[ ! -s $work/log ]] || stop "infer writes to stderr: $(<"$work/log")"
for file in LICENSE NOTICE THIRD-PARTY.txt sbom.json conf/textmill.properties docs/reference/configuration.md; do
  [[ -s $home/$file ]] || stop "$file is missing"
done
if "$home/bin/textmill" bench >/dev/null 2>"$work/log"; then stop "bench runs"; fi
grep -q 'not part of a release' "$work/log" || stop "bench says: $(<"$work/log")"
printf 'release: %s works\n' "$(basename "$archive")"
