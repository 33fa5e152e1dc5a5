#!/usr/bin/env bash
# Builds the release of what is committed twice, in two clean copies with other directories, zones, languages and encodings, and
# compares the files byte for byte. Usage: twice.sh [DIRECTORY], for the copies (half a gigabyte each; a temporary one without).
# TEXTMILL_MAVEN_OPTS holds more options for Maven, which must be online: the SBOM is not made otherwise.
set -euo pipefail

stop() {
  printf 'release: %s\n' "$1" >&2
  exit 1
}

home=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
if [[ -n ${1:-} ]]; then
  work=$1
  mkdir -p "$work"
else
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
fi

# Builds one copy; the rest of the line is what its environment has besides.
build() {
  local copy=$1
  shift
  git clone -q "$home" "$work/$copy"
  printf 'release: building in %s\n' "$work/$copy" >&2
  # shellcheck disable=SC2086 # options are words
  (cd "$work/$copy" && env "$@" mvn -B -q -Prelease -Dmaven.test.skip=true ${TEXTMILL_MAVEN_OPTS:-} -pl release -am package) >"$work/$copy.log" 2>&1 ||
    { tail -n 30 "$work/$copy.log" >&2; stop "the build in $work/$copy failed"; }
}

# Java is told the language itself, for a system may have none but C. Turkish: upper and lower case are others there, and so are
# numbers and dates.
build one TZ=UTC0 LC_ALL=C LANG=C
build two/with/another/path TZ=Pacific/Auckland LC_ALL=C.UTF-8 LANG=tr_TR.UTF-8 LANGUAGE=tr \
  JAVA_TOOL_OPTIONS="-Duser.language=tr -Duser.country=TR"

one=$work/one/release/target
two=$work/two/with/another/path/release/target
for file in "$one"/textmill-*.tar.gz "$one"/textmill-*-sbom.json "$one"/THIRD-PARTY.txt "$one"/SHA256SUMS; do
  name=${file##*/}
  if ! cmp -s "$file" "$two/$name"; then
    if [[ $name == *.tar.gz ]]; then
      mkdir -p "$work/of-one" "$work/of-two"
      tar -xzf "$file" -C "$work/of-one"
      tar -xzf "$two/$name" -C "$work/of-two"
      diff -rq "$work/of-one" "$work/of-two" >&2 || true
      diff <(tar -tvzf "$file") <(tar -tvzf "$two/$name") >&2 || true
    else
      diff "$file" "$two/$name" | head -n 20 >&2 || true
    fi
    stop "$name differs"
  fi
  printf 'release: %s: the same bytes\n' "$name"
done
cat "$one/SHA256SUMS"
