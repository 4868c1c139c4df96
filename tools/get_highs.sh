#!/usr/bin/env bash
# Builds the HiGHS solver (MIT licence) once and keeps it outside the build tree; prints the folder it is in.
#
# Debian 12 has no libhighs-dev, so the source package of the next Debian release is fetched through apt, with an apt
# configuration of its own that leaves the system's lists and sources alone. Needs: dpkg-dev, xz-utils, cmake, ninja, g++.
#
#   tools/get_highs.sh                     folder: ${XDG_CACHE_HOME:-~/.cache}/gridwright/highs-1.10.0
#   GRIDWRIGHT_HIGHS_SOURCE=f.tar.xz       use this source archive instead of fetching one
#   GRIDWRIGHT_HIGHS_DEBIAN_SUITE=trixie   Debian release to take the source from
#   GRIDWRIGHT_HIGHS_JOBS=2                compilers at once
set -euo pipefail

version=1.10.0
cache="${XDG_CACHE_HOME:-$HOME/.cache}/gridwright"
prefix="$cache/highs-$version"
suite="${GRIDWRIGHT_HIGHS_DEBIAN_SUITE:-trixie}"
jobs="${GRIDWRIGHT_HIGHS_JOBS:-$(nproc)}"

say() { echo "highs: $*" >&2; }

have() { [ -e "$prefix/.complete" ]; }

# The mirror this machine already uses for Debian, from either form of apt source file.
debian_mirror() {
  local found
  found=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null |
    sed -nE 's/^deb +(\[[^]]*\] +)?(https?:[^ ]+) +[^ ]+ .*main.*/\2/p' | grep -E '/debian/?$' | head -1) || true
  if [ -z "$found" ]; then
    found=$(cat /etc/apt/sources.list.d/*.sources 2>/dev/null |
      sed -nE 's/^URIs: *(https?:[^ ]+).*/\1/p' | grep -E '/debian/?$' | head -1) || true
  fi
  echo "${found:-http://deb.debian.org/debian}"
}

# Leaves the source archive as $1/highs.tar.xz.
fetch_source() {
  local to=$1 mirror keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  if [ -n "${GRIDWRIGHT_HIGHS_SOURCE:-}" ]; then
    cp "$GRIDWRIGHT_HIGHS_SOURCE" "$to/highs.tar.xz"
    return
  fi
  if ! command -v apt-get >/dev/null || [ ! -e "$keyring" ]; then
    say "no apt with Debian's archive key on this machine"
    return 1
  fi
  for mirror in "$(debian_mirror)" http://deb.debian.org/debian; do
    say "fetching the source package highs $version ($suite) from $mirror"
    mkdir -p "$to/apt/lists/partial" "$to/apt/archives/partial" "$to/apt/parts"
    echo "deb-src [signed-by=$keyring] $mirror $suite main" >"$to/apt/sources.list"
    local options=(-o "Dir::Etc::sourcelist=$to/apt/sources.list" -o "Dir::Etc::sourceparts=$to/apt/parts"
      -o "Dir::State::lists=$to/apt/lists" -o "Dir::Cache=$to/apt" -o APT::Sandbox::User=root -o Acquire::Retries=3)
    if (cd "$to" && apt-get -qq "${options[@]}" update && apt-get -qq "${options[@]}" source --download-only --tar-only highs) >&2; then
      mv "$to"/highs_*.orig.tar.* "$to/highs.tar.xz"
      return
    fi
  done
  return 1
}

build() {
  local work=$1
  mkdir -p "$work/source"
  tar -xf "$work/highs.tar.xz" -C "$work/source" --strip-components=1
  say "building with $jobs jobs (two to four minutes)"
  cmake -S "$work/source" -B "$work/build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_INSTALL_PREFIX="$prefix" \
    -DCMAKE_INSTALL_LIBDIR=lib -DBUILD_SHARED_LIBS=OFF -DCMAKE_POSITION_INDEPENDENT_CODE=ON -DBUILD_TESTING=OFF \
    -DBUILD_EXAMPLES=OFF -DZLIB=ON -DCMAKE_CXX_FLAGS=-w -DCMAKE_C_FLAGS=-w >"$work/log" 2>&1 || {
    tail -30 "$work/log" >&2
    return 1
  }
  ninja -C "$work/build" -j "$jobs" >&2
  ninja -C "$work/build" install >"$work/log" 2>&1
  # HiGHS 1.10 exports the include folder "/include" beside the right ones; CMake refuses folders that do not exist.
  sed -i 's#"/include;#"#' "$prefix/lib/cmake/highs/highs-targets.cmake"
  echo "$version static" >"$prefix/.complete"
}

if ! have; then
  mkdir -p "$cache"
  exec 9>"$cache/highs-$version.lock"
  flock 9 # a second configure waits for the first
  if ! have; then
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    rm -rf "$prefix"
    fetch_source "$work"
    build "$work"
    say "kept in $prefix"
  fi
fi
echo "$prefix"
