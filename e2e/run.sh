#!/usr/bin/env bash
# Tests the demo from outside, once with each of its two Playgrounds, and a server behind a gateway. `make e2e` installs and builds what this needs,
# but for Chromium.
set -euo pipefail
cd "$(dirname "$0")"

chromium=${CHROMIUM:-/usr/bin/chromium}
if [[ ! -x $chromium ]]; then
  echo "There is no browser at $chromium. Install Chromium, or let CHROMIUM name one." >&2
  exit 1
fi

scratch=$(mktemp -d)
server=

# start runs a binary's demo on free ports, with the flags behind it, and leaves the addresses in $url and $sim.
start() {
  : >"$scratch/log" # now, because the demo's own shell may be late
  local binary=$1
  shift
  "$binary" demo "$@" --addr 127.0.0.1:0 --admin-addr 127.0.0.1:0 --log-level warn >>"$scratch/log" 2>&1 &
  server=$!
  for _ in {1..300}; do
    url=$(sed -n 's/^pcgraph: GraphQL on //p' "$scratch/log")
    sim=$(sed -n 's/^pcgraph: simulated Partner Center on \([^ ]*\).*/\1/p' "$scratch/log")
    if [[ -n $url ]]; then return; fi
    kill -0 "$server" 2>/dev/null || break
    sleep 0.1
  done
  echo "The demo did not start." >&2
  return 1
}

# stop ends the demo, which has to end well.
stop() {
  local process=$server
  server=
  kill "$process"
  wait "$process"
}

clean_up() {
  local status=$?
  if [[ -n $server ]]; then kill "$server" 2>/dev/null || true; fi
  if [[ $status -ne 0 && -s $scratch/log ]]; then
    echo "What the demo printed:" >&2
    cat "$scratch/log" >&2
  fi
  rm -rf "$scratch"
}
trap clean_up EXIT

# The overlay hides the bundle from the compiler, which leaves a binary with the small Playground.
(
  cd ..
  go build -o "$scratch/full" .
  printf '{"Replace": {' >"$scratch/overlay.json"
  separator=
  for file in "$PWD"/internal/explorer/dist/*.gz; do
    printf '%s"%s": ""' "$separator" "$file" >>"$scratch/overlay.json"
    separator=', '
  done
  printf '}}' >>"$scratch/overlay.json"
  go build -overlay "$scratch/overlay.json" -o "$scratch/small" .
)

echo "== relay-compiler"
npm run --silent relay

echo "== a subgraph behind a gateway of Apollo Federation"
npm run --silent federation -- "$scratch/full"

start "$scratch/full"
echo "== graphql-http audits"
npm run --silent audits -- "$url"
echo "== the full Playground"
npm run --silent playground -- "${url%/graphql}"
echo "== Apollo Client, urql and Relay"
npm run --silent clients -- "$url" "$sim"
stop

# The page is served from another origin, and faults show only where no page is kept.
page=http://127.0.0.1:4173
start "$scratch/full" --cors-origins "$page" --cache-ttl 0
echo "== the web front end"
npm run --silent web -- --origin "$page" "$url" "$sim"
stop

start "$scratch/small"
echo "== the small Playground"
npm run --silent playground -- --fallback "${url%/graphql}"
stop
