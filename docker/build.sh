#!/bin/sh
# Builds dateline:VERSION and dateline:latest with docker, podman or buildah, whichever is there and works.
# usage: docker/build.sh VERSION
#
# Without a reachable registry (DATELINE_BASE unset and the pull refused) a Debian 12 base is made with debootstrap, as root.
set -eu
version=$1
cd "$(dirname "$0")/.."
base=${DATELINE_BASE:-docker.io/library/debian:bookworm-slim}

if command -v docker >/dev/null && docker info >/dev/null 2>&1; then
    exec docker build -f docker/Dockerfile --build-arg "BASE=$base" -t "dateline:$version" -t dateline:latest .
fi
tool=$(command -v buildah || command -v podman) || {
    echo "make image needs docker (with its daemon), podman or buildah" >&2
    exit 1
}

# A base from this machine's own Debian mirror, with its certificates and client settings, under the name localhost/debian.
own_base() {
    command -v debootstrap >/dev/null || { echo "no registry and no debootstrap: cannot make a base image" >&2; exit 1; }
    root=$(mktemp -d)
    mirror=$(sed -n 's/^URIs: *//p' /etc/apt/sources.list.d/debian.sources 2>/dev/null | head -n1)
    [ -n "$mirror" ] || mirror=$(awk '$1 == "deb" { print $2; exit }' /etc/apt/sources.list)
    debootstrap --variant=minbase --include=ca-certificates bookworm "$root" "$mirror" >&2
    cp -a /etc/apt/sources.list.d/debian.sources "$root/etc/apt/sources.list.d/" 2>/dev/null && rm -f "$root/etc/apt/sources.list"
    cp -a /etc/apt/apt.conf.d/99* "$root/etc/apt/apt.conf.d/" 2>/dev/null || true
    cp -a /usr/local/share/ca-certificates/. "$root/usr/local/share/ca-certificates/" 2>/dev/null || true
    chroot "$root" update-ca-certificates >/dev/null 2>&1 || true
    tar -C "$root" -c . | podman import - localhost/debian:bookworm >&2
    rm -rf "$root"
}

# Root may be in a container itself, where no other can be started; chroot works everywhere.
isolation=
[ "$(id -u)" -ne 0 ] || isolation="--isolation chroot"
case $tool in
*/buildah) build="buildah bud --format docker" ;;
*) build="podman build --format docker" ;;
esac
if [ -z "${DATELINE_BASE:-}" ] && ! $tool pull -q "$base" >/dev/null 2>&1; then
    base=localhost/debian:bookworm
    podman image exists "$base" || own_base
fi
# shellcheck disable=SC2086
exec $build $isolation --pull-never --network host -f docker/Dockerfile --build-arg "BASE=$base" \
    -t "dateline:$version" -t dateline:latest .
