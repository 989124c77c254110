# syntax=docker/dockerfile:1
# Two images from one build, of a program and the libraries that it loads: no shell, no package manager, no root.
#   docker build --target ingest -t whence-ingest .
#   docker build --target agent  -t whence-agent .

# By digest where a build has to be the same again: --build-arg SWIFT_IMAGE=swift@sha256:…
ARG SWIFT_IMAGE=swift:6.3.1-bookworm
ARG DEBIAN_IMAGE=debian:12-slim

FROM ${SWIFT_IMAGE} AS build
WORKDIR /src
# What changes seldom comes first: the packages, then the dependencies' sources.
COPY scripts/ensure scripts/ensure
RUN scripts/ensure build && rm -rf /var/lib/apt/lists/*
COPY Package.swift dependencies.lock ./
COPY scripts/dependencies scripts/dependencies
# Those of dependencies.lock and no others.
RUN scripts/dependencies resolve
COPY . .
RUN make build && mkdir /out && cp .build/release/whence .build/release/whence-ingest .build/release/whence-agent /out/ && strip /out/* \
    && clang -Os -Wall -Werror -o /out/healthcheck scripts/healthcheck.c && strip /out/healthcheck

FROM ${DEBIAN_IMAGE} AS debian
# A date such as 20261101T000000Z takes the packages of that day, so that they are the same again. Without it, the current ones.
ARG DEBIAN_SNAPSHOT=
COPY scripts/image-root /usr/local/bin/
# hadolint ignore=DL3008
RUN if [ -n "$DEBIAN_SNAPSHOT" ]; then \
        rm -f /etc/apt/sources.list.d/*; \
        printf 'deb http://snapshot.debian.org/archive/%s/%s %s main\n' debian "$DEBIAN_SNAPSHOT" bookworm \
            debian-security "$DEBIAN_SNAPSHOT" bookworm-security >/etc/apt/sources.list; \
    fi \
    && apt-get -o Acquire::Check-Valid-Until=false update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends ca-certificates libpcre2-8-0 libpq5 libyaml-0-2 zlib1g \
    && rm -rf /var/lib/apt/lists/*

FROM debian AS ingest-root
# `whence` beside it: tokens are made and dead jobs are replayed where the database can be reached.
COPY --from=build /out/whence-ingest /out/whence /out/healthcheck /usr/local/bin/
RUN image-root /root/image /usr/local/bin/whence-ingest /usr/local/bin/whence /usr/local/bin/healthcheck

FROM debian AS agent-root
COPY --from=build /out/whence-agent /out/healthcheck /usr/local/bin/
RUN image-root /root/image /usr/local/bin/whence-agent /usr/local/bin/healthcheck

FROM scratch AS ingest
ARG VERSION=0.0.0
ARG REVISION=unknown
ARG CREATED=1970-01-01T00:00:00Z
LABEL org.opencontainers.image.title="whence-ingest" \
      org.opencontainers.image.description="Takes alerts and makes incidents of them" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}"
COPY --from=ingest-root /root/image/ /
ENV PATH=/usr/local/bin
# A number, so that Kubernetes can see that it isn't root.
USER 65532:65532
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s CMD ["/usr/local/bin/healthcheck", "8080", "/readyz"]
ENTRYPOINT ["/usr/local/bin/whence-ingest"]

FROM scratch AS agent
ARG VERSION=0.0.0
ARG REVISION=unknown
ARG CREATED=1970-01-01T00:00:00Z
LABEL org.opencontainers.image.title="whence-agent" \
      org.opencontainers.image.description="Finds the root cause of an alert" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}"
COPY --from=agent-root /root/image/ /
ENV PATH=/usr/local/bin
USER 65532:65532
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s CMD ["/usr/local/bin/healthcheck", "8000", "/readyz"]
ENTRYPOINT ["/usr/local/bin/whence-agent"]
