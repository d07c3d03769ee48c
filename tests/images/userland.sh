# Sourced by run.sh: one userland of Debian 13, which stands in for the base images and is the machine that a reader of the
# README has: Python 3.13, Redis 8, Valkey 8, Caddy 2.6, Compose 2.26, systemd, make and libsodium, and the packages of the locks on its disk.

make_userland() { # make_userland FILE
    local root=$work/root lock platform platforms=()
    quietly debootstrap --variant=minbase --include=ca-certificates,python3,python3-venv,make,libsodium23,redis-server,valkey-server,docker-compose,caddy,busybox-static,libcap2-bin,systemd \
        trixie "$root"
    ln -s /usr/bin/python3 "$root/usr/local/bin/python"
    ln -s /usr/bin/busybox "$root/usr/bin/wget"
    mkdir -p "$root/data" "$root/etc/caddy" "$root/wheels"
    chroot "$root" setcap cap_net_bind_service=+ep /usr/bin/caddy
    for platform in manylinux_2_28 manylinux_2_17 manylinux2014 manylinux_2_5 manylinux1; do
        platforms+=(--platform "${platform}_$(uname -m)")
    done
    for lock in build run; do
        quietly .venv/bin/python -m pip download --no-deps --require-hashes --python-version 3.13 \
            "${platforms[@]}" --dest "$root/wheels" --requirement "requirements/$lock.txt"
    done
    printf '[global]\nno-index = true\nfind-links = /wheels\n' >"$root/etc/pip.conf"
    mkdir -p "$cache"
    tar --directory "$root" --xattrs --xattrs-include='*' --create --file "$work/userland.tar" .
    mv "$work/userland.tar" "$1"
    rm -rf "$root"
}
