#!/usr/bin/env bash
# Joins the parts beside this script and unpacks them into ./textmill:  bash join.sh && bash textmill/run.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
sha256sum --quiet -c SHA256SUMS
cat textmill.tgz.[0-9]* | tar -xz
echo "joined: bash textmill/run.sh" >&2
