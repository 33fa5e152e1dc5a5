#!/usr/bin/env bash
# Runs the comparison on the machine that it was unpacked on, and writes results/*.  run.sh [DEVICE] [SOAK_SECONDS] [TEXTS]
# A step that fails does not keep the next from running; the exit status is the number of those that failed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
readonly device=${1:-cuda} seconds=${2:-600} texts=${3:-200000}
mkdir -p results tmp
export CLASSPATH=$PWD/lib/* OPT_OUT_TRACKING=true ORT_DISABLE_TELEMETRY=1 LC_ALL=C.UTF-8 HF_HUB_OFFLINE=1 TRANSFORMERS_OFFLINE=1

# PyTorch brings CUDA's libraries where the system has none.
torch=$(python3 -c 'import os, torch; print(os.path.dirname(torch.__file__))' 2>/dev/null || true)
if [[ -n $torch ]]; then
  for directory in "$torch/lib" "$torch"/../nvidia/*/lib; do
    [[ ! -d $directory ]] || export LD_LIBRARY_PATH=$directory${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
  done
fi

textmill() {
  java/bin/java -XX:+UseParallelGC -Xmx8g -Djava.io.tmpdir="$PWD/tmp" -Dai.djl.offline=true -Dtextmill.cache="$PWD/tmp" \
    -Donnxruntime.native.path="$PWD/native" textmill.cli.Main "$@"
}

# As many texts as asked for, the file again and again; each copy is made a text of its own, or it would be computed once.
many() { awk -v n="$1" '{line[NR] = $0} END {for (i = 0; i < n; i++) print line[i % NR + 1] " " int(i / NR)}' texts.txt; }

watch_gpu() {
  command -v nvidia-smi >/dev/null || return 0
  nvidia-smi --query-gpu=timestamp,utilization.gpu,memory.used --format=csv,noheader,nounits -lms 500 >"$1" &
  watcher=$!
  trap end_watch EXIT
}

end_watch() {
  [[ -z ${watcher:-} ]] || kill "$watcher" 2>/dev/null || true
  watcher=
}

where_it_computes() {
  command -v nvidia-smi >/dev/null && nvidia-smi -L || echo "no nvidia-smi"
  head -n 100 texts.txt >tmp/first.txt
  textmill infer -m models/minilm-fp16 -i tmp/first.txt -d "$device" -o /dev/null --stats 2>&1 | tee results/device.txt
}

cosines() {
  head -n 2000 texts.txt >tmp/cosine.txt
  textmill infer -m all-minilm-l6-v2 -i tmp/cosine.txt -d cpu -o tmp/cpu.jsonl -f text
  textmill infer -m all-minilm-l6-v2 -i tmp/cosine.txt -d "$device" -o tmp/fp32.jsonl -f text
  textmill infer -m models/minilm-fp16 -i tmp/cosine.txt -d "$device" -o tmp/fp16.jsonl -f text
  local kind
  for kind in fp32 fp16; do
    printf '%s on %s against fp32 on the CPU: ' "$kind" "$device"
    python3 compare.py cosine tmp/cpu.jsonl tmp/$kind.jsonl
  done | tee results/cosine.txt
}

peers() {
  many "$texts" >tmp/many.txt
  local model
  for model in minilm bert-base; do
    watch_gpu results/busy-$model.csv
    textmill infer -m models/$model-fp16 -i tmp/many.txt -f text -d "$device" -o /dev/null --stats 2>&1 | tee results/infer-$model.json
    end_watch
    python3 compare.py peer "$model" "$device" tmp/many.txt 2>&1 | tee results/peer-$model.json
  done
}

peak() {
  local model
  for model in bert-base minilm; do
    textmill bench device -m models/$model-fp16 -d "$device" --half --lengths 32,128,512 ${BENCH_OPTIONS:-} | tee results/peak-$model.txt
  done
}

soak() {
  watch_gpu results/soak.csv
  local end=$((SECONDS + seconds))
  # One process from beginning to end: texts flow until the time is over.
  (while ((SECONDS < end)); do many "$((texts < 20000 ? texts : 20000))"; done) |
    textmill infer -m models/minilm-fp16 -i - -f text -d "$device" -o /dev/null --stats 2>&1 | tee results/soak.json
  end_watch
  [[ ! -s results/soak.csv ]] || python3 compare.py flat results/soak.csv | tee results/soak.txt
}

demo() {
  watch_gpu results/demo.csv
  textmill demo --exit --json -d "$device" | tail -n 1 | tee results/demo.json
}

stream() {
  many "$texts" >tmp/many.txt
  local model
  for model in minilm bert-base; do
    textmill bench stream tmp/many.txt -m "$PWD/models/$model-fp16" -d "$device" --guarantee exactly_once_v2 --share 0.7 \
      --seconds 20 --warm-up "$texts" --saturation-texts "$texts" --set num.stream.threads=2 --json | tee results/stream-$model.json
  done
}

killed() {
  textmill bench kill texts.txt -m "$PWD/models/minilm-fp16" -d "$device" ${KILL_OPTIONS:-} | tee results/kill.txt
}

failed=0
step() {
  printf '\n== %s\n' "$1"
  set +e
  (set -e; "$2")
  local status=$?
  set -e
  ((status == 0)) || { echo "-- failed, exit status $status: $1"; failed=$((failed + 1)); }
}

step "the device" where_it_computes
step "fp16 and fp32 embeddings against fp32 on the CPU" cosines
step "infer against sentence-transformers, $texts texts" peers
step "the share of the matrix peak" peak
step "streaming from Kafka: how busy the device is" stream
step "demo, through Kafka" demo
step "kill -9 under exactly_once_v2" killed
step "soak, $seconds s: device memory" soak
printf '\n== done: results/\n'
exit "$failed"
