# The program alone, linked statically, in an image of nothing else:
#
#     docker build --tag licscan .
#     docker run --rm --network none --volume "$PWD/models:/models:ro" licscan /models
FROM rust:1.95-alpine AS build
WORKDIR /build
COPY . .
# The target of this image is musl, which Rust links statically by default.
RUN cargo install --path . --locked --root /installed

FROM scratch
COPY --from=build /installed/bin/licscan /licscan
COPY LICENSE /LICENSE
WORKDIR /models
# Nobody: a scan reads and writes nothing.
USER 65534:65534
ENTRYPOINT ["/licscan"]
