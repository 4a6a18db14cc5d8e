#!/bin/sh
# Sends an article, waits for its analysis, and asks for it by its id.
set -eu
PATH="${DATELINE_BUILD:-build}:$PATH"

printf '%s\n' '{"id": "example-cli", "title": "Bridge opens", "body": "LENZHEIM (AP) — The bridge opened."}' |
    dateline feed --from jsonl -
until dateline get example-cli --format json; do sleep 0.1; done 2>/dev/null
dateline tap --from beginning --count 1 --check --format text
