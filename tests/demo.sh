#!/bin/sh
# Sends the sample articles through a running service and prints the analyses: what `make demo` does.
# usage: tests/demo.sh BUILD_FOLDER
set -eu
build=$(cd "$1" && pwd)
samples=$(cd "$(dirname "$0")/samples" && pwd)
folder=$(mktemp -d)
trap 'kill "$service" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$folder"' EXIT INT TERM

for socket in ingest intake results query; do
    export "DATELINE_$(echo $socket | tr a-z A-Z)_BIND=ipc://$folder/$socket" # the clients read it, too
done
"$build/datelined" --store.folder="$folder/store" --http.bind=none 2>"$folder/log" &
service=$!

"$build/dateline" feed "$samples" || { cat "$folder/log"; exit 1; }
"$build/dateline" tap --from beginning --count 6 --format text
# One sentence drawn, if the language model is there.
if "$build/dateline" model >/dev/null 2>&1; then
    printf '%s\n' "The minister, Ada Moll, told reporters in Port Elden that the old ferry would sail again." |
        "$build/dateline" analyze --from text --format tree -
else
    echo "There is no language model beside the program: no names, no lemmas, no trees."
fi
kill -TERM "$service"
wait "$service"
