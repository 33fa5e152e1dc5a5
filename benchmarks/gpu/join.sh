#!/usr/bin/env bash
# Joins the parts beside this script and unpacks them into ./textmill:  bash join.sh && bash textmill/run.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
sha256sum --quiet -c SHA256SUMS
cat textmill.tgz.[0-9]* | tar -xz
# Python's decoder: not every host has xz.
python3 - textmill/models/bert-base-fp16/model.onnx <<'END'
import lzma, shutil, sys
with lzma.open(sys.argv[1] + ".xz") as packed, open(sys.argv[1], "wb") as model:
    shutil.copyfileobj(packed, model, 1 << 20)
END
echo "joined: bash textmill/run.sh" >&2
