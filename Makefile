# Everything there is to do in this folder; `make` alone lists it.
#
# Go is enough for demo, test, fuzz and generate. Node 20 or later, with npm, is needed for the rest, and
# Chromium for e2e. What they need beyond that they fetch themselves.

# Further flags for the demo, as in: make demo ARGS=--addr=127.0.0.1:9000
ARGS ?=
# How long each fuzz target runs.
FUZZTIME ?= 30s

SHELL         := bash
.SHELLFLAGS   := -euo pipefail -c
MAKEFLAGS     += --no-print-directory
.DEFAULT_GOAL := help

WEB    := internal/explorer/web
BUNDLE := internal/explorer/dist/main.js.gz

# Go looks for the C compiler that the race detector needs.
RACE = $(if $(filter 1,$(shell go env CGO_ENABLED)),-race)

.PHONY: help
help: ## List what can be made.
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

.PHONY: demo
demo: ## Run the API over a simulated Partner Center: no account, no secret, no data of anybody's.
	@if command -v npm >/dev/null; then \
		npm_config_fetch_retries=0 $(MAKE) -s explorer || \
			echo 'make: the full Playground cannot be built here, so the small one is served.' >&2; \
	fi
	@go build -buildvcs=false -o bin/pcgraph .
	@exec bin/pcgraph demo $(ARGS)

.PHONY: test
test: ## Run every Go test, under the race detector where there is a C compiler.
	go test $(RACE) -timeout 10m ./...
	go -C examples/service test $(RACE) -timeout 10m ./...

.PHONY: check
check: ## Check format, vet, staticcheck, generated code and the schema; all of them, even if one fails.
	@$(MAKE) --keep-going check-format check-vet check-staticcheck check-generated check-schema

.PHONY: check-format
check-format:
	@unformatted=$$(find . -name node_modules -prune -o -name '*.go' -exec gofmt -l {} +); \
	if [[ -n $$unformatted ]]; then \
		echo "Not formatted; mend it with: gofmt -w" $$unformatted >&2; exit 1; \
	fi

.PHONY: check-vet
check-vet:
	go vet ./...
	go -C examples/service vet ./...

.PHONY: check-staticcheck
check-staticcheck:
	go build -o bin/staticcheck honnef.co/go/tools/cmd/staticcheck
	bin/staticcheck ./...
	cd examples/service && ../../bin/staticcheck ./...

# Compares the files and not with git, so that it can be run before a commit.
.PHONY: check-generated
check-generated:
	@snapshot() { find . -name node_modules -prune -o -name '*.go' -exec cksum {} + | sort -k 3; }; \
	before=$$(snapshot); \
	$(MAKE) generate; \
	if ! changed=$$(diff <(echo "$$before") <(snapshot)); then \
		echo "Generated code was out of date. 'make generate' mends it, and has just done so; commit:" >&2; \
		sed -n 's/^> [0-9]* [0-9]* /  /p' <<<"$$changed" >&2; exit 1; \
	fi

.PHONY: check-schema
check-schema: e2e/node_modules/.package-lock.json
	@npm --prefix e2e --silent run lint:schema
	@npm --prefix e2e --silent run schema:test
	@npm --prefix e2e --silent run schema:check

.PHONY: schema
schema: e2e/node_modules/.package-lock.json ## Write dist/schema.graphql and dist/subgraph.graphql, the schemas to publish with a release.
	@npm --prefix e2e --silent run schema:print
	@go run . schema --federation >dist/subgraph.graphql
	@echo dist/subgraph.graphql

.PHONY: lint-deploy
lint-deploy: ## Check the Dockerfile, the Compose file and the manifests; no engine and no cluster is needed.
	cd deploy/lint && go vet ./... && go test ./...

.PHONY: generate
generate: ## Write the generated code anew, after a change to the schema or to gqlgen.yml.
	go generate ./graph/fast/generate
	go -C examples/service generate ./api

.PHONY: bench
bench: ## Measure the whole service beside a floor that knows no GraphQL; about a minute.
	go run ./bench

# Go at times takes its own deadline for the target's failure; then there is no failing input. Left to itself, it
# spends a minute on making an interesting input shorter, during which it tries no other.
.PHONY: fuzz
fuzz: ## Fuzz everything that reads bytes from outside, each target for FUZZTIME.
	@$(MAKE) fuzz-list | while read -r package target; do \
		echo "go test -run '^$$' -fuzz '^$$target\$$' -fuzztime $(FUZZTIME) $$package"; \
		if ! printed=$$(go test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 100x "$$package" </dev/null 2>&1) && \
			{ [[ $$printed == *'Failing input'* ]] || [[ $$printed != *'context deadline exceeded'* ]]; }; then \
			echo "$$printed"; exit 1; \
		fi; \
		tail -n 1 <<<"$$printed"; \
	done

# Prints the package and the name of each fuzz target. `go test -list` names a package after its targets.
.PHONY: fuzz-list
fuzz-list:
	@go test -list '^Fuzz' ./... | awk '/^Fuzz/ { names[n++] = $$1 } /^ok/ { for (i = 0; i < n; i++) print $$2, names[i]; n = 0 }'

.PHONY: e2e
e2e: explorer web e2e/node_modules/.package-lock.json ## Test the demo from outside: GraphQL over HTTP, clients, a federation, and in Chromium both Playgrounds and the web front end.
	@e2e/run.sh

.PHONY: web
web: examples/web/node_modules/.package-lock.json ## Build the example of a web front end.
	@npm --prefix examples/web --silent run build >/dev/null

.PHONY: explorer
explorer: $(BUNDLE) ## Build the full Playground (GraphiQL), which every later build of pcgraph then holds.

$(BUNDLE): $(WEB)/node_modules/.package-lock.json $(wildcard $(WEB)/*.* internal/explorer/client/*)
	@echo 'Building the Playground'
	@npm --prefix $(WEB) --silent run build

# npm writes this file at the end of an installation: it is the older one exactly when the lock file has changed.
%/node_modules/.package-lock.json: %/package-lock.json
	@command -v npm >/dev/null || { echo 'npm is not there. Install Node 20 or later, with npm.' >&2; exit 1; }
	@echo 'Installing what $*/package-lock.json lists'
	@cd $* && npm ci --loglevel=error --no-progress >/dev/null
	@touch $@

.PHONY: clean
clean: ## Remove all that was built or installed here.
	rm -rf bin dist internal/explorer/dist/*.gz {$(WEB),e2e,examples/web}/node_modules e2e/screenshots \
		e2e/{relay,clients/relay}/schema.graphql e2e/relay/src/__generated__ e2e/clients/relay/__generated__ \
		examples/web/{dist,schema.graphql} examples/web/src/{,*/}__generated__
