# Sourced by interop/run and benchmarks/run: Panal and other programs with a network, mounts and processes of their own.
#
# transmission drops peers on 127.x, so each client gets an address of its own; a disk can be small; nothing survives the run.

python=/usr/bin/python3 # Debian's own, whatever else the PATH has: python3-libtorrent is installed for this one
export PYTHONDONTWRITEBYTECODE=1

# Runs the Python program in folder $1 with the other arguments inside, or with `--skip REASON` where that cannot be.
in_namespace() {
  local folder=$1
  shift
  case " $* " in *" --list "*) exec "$python" "$folder" "$@" ;; esac

  "$folder/../panal" --version > /dev/null || exit 1 # built here: inside the namespace Maven would have no network

  if [ "$(id -u)" != 0 ]; then
    exec "$python" "$folder" --skip "needs root, for a network namespace of its own" "$@"
  fi
  local spaces=(unshare --net --mount --pid --fork --kill-child --mount-proc)
  if ! "${spaces[@]}" ip link set lo up 2>/dev/null; then
    exec "$python" "$folder" --skip "needs unshare (util-linux) and ip (iproute2), and the right to make namespaces" "$@"
  fi
  exec "${spaces[@]}" "$python" "$folder" "$@"
}
