#!/usr/bin/env bash
# Builds docker-compose.yml and runs all of it, without an image registry: `make images`, on Debian as root.
# One userland of Debian 13 stands in for the three base images. Docker runs in a network of its own without a way out, with
# a folder of its own; nothing of either is left at the end. What is checked stands in check.py and cluster.py.
set -euo pipefail
cd "$(dirname "$0")/../.."

tree=$PWD
cache=$tree/.cache/images
work=$(mktemp -d /tmp/overture-images.XXXXXX)
network=overture-images-$$
export DOCKER_HOST=unix://$work/docker.sock

step() { printf '%4d s  %s\n' "$SECONDS" "$*"; }

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

inside() { nsenter --net="/run/netns/$network" "$@"; }

quietly() { # quietly COMMAND...: its output only if it fails
    "$@" >"$work/log" 2>&1 || { tail -30 "$work/log" >&2; fail "Failed: $*"; }
}

clean_up() {
    (cd "$work/tree" 2>/dev/null && docker-compose down --volumes --timeout 5 >/dev/null 2>&1) || true
    if [ -n "${daemon:-}" ]; then
        kill "$daemon" 2>/dev/null || true
        wait "$daemon" || true
    fi
    umount --lazy "$work"/exec/netns/* "$work/data" 2>/dev/null || true
    ip netns delete "$network" 2>/dev/null || true
    rm -rf "$work"
}

need_programs() {
    [ "$(id -u)" -eq 0 ] || fail "This needs root: it starts Docker in a network of its own."
    . tools/setup-debian.sh
    local missing=() pair
    for pair in dockerd:docker.io docker-compose:docker-compose debootstrap:debootstrap iptables:iptables ip:iproute2 \
        systemd-analyze:systemd; do
        command -v "${pair%:*}" >/dev/null || missing+=("${pair#*:}")
    done
    # Debian's own signatures, which other distributions do not bring along.
    [ -e /usr/share/keyrings/debian-archive-keyring.gpg ] || missing+=(debian-archive-keyring)
    [ ${#missing[@]} -eq 0 ] || debian_install "The images cannot be built without these." "${missing[@]}"
}

make_userland() { # Python 3.13, Redis 8, Caddy 2.6 of Debian 13, and the wheels of the locks beside them
    local root=$work/root lock platform platforms=()
    quietly debootstrap --variant=minbase \
        --include=ca-certificates,python3,python3-venv,redis-server,caddy,busybox-static,libcap2-bin trixie "$root"
    ln -s /usr/bin/python3 "$root/usr/local/bin/python"
    ln -s /usr/bin/busybox "$root/usr/bin/wget"
    mkdir -p "$root/data" "$root/etc/caddy" "$root/wheels"
    chroot "$root" chown redis:redis /data
    chroot "$root" setcap cap_net_bind_service=+ep /usr/bin/caddy
    for platform in manylinux_2_28 manylinux_2_17 manylinux2014 manylinux_2_5 manylinux1; do
        platforms+=(--platform "${platform}_$(uname -m)")
    done
    for lock in build hub; do
        quietly .venv/bin/python -m pip download --no-deps --require-hashes --only-binary :all: --python-version 3.13 \
            "${platforms[@]}" --dest "$root/wheels" --requirement "requirements/$lock.txt"
    done
    printf '[global]\nno-index = true\nfind-links = /wheels\n' >"$root/etc/pip.conf"
    mkdir -p "$cache"
    tar --directory "$root" --xattrs --xattrs-include='*' --create --file "$work/userland.tar" .
    mv "$work/userland.tar" "$1"
    rm -rf "$root"
}

start_docker() {
    ip netns add "$network"
    inside ip link set lo up
    # Not by `inside`: of a function in the background the shell would know its own copy only, and could not end Docker.
    nsenter --net="/run/netns/$network" dockerd --data-root "$work/data" --exec-root "$work/exec" --pidfile "$work/pid" --host "$DOCKER_HOST" \
        >"$work/dockerd.log" 2>&1 &
    daemon=$!
    for _ in $(seq 150); do
        docker info >/dev/null 2>&1 && return
        sleep 0.2
    done
    tail -20 "$work/dockerd.log" >&2
    fail "Docker did not start."
}

stand_in() { # stand_in NAME INSTRUCTION: an image of the userland
    printf 'FROM userland\n%s\n' "$2" | docker build --quiet --tag "$1" - >/dev/null 2>&1
}

need_programs
trap clean_up EXIT

# systemd looks whether what it would start is there, so it is given something that is.
sed 's|^ExecStart=.*|ExecStart=/bin/true|' packaging/overture.service >"$work/overture.service"
quietly systemd-analyze verify --man=no "$work/overture.service"

userland=$cache/trixie-$(cat requirements/build.txt requirements/hub.txt tests/images/run.sh | cksum | cut -d ' ' -f 1).tar
step "userland"
[ -f "$userland" ] || make_userland "$userland"
step "Docker"
start_docker
docker import --change 'ENV PATH=/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin' "$userland" userland >/dev/null
stand_in python:3.13-slim ''
stand_in redis:8 'WORKDIR /data'
stand_in caddy:2 'CMD ["caddy", "run", "--config", "/etc/caddy/Caddyfile", "--adapter", "caddyfile"]'

step "build"
mkdir "$work/tree"
# With a strict umask, as a checkout may have.
(umask 077 && tar --create --exclude node_modules --exclude __pycache__ \
    .dockerignore Caddyfile Dockerfile docker-compose.yml docker-compose.cluster.yml pyproject.toml LICENSE CHANGELOG.md packaging/sboms requirements client server |
    tar --extract --no-same-permissions --directory "$work/tree")
printf 'SITE_ADDRESS=overture.localhost\n' >"$work/tree/.env"
cd "$work/tree"
quietly docker-compose build
# The name is known to the checks alone.
printf '127.0.0.1 localhost overture.localhost\n' >"$work/hosts"

check() { # check MODULE: starts what .env names, and checks it
    quietly docker-compose up --detach
    (
        cd "$tree"
        inside unshare --mount sh -c 'mount --bind "$1" /etc/hosts && exec "$2" -m "$3" "$4"' \
            sh "$work/hosts" "$tree/.venv/bin/python" "$1" "$work/tree"
    )
}

step "up"
check tests.images.check
quietly docker-compose down --volumes
step "up, as a cluster"
printf 'CLUSTER_PASSWORD=%s\nCOMPOSE_FILE=docker-compose.yml:docker-compose.cluster.yml\n' "$RANDOM$RANDOM" >>"$work/tree/.env"
check tests.images.cluster
step "done"
