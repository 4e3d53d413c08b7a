#!/usr/bin/env bash
# crash.sh PROGRAM: run the kill -9 loop in a folder of its own, removed when it went well.
set -euo pipefail
# The process forks hundreds of times: freed memory that ASan holds back would be copied with it each time.
export ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}quarantine_size_mb=2
folder=$(mktemp -d "${TMPDIR:-/tmp}/daybook-crash.XXXXXX")
"$1" "$folder" 200
rm -rf "$folder"
