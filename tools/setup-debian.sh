# Sourced by setup.sh: Debian packages, where this is root on Debian; elsewhere a sentence that says what to install.

installs_packages() {
    [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null
}

# debian_offers PACKAGE: it could be installed from here, as far as is known without asking anyone.
debian_offers() {
    installs_packages && apt-cache show "$1" >/dev/null 2>&1
}

# debian_install WHY PACKAGES...
debian_install() {
    local why=$1
    shift
    if ! installs_packages; then
        printf '%s Install these and try again: %s\n' "$why" "$*" >&2
        printf 'On Debian or Ubuntu: sudo apt-get install --no-install-recommends %s\n' "$*" >&2
        exit 1
    fi
    echo "Installing Debian packages: $*"
    without_services apt_install "$@"
}

apt_install() {
    export DEBIAN_FRONTEND=noninteractive
    apt-get -qq update
    apt-get -qq install --yes --no-install-recommends "$@" >/dev/null
}

# The tests start servers of their own on private sockets. A package's own service must not start because of them.
without_services() {
    local policy=/usr/sbin/policy-rc.d
    if [ -e "$policy" ]; then
        "$@"
        return
    fi
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
    trap "rm -f $policy" EXIT
    "$@"
    rm -f "$policy"
    trap - EXIT
}
