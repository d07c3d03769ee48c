# Sourced by run.sh: the machine of somebody who reads the README. The userland, with systemd as its first process, in the network
# in which Docker runs.

start_machine() {
    local name
    root=$work/machine
    mkdir "$root"
    tar --directory "$root" --xattrs --xattrs-include='*' --extract --file "$userland"
    # What the README starts is started by its words alone, and nothing of this machine's kernel is changed.
    for name in caddy redis-server valkey-server getty@ getty-static console-getty systemd-sysctl systemd-modules-load systemd-binfmt; do
        ln --symbolic --force /dev/null "$root/etc/systemd/system/$name.service"
    done
    printf '127.0.0.1 localhost overture.localhost\n' >"$root/etc/hosts"
    useradd --root "$root" --create-home reader
    nsenter --net="/run/netns/$network" unshare --mount --pid --fork --uts --ipc --cgroup --kill-child=KILL \
        bash -c "$(declare -f boot); boot $root" >"$work/machine.log" 2>&1 &
    machine=$!
    for _ in $(seq 600); do
        # On a busy machine it is not there yet.
        systemd=$(pgrep --parent "$machine" || true)
        case $(in_machine systemctl is-system-running 2>/dev/null || true) in running | degraded) return ;; esac
        sleep 0.2
    done
    tail -20 "$work/machine.log" >&2
    fail "systemd did not start."
}

boot() { # boot ROOT: in namespaces of its own
    set -e
    mount --make-rprivate /
    mount --bind "$1" "$1"
    mount -t proc proc "$1/proc"
    mount --bind "$1/proc/sys" "$1/proc/sys"
    mount -o remount,bind,ro "$1/proc/sys"
    mount -t sysfs -o ro sysfs "$1/sys"
    mount -t cgroup2 cgroup2 "$1/sys/fs/cgroup"
    mount -t tmpfs tmpfs "$1/run"
    mount -t tmpfs -o mode=1777 tmpfs "$1/tmp"
    mount -t tmpfs -o mode=755 tmpfs "$1/dev"
    for device in null zero full random urandom tty; do
        touch "$1/dev/$device"
        mount --bind "/dev/$device" "$1/dev/$device"
    done
    mkdir "$1/dev/shm" "$1/dev/pts"
    mount -t tmpfs -o mode=1777 tmpfs "$1/dev/shm"
    mount -t devpts -o newinstance,ptmxmode=0666 devpts "$1/dev/pts"
    ln -s pts/ptmx "$1/dev/ptmx"
    ln -s /proc/self/fd "$1/dev/fd"
    exec env -i container=overture PATH=/usr/sbin:/usr/bin:/sbin:/bin chroot "$1" /lib/systemd/systemd --system --log-target=console </dev/null
}

in_machine() { nsenter --target "$systemd" --mount --pid --ipc --uts --cgroup --root --wd=/ "$@"; }
