# syntax=docker/dockerfile:1
# Two stages: build a static program, ship it alone. Multi-architecture by
# `docker buildx build --platform linux/amd64,linux/arm64 .`
FROM --platform=$BUILDPLATFORM docker.io/library/golang:1.26-bookworm AS build
ARG TARGETOS=linux
ARG TARGETARCH
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download
COPY . .
# The commit is noted in the program where .git came along; VERSION names it elsewhere.
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/go/build \
    GOCACHE=/go/build CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH go build -trimpath -ldflags='-s -w' -o /out/firstmate ./cmd/firstmate \
    && mkdir -p /out/data

FROM gcr.io/distroless/static-debian12:nonroot
ARG VERSION=dev
ARG REVISION=unknown
LABEL org.opencontainers.image.title="firstmate" \
      org.opencontainers.image.description="Finds a mentor for every newcomer of an open-source project" \
      org.opencontainers.image.source="https://github.com/firstmate-app/firstmate" \
      org.opencontainers.image.documentation="https://github.com/firstmate-app/firstmate/blob/main/docs/operate.md" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION"
COPY --from=build /out/firstmate /firstmate
COPY --from=build --chown=65532:65532 /out/data /data
USER 65532:65532
ENV FIRSTMATE_LISTEN=:8080 FIRSTMATE_DATA_DIR=/data
EXPOSE 8080
VOLUME /data
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=6 CMD ["/firstmate", "healthcheck"]
ENTRYPOINT ["/firstmate"]
CMD ["serve"]
