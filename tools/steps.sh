# Shared by ./quickstart and ./check: steps that say what they do. Source it from the top of the source tree.

logs=build/logs
mkdir -p "$logs"

packages=(g++ cmake ninja-build ccache mold dpkg-dev xz-utils ca-certificates zlib1g-dev libfmt-dev libtomlplusplus-dev
  nlohmann-json3-dev libcli11-dev libnetcdf-dev libsuitesparse-dev doctest-dev librapidcheck-dev libbenchmark-dev libopenblas0)

# Routers that the live test of exports starts on loopback; only ./check wants them. Their services are not started (see apt_install).
# shellcheck disable=SC2034
daemons=(gdnsd haproxy nginx-light varnish pdns-server pdns-backend-geoip)

say() { printf '%s\n' "$*"; }

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

# run TITLE LOG COMMAND...: one line while it works (a moving one on a terminal), the log's end when it fails.
run() {
  local title=$1 log=$2 started=$SECONDS shown=$SECONDS progress
  shift 2
  "$@" >"$log" 2>&1 &
  local pid=$!
  trap 'kill "$pid" 2>/dev/null; wait "$pid" 2>/dev/null; exit 130' INT TERM
  [ -t 1 ] || say "$title ..."
  while kill -0 "$pid" 2>/dev/null; do
    sleep 0.2
    progress=$(tail -c 400 "$log" | tr '\r' '\n' | grep -oE '^\[[0-9]+/[0-9]+\]|^ *[0-9]+/[0-9]+ Test' | tail -1) || true
    if [ -t 1 ]; then
      printf '\r\033[K%s  %s  %d s' "$title" "$progress" $((SECONDS - started))
    elif [ $((SECONDS - shown)) -ge 10 ]; then
      shown=$SECONDS
      say "  $progress $((SECONDS - started)) s"
    fi
  done
  trap - INT TERM
  if ! wait "$pid"; then
    [ -t 1 ] && printf '\r\033[K'
    say "$title: FAILED after $((SECONDS - started)) s; the end of $log:"
    tail -n 60 "$log"
    return 1
  fi
  [ -t 1 ] && printf '\r\033[K%s' "$title" || printf '  done'
  say "  ($((SECONDS - started)) s)"
}

missing_packages() {
  local name
  for name in "${packages[@]}"; do
    dpkg-query -W -f='${Status}' "$name" 2>/dev/null | grep -q '^install ok installed$' || printf '%s ' "$name"
  done
}

apt_install() {
  local as_root=()
  [ "$(id -u)" -eq 0 ] || as_root=(sudo)
  "${as_root[@]}" apt-get -q update || say "apt-get update failed; trying with the lists at hand"
  # Packages of daemons would start them: this file tells their scripts not to (Debian policy, section 9.3.3.1).
  local policy=/usr/sbin/policy-rc.d made=""
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null && "${as_root[@]}" chmod +x "$policy" && made=yes
  fi
  local status=0
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends "$@" || status=$?
  [ -z "$made" ] || "${as_root[@]}" rm -f "$policy"
  return "$status"
}

install_packages() {
  command -v dpkg-query >/dev/null || fail "this script installs with apt; on other systems see docs/getting-started.md"
  local missing
  missing=$(missing_packages)
  if [ -z "$missing" ]; then
    say "packages: all ${#packages[@]} present"
    return
  fi
  if [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null; then
    fail "these packages are missing and you are not root (and there is no sudo): $missing"
  fi
  [ "$(id -u)" -eq 0 ] || sudo -v # asks for the password before the output goes to the log
  # shellcheck disable=SC2086
  run "packages: installing $missing" "$logs/packages.log" apt_install $missing
}

get_highs() {
  if dpkg-query -W -f='${Status}' libhighs-dev 2>/dev/null | grep -q '^install ok installed$'; then
    say "HiGHS: the system's"
  elif [ -e "${XDG_CACHE_HOME:-$HOME/.cache}/gridwright/highs-1.10.0/.complete" ]; then
    say "HiGHS: in the cache"
  else
    run "HiGHS solver: fetching and building, once, two to four minutes" "$logs/highs.log" tools/get_highs.sh ||
      say "HiGHS: not from Debian's sources; CMake will try its public repository"
  fi
}

configure() {
  run "configure" "$logs/configure.log" cmake --preset release
}
