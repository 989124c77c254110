# syntax=docker/dockerfile:1
# Two images from one build:
#   docker build --target ingest -t whence-ingest .
#   docker build --target agent  -t whence-agent .

FROM swift:6.3-bookworm AS build
WORKDIR /src
# What changes seldom comes first: the packages, then the dependencies' sources.
COPY scripts/ensure scripts/ensure
RUN scripts/ensure build && rm -rf /var/lib/apt/lists/*
COPY Package.swift ./
RUN swift package resolve
COPY . .
# Without debug information, with the symbols that a backtrace names functions by.
RUN make build && mkdir /out && cp .build/release/whence .build/release/whence-ingest .build/release/whence-agent /out/ && strip --strip-debug /out/*

FROM debian:12-slim AS runtime
# hadolint ignore=DL3008
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends ca-certificates libpcre2-8-0 libpq5 zlib1g \
    && rm -rf /var/lib/apt/lists/*
# A number, so that Kubernetes can see that it isn't root.
USER 65532:65532
WORKDIR /

FROM runtime AS ingest
# `whence` beside it: tokens are made and dead jobs are replayed where the database can be reached.
COPY --from=build /out/whence-ingest /out/whence /usr/local/bin/
EXPOSE 8080
ENTRYPOINT ["/usr/local/bin/whence-ingest"]

FROM runtime AS agent
COPY --from=build /out/whence-agent /usr/local/bin/
EXPOSE 8000
ENTRYPOINT ["/usr/local/bin/whence-agent"]
