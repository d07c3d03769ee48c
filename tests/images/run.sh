#!/usr/bin/env bash
# Goes every way to a hub that the README names, without an image registry: `make images`, on Debian as root; single ones with
# `make images PARTS="systemd checkout"`. One userland of Debian 13 stands in for the base images, and is the machine on
# which the other ways are gone. Docker runs in a network of its own without a way out, with a folder of its own; nothing of
# either is left at the end. What is checked stands in ways.py, check.py, index.py and cluster.py.
set -euo pipefail
cd "$(dirname "$0")/../.."

parts=${*:-compose one index systemd checkout cluster podman}
tree=$PWD
. tests/images/userland.sh
. tests/images/machine.sh
. tests/images/podman.sh
cache=$tree/.cache/images
work=$(mktemp -d /tmp/overture-images.XXXXXX)
network=overture-images-$$
export DOCKER_HOST=unix://$work/docker.sock DOCKER_CONFIG=$work/docker

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
    set +e
    (cd "$work/tree" 2>/dev/null && docker compose down --volumes --timeout 5 >/dev/null 2>&1) || true
    [ -z "${podman:-}" ] || end_podman
    if [ -n "${machine:-}" ]; then
        kill -KILL "$machine" 2>/dev/null || true
        wait "$machine" || true
    fi
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
        systemd-analyze:systemd podman:podman; do
        command -v "${pair%:*}" >/dev/null || missing+=("${pair#*:}")
    done
    for pair in netavark aardvark-dns; do
        [ -x "/usr/lib/podman/$pair" ] || missing+=("$pair")
    done
    # Debian's own signatures, which other distributions do not bring along.
    [ -e /usr/share/keyrings/debian-archive-keyring.gpg ] || missing+=(debian-archive-keyring)
    [ ${#missing[@]} -eq 0 ] || debian_install "The images cannot be built without these." "${missing[@]}"
}

start_docker() {
    ip netns add "$network"
    inside ip link set lo up
    # Not by `inside`: of a function in the background the shell would know its own copy only, and could not end Docker.
    nsenter --net="/run/netns/$network" dockerd --data-root "$work/data" --exec-root "$work/exec" --pidfile "$work/pid" --host "$DOCKER_HOST" \
        >"$work/dockerd.log" 2>&1 &
    daemon=$!
    for _ in $(seq 600); do
        docker info >/dev/null 2>&1 && return
        sleep 0.2
    done
    tail -20 "$work/dockerd.log" >&2
    fail "Docker did not start."
}

stand_in() { # stand_in NAME INSTRUCTION: an image of the userland
    printf 'FROM userland\n%s\n' "$2" | docker build --quiet --tag "$1" - >/dev/null 2>&1
}

make_stand_ins() {
    local store
    stand_in python:3.13-slim ''
    for store in redis valkey/valkey; do
        stand_in "$store:8" "WORKDIR /data
RUN chown ${store#*/}: /data"
    done
    stand_in caddy:2 'CMD ["caddy", "run", "--config", "/etc/caddy/Caddyfile", "--adapter", "caddyfile"]'
}

need_programs
trap clean_up EXIT
set -E
trap 'printf "%s stopped in line %s.\n" "${BASH_SOURCE[0]}" "$LINENO" >&2' ERR

# systemd looks whether what it would start is there, so it is given something that is.
sed 's|^ExecStart=.*|ExecStart=/bin/true|' packaging/overture.service >"$work/overture.service"
quietly systemd-analyze verify --man=no "$work/overture.service"

userland=$cache/trixie-$(cat requirements/build.txt requirements/run.txt tests/images/userland.sh | cksum | cut -d ' ' -f 1).tar
step "userland"
[ -f "$userland" ] || make_userland "$userland"
step "Docker"
start_docker
path='ENV PATH=/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin'
docker import --change "$path" "$userland" userland >/dev/null
make_stand_ins
step "a machine"
start_machine
# Compose v2 of that machine, for the Docker of this one.
mkdir --parents "$DOCKER_CONFIG/cli-plugins"
cp "$root/usr/libexec/docker/cli-plugins/docker-compose" "$DOCKER_CONFIG/cli-plugins"
quietly docker compose version

# A checkout: with a strict umask, as one may have.
mkdir "$work/tree"
(umask 077 && tar --create --exclude node_modules --exclude __pycache__ \
    .dockerignore .env.example Caddyfile Dockerfile Makefile README.md docker-compose.yml docker-compose.cluster.yml pyproject.toml LICENSE \
    CHANGELOG.md docs packaging requirements client server tools |
    tar --extract --no-same-permissions --directory "$work/tree")
cp --recursive "$work/tree" "$work/machine/home/reader/overture"
chroot "$work/machine" chown --recursive reader: /home/reader/overture
# What a release gives: the source archive and the wheel.
quietly tools/wheel.sh "$work/dist"
mkdir "$work/machine/root/overture"
tar --extract --file "$work"/dist/*.tar.gz --strip-components 1 --directory "$work/machine/root/overture"
cp "$work"/dist/*.whl "$work/machine/root/overture"
cd "$work/tree"
# The name is known to the checks alone.
printf '127.0.0.1 localhost overture.localhost\n' >"$work/hosts"

check() { # check MODULE ARGUMENTS...
    (
        cd "$tree"
        inside unshare --mount sh -c 'mount --bind "$1" /etc/hosts && shift && exec "$@"' \
            sh "$work/hosts" "$tree/.venv/bin/python" -m "$1" "$work/tree" "${@:2}"
    )
}

for part in $parts; do
    step "$part"
    case $part in
    compose)
        check tests.images.ways "$systemd" compose
        check tests.images.check
        quietly docker compose down --volumes
        ;;
    one | systemd | checkout) check tests.images.ways "$systemd" "$part" ;;
    index)
        stand_in python:3.13-slim 'RUN rm -r /etc/pip.conf /wheels'
        printf 'SITE_ADDRESS=overture.localhost\n' >.env
        check tests.images.index "$work/machine/wheels"
        stand_in python:3.13-slim ''
        ;;
    cluster)
        printf 'SITE_ADDRESS=overture.localhost\nCLUSTER_PASSWORD=%s\nCOMPOSE_FILE=docker-compose.yml:docker-compose.cluster.yml\n' "$RANDOM$RANDOM" >.env
        # By docker-compose 1.29, which many still have.
        quietly docker-compose build
        quietly docker-compose up --detach
        check tests.images.cluster
        quietly docker-compose down --volumes
        ;;
    podman)
        start_podman
        sed 's/overture.example.org/overture.localhost/' .env.example >.env
        quietly docker compose up --build --detach
        # It has an address of its own in the inner network, for the names.
        check tests.images.check 172.30.86.1
        quietly docker compose down --volumes
        end_podman
        ;;
    *) fail "There is no part $part." ;;
    esac
done
step "done"
