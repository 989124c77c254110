# Everything a person or a pipeline does with this repository. `make` alone lists it.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.ONESHELL:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# Compilers at once; each takes up to 1.5 GB.
JOBS ?= $(shell nproc)
SWIFT ?= swift
PYTEST_ARGS ?=
SANITIZER ?= thread
DOCKER ?= docker
IMAGE_ARGS ?=
TEST_ARGS ?=

# An import of a module that the importing target doesn't declare is an error, so the graph in Package.swift stays true.
CHECKS := --explicit-target-dependency-import-check error
DEBUG := $(CHECKS) -j $(JOBS)
# The Swift runtime is linked in: the programs need libpq, libpcre2, libyaml, libz and what comes with every Debian, and no toolchain.
RELEASE := -c release --static-swift-stdlib $(CHECKS) -j $(JOBS)
PRODUCTS := whence whence-ingest whence-agent
SOURCES := Package.swift Services Shared Tests openapi

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: build
build: ## Build whence, whence-ingest and whence-agent for release, into .build/release
	@scripts/ensure build
	SWIFT=$(SWIFT) scripts/dependencies resolve
	for product in $(PRODUCTS); do
		$(SWIFT) build $(RELEASE) --product "$$product"
	done

.PHONY: demo
demo: build ## See a recorded incident diagnosed by the real services; Ctrl-C ends it
	@scripts/ensure postgres
	exec .build/release/whence demo

.PHONY: demo-once
demo-once: build ## The same, but print and stop
	@scripts/ensure postgres
	exec .build/release/whence demo --once

.PHONY: test
test: ## Run every test: contracts and chart (pytest), then the package (swift test)
	@scripts/ensure build postgres poolers monitoring python
	scripts/venv
	SWIFT=$(SWIFT) scripts/dependencies resolve
	$(SWIFT) build --build-tests $(DEBUG)
	.venv/bin/pytest Tests/Contract $(PYTEST_ARGS)
	# One test at a time: many of them start servers, and two cores serve few at once.
	$(SWIFT) test --skip-build --disable-xctest --no-parallel $(TEST_ARGS)

.PHONY: lint
lint: ## Check formatting, the dependency rules between targets, the packages' versions, and the shell scripts
	@scripts/ensure lint
	$(SWIFT) format lint --strict --parallel --recursive $(SOURCES)
	scripts/check-imports
	scripts/dependencies check
	if command -v shellcheck >/dev/null; then shellcheck .ci/run $$(grep -rlE '^#!.*\b(ba)?sh$$' scripts); fi
	echo "lint: nothing to complain about"

.PHONY: format
format: ## Format every Swift file in place
	@$(SWIFT) format --in-place --parallel --recursive $(SOURCES)

.PHONY: bench
bench: build ## Measure intake and analysis, and print the figures
	@scripts/ensure postgres bench
	exec scripts/bench

.PHONY: chaos
chaos: ## Kill, hang and cut off replicas, agents and PostgreSQL under load for CHAOS_SECONDS (120), by CHAOS_SEED
	@scripts/ensure build postgres
	SWIFT=$(SWIFT) scripts/dependencies resolve
	$(SWIFT) build --build-tests $(DEBUG)
	CHAOS_SECONDS=$${CHAOS_SECONDS:-120} CHAOS_SEED=$${CHAOS_SEED:-$$(date +%s)} \
		$(SWIFT) test --skip-build --disable-xctest --no-parallel --filter 'EndToEndTests.*Whatever.dies'

.PHONY: docs
docs: ## Bring the generated parts of the documentation up to date: settings, the rules' catalogue, the chart's values
	@scripts/ensure build
	scripts/rules-catalogue
	scripts/chart-values
	SWIFT=$(SWIFT) scripts/dependencies resolve
	SWIFT=$(SWIFT) scripts/settings-table $(DEBUG)

.PHONY: coverage
coverage: ## Run the Swift tests with coverage; fails below COVERAGE_MINIMUM (85) percent of the lines of Shared and Services
	@scripts/ensure build postgres monitoring python
	SWIFT=$(SWIFT) JOBS=$(JOBS) scripts/coverage $(TEST_ARGS)

.PHONY: sanitize
sanitize: ## Run the Swift tests under a sanitizer: SANITIZER=thread (default) or address
	@scripts/ensure build postgres monitoring
	SWIFT=$(SWIFT) JOBS=$(JOBS) scripts/sanitize $(SANITIZER) $(TEST_ARGS)

.PHONY: sbom
sbom: ## Write the bill of materials of the release build to whence.cdx.json
	@scripts/ensure python
	programs=
	for product in $(PRODUCTS); do
		if [ -x ".build/release/$$product" ]; then programs="$$programs .build/release/$$product"; fi
	done
	scripts/sbom $$programs >whence.cdx.json
	echo "sbom: whence.cdx.json names $$(grep -c '"purl"' whence.cdx.json) packages"

IMAGE_REGISTRY ?=
VERSION = $(shell sed -nE 's/^version: (.*)/\1/p' charts/whence/Chart.yaml)
.PHONY: image
image: ## Build both images with docker (or DOCKER=podman), as IMAGE_REGISTRY/whence-ingest and …/whence-agent
	@for target in ingest agent; do
		$(DOCKER) build --target "$$target" --tag "$(if $(IMAGE_REGISTRY),$(IMAGE_REGISTRY:/=)/)whence-$$target:$(VERSION)" --build-arg VERSION=$(VERSION) \
			--build-arg REVISION="$$(git rev-parse HEAD)" --build-arg CREATED="$$(git log -1 --format=%cI)" $(IMAGE_ARGS) .
	done

.PHONY: image-sbom
image-sbom: ## Write the bill of materials of the images that `make image` built to whence.cdx.json
	@roots=$$(mktemp -d)
	trap 'rm -rf "$$roots"' EXIT
	for target in ingest agent; do
		mkdir "$$roots/$$target"
		container=$$($(DOCKER) create "$(if $(IMAGE_REGISTRY),$(IMAGE_REGISTRY:/=)/)whence-$$target:$(VERSION)")
		$(DOCKER) export "$$container" | tar -x -C "$$roots/$$target" var/lib/dpkg/status.d
		$(DOCKER) rm "$$container" >/dev/null
	done
	scripts/sbom --root "$$roots/ingest" --root "$$roots/agent" >whence.cdx.json

.PHONY: image-check
image-check: build ## Build the images of the release build without daemon or registry, run them, print sizes and times (root)
	@scripts/ensure images
	exec scripts/image-check .build/release

.PHONY: chart
chart: ## Package the chart into whence-VERSION.tgz
	@scripts/ensure python
	scripts/venv
	.venv/bin/python -c 'import helm_python; print(helm_python.package("charts/whence"))'

.PHONY: release
release: ## Name the next version everywhere, commit and tag it: VERSION_NEXT=1.2.3, DRY_RUN=yes to see it first
	@exec scripts/release "$(VERSION_NEXT)" $(if $(DRY_RUN),--dry-run)

.PHONY: hooks
hooks: ## Check commits before they are made, on this clone
	@git config core.hooksPath scripts/hooks

.PHONY: clean
clean: ## Remove what was built, the demo's database and the Python environment
	@rm -rf .build .build-* .local .venv
