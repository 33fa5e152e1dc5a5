#!/usr/bin/env bash
# Packs what a host with an NVIDIA GPU, CUDA 13 and no network needs to run the comparison, into parts of at most 60 MiB:
#
#   benchmarks/gpu/pack.sh --texts texts.txt --out DIR [--cpu] [--python PYTHON]
#
# Needs here: JDK 17 with jlink, Maven, xz, Python with models/training/requirements.txt. --cpu packs the CPU build instead,
# with the same layout and the same run.sh: to try the way without a GPU. PYTHON is python3 unless given.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

readonly PART=60m
readonly MODULES=java.base,java.compiler,java.desktop,java.instrument,java.logging,java.management,java.management.rmi,java.naming,java.net.http,java.rmi,java.scripting,java.security.jgss,java.security.sasl,java.sql,java.transaction.xa,java.xml,jdk.crypto.ec,jdk.httpserver,jdk.jfr,jdk.management,jdk.net,jdk.unsupported,jdk.zipfs

stop() { printf 'pack: %s\n' "$1" >&2; exit 1; }
step() { printf '== %s\n' "$1" >&2; }

texts= out= variant=gpu python=python3
while (($#)); do
  case $1 in
    --texts) texts=$2; shift ;;
    --out) out=$2; shift ;;
    --python) python=$2; shift ;;
    --cpu) variant=cpu ;;
    *) stop "unknown option $1" ;;
  esac
  shift
done
[[ -r $texts ]] || stop "--texts: expected a file with one text a line, found '$texts'"
[[ -n $out && ! -e $out ]] || stop "--out: expected a directory that does not exist yet, found '$out'"
version=$(sed -n 's/.*<onnxruntime.version>\(.*\)<.*/\1/p' pom.xml)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out" "$work/textmill/native" "$work/textmill/lib" "$work/textmill/models"

build() {
  step "the application"
  # shellcheck disable=SC2086 # options are words
  if [[ $variant == gpu ]]; then
    mvn -q ${TEXTMILL_MAVEN_OPTS:-} -DskipTests -Pgpu -pl benchmarks -am package
    app=benchmarks/target/textmill-gpu artefact=onnxruntime_gpu
  else
    mvn -q ${TEXTMILL_MAVEN_OPTS:-} -DskipTests -pl benchmarks -am package
    app=benchmarks/target/textmill artefact=onnxruntime
  fi
  local jar
  # What another profile left in lib/ is not on this class path.
  while IFS= read -r jar; do
    cp "$app/lib/${jar#@lib@/}" "$work/textmill/lib/"
  done < <(tr ':' '\n' <"$app/classpath")
  cp "$app/lib/benchmarks.jar" "$work/textmill/lib/"
}

# Writes a jar again without the native libraries whose paths do not match.
slim() {
  local jar=$1 kept=$2 unpacked=$work/slim
  mkdir "$unpacked"
  (cd "$unpacked" && jar xf "$jar" && find . \( -name '*.so' -o -name '*.dll' -o -name '*lib' \) -type f ! -path "$kept" -delete)
  jar cfM "$jar" -C "$unpacked" .
  rm -rf "$unpacked"
}

# ONNX Runtime's classes without their 640 MB of libraries; the libraries of CUDA 13 from PyPI, the bridge to Java from the jar.
natives() {
  step "the native libraries"
  local jar=$work/textmill/lib/$artefact-$version.jar unpacked=$work/ort
  mkdir -p "$unpacked"
  (cd "$unpacked" && jar xf "$jar")
  cp "$unpacked"/ai/onnxruntime/native/linux-x64/libonnxruntime4j_jni.so "$work/textmill/native/"
  if [[ $variant == gpu ]]; then
    "$python" -m pip download --quiet "onnxruntime-gpu==$version" --no-deps --dest "$work/wheel"
    "$python" -m zipfile -e "$work"/wheel/onnxruntime_gpu-*.whl "$work/wheel"
    local capi=$work/wheel/onnxruntime/capi
    cp "$capi/libonnxruntime.so.$version" "$work/textmill/native/libonnxruntime.so"
    cp "$capi"/libonnxruntime_providers_{cuda,shared,tensorrt}.so "$work/textmill/native/"
    if command -v readelf >/dev/null; then
      readelf -d "$work/textmill/native/libonnxruntime_providers_cuda.so" | sed -n 's/.*NEEDED.*\[\(libcu.*\)\]/   needs \1/p' >&2
    fi
  else
    cp "$unpacked"/ai/onnxruntime/native/linux-x64/libonnxruntime.so "$work/textmill/native/"
  fi
  rm -rf "$unpacked/ai/onnxruntime/native"
  jar cfM "$jar" -C "$unpacked" .
  slim "$(echo "$work"/textmill/lib/rocksdbjni-*.jar)" '*-linux64.so'
  slim "$(echo "$work"/textmill/lib/tokenizers-*.jar)" '*/linux-x86_64/*'
}

models() {
  step "the models"
  local cache=$work/models
  TEXTMILL_BUILD=never java -Dtextmill.cache="$cache" -cp "$work/textmill/lib/*" -Donnxruntime.native.path="$work/textmill/native" \
    textmill.cli.Main infer -m all-minilm-l6-v2 -i <(echo warm) -d cpu -o /dev/null
  local wide
  wide=$(dirname "$(find "$cache" -path '*all-minilm*' -name model.onnx)")
  (
    cd models/training
    "$python" -m recipe.half --model "$wide" --out "$work/textmill/models/minilm-fp16" --texts "$texts" --count 200
    "$python" -m recipe.random_bert --like "$wide" --out "$work/bert"
    "$python" -m recipe.half --model "$work/bert" --out "$work/textmill/models/bert-base-fp16" --texts "$texts" --count 20
    "$python" -c '
import shutil
import sys
from transformers import BertModel
from recipe.trunk import trunk_dir
shutil.copytree(trunk_dir(), sys.argv[1], ignore=shutil.ignore_patterns("*.safetensors", "*.bin"))
BertModel.from_pretrained(trunk_dir()).half().save_pretrained(sys.argv[1])' "$work/textmill/models/minilm-torch"
  )
}

texts=$(realpath "$texts")
out=$(realpath "$out")
build
step "the Java runtime"
jlink --add-modules "$MODULES" --strip-debug --no-header-files --no-man-pages --compress=2 --output "$work/textmill/java"
natives
models
cp "$texts" "$work/textmill/texts.txt"
cp benchmarks/gpu/run.sh benchmarks/gpu/compare.py "$work/textmill/"
step "the parts"
# The layers of BERT-base are the same: with a window wider than one it packs to a tenth, which gzip's is not.
xz --lzma2=preset=3,dict=64MiB "$work/textmill/models/bert-base-fp16/model.onnx"
tar -C "$work" -cz textmill | split -b "$PART" -d -a 3 - "$out/textmill.tgz."
(cd "$out" && sha256sum textmill.tgz.* >SHA256SUMS)
cp benchmarks/gpu/join.sh "$out/"
du -sh "$out" >&2
ls -l "$out" >&2
