# Sourced by run.sh: Podman in the place of Docker, behind its socket that speaks Docker's language, with folders of its own.

podman_here() { podman --remote --url "$DOCKER_HOST" "$@"; }

start_podman() {
    mkdir --parents "$work/podman"
    # A network of its own too: where Docker has been, its rules drop what one container sends another.
    network=$network-podman
    ip netns add "$network"
    inside ip link set lo up
    export CONTAINERS_CONF=$work/podman/containers.conf
    # cgroupfs, as there is no systemd; runc, as crun refuses a machine that has both versions of cgroups; limits that need
    # no right to raise them.
    cat >"$CONTAINERS_CONF" <<END
[containers]
default_ulimits = ["nofile=4096:4096", "nproc=4096:4096"]
[network]
network_backend = "netavark"
network_config_dir = "$work/podman/networks"
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
runtime = "runc"
END
    # Its socket does not know BuildKit.
    export DOCKER_HOST=unix://$work/podman/socket DOCKER_BUILDKIT=0
    # All that it starts ends with it.
    nsenter --net="/run/netns/$network" unshare --mount --pid --fork --mount-proc --kill-child=KILL \
        bash -c "$(declare -f serve_podman); serve_podman" >"$work/podman.log" 2>&1 &
    podman=$!
    for _ in $(seq 600); do
        docker info >/dev/null 2>&1 && break
        sleep 0.2
    done
    podman_here import --change "$path" "$userland" userland >/dev/null 2>&1
    make_stand_ins
    look_after_health &
    health=$!
}

serve_podman() { # in namespaces of its own
    local folder=${CONTAINERS_CONF%/*} own
    for own in containers libpod netns; do
        mkdir --parents "/run/$own"
        mount -t tmpfs tmpfs "/run/$own"
    done
    exec podman --root "$folder/data" --runroot "$folder/run" system service --time 0 "$DOCKER_HOST"
}

# Podman has timers of systemd for this, and there is none beside it here. As often as the file asks for the hubs', as three
# failures in a row count.
look_after_health() {
    local container
    while :; do
        for container in $(podman_here ps --quiet); do
            podman_here healthcheck run "$container" >/dev/null 2>&1 || true
        done
        sleep 10
    done
}

end_podman() {
    kill -KILL "$health" "$podman" 2>/dev/null || true
    wait "$health" "$podman" 2>/dev/null || true
    ip netns delete "$network" || true
    network=${network%-podman}
    unset DOCKER_BUILDKIT podman
    export DOCKER_HOST=unix://$work/docker.sock
}
