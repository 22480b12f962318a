# shellcheck shell=bash
# Sourced by scripts/run and scripts/test: what the system must have, and how a build tree is configured and built.
# Everything that these functions print goes to stderr.

# a|b|c: any of these names will do, the first that the system offers is installed.
# shellcheck disable=SC2034  # used by the scripts that source this file
build_packages=(
  g++ cmake ninja-build 'pkg-config|pkgconf'
  qt6-base-dev libqt6opengl6-dev 'qt6-charts-dev|libqt6charts6-dev' 'qt6-svg-dev|libqt6svg6-dev'
  libeigen3-dev nlohmann-json3-dev libyaml-cpp-dev libcli11-dev libbenchmark-dev
  libmuparser-dev libpng-dev libturbojpeg0-dev
  libavcodec-dev libavformat-dev libavfilter-dev libavutil-dev
  libvulkan-dev libvulkan-volk-dev glslang-tools spirv-tools
  fonts-inter fonts-lmodern
)
# shellcheck disable=SC2034
test_packages=(
  libgtest-dev libswscale-dev libwebp-dev python3 python3-torch python3-onnx python3-jsonschema 'clang-format-14|clang-format'
  libvulkan1 mesa-vulkan-drivers vulkan-validationlayers
  xvfb xauth openbox xdotool x11-utils imagemagick fonts-dejavu-core poppler-utils
)

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)

say() { echo "pushforward: $*" >&2; }
die() {
  say "$*"
  exit 1
}

# Those of the packages named that are installed, one a line.
installed() {
  dpkg-query -W -f='${db:Status-Status} ${Package}\n' "$@" 2>/dev/null | sed -n 's/^installed //p' || true
}

# Entries of which no alternative is installed, one a line.
missing() {
  local names have entry
  mapfile -t names < <(printf '%s\n' "${@//|/$'\n'}")
  have=$'\n'$(installed "${names[@]}")$'\n'
  for entry in "$@"; do
    local name found=
    for name in ${entry//|/ }; do
      if [[ $have == *$'\n'"$name"$'\n'* ]]; then found=1; fi
    done
    [[ $found ]] || echo "$entry"
  done
}

# For each entry the first alternative that apt can install; nothing for an entry that has none.
available() {
  local names offered entry
  mapfile -t names < <(printf '%s\n' "${@//|/$'\n'}")
  offered=$'\n'$(LC_ALL=C apt-cache policy "${names[@]}" 2>/dev/null |
    awk '/^[^ ].*:$/ { name = substr($0, 1, length($0) - 1) } /^  Candidate: [^(]/ { print name }')$'\n'
  for entry in "$@"; do
    local name
    for name in ${entry//|/ }; do
      if [[ $offered == *$'\n'"$name"$'\n'* ]]; then
        echo "$name"
        break
      fi
    done
  done
}

# Installs what is missing of the entries given. Touches neither apt nor sudo when there is nothing to install.
ensure_packages() {
  if ! command -v dpkg-query >/dev/null; then
    command -v cmake >/dev/null || die "neither Debian nor Ubuntu: install what scripts/lib/setup.sh lists, by hand"
    return 0
  fi
  local wanted names as_root=()
  mapfile -t wanted < <(missing "$@")
  if ((${#wanted[@]} == 0)); then return 0; fi

  # What this system does not offer is left out: configuring tells whether the build can do without it.
  mapfile -t names < <(available "${wanted[@]}")
  if ((${#names[@]} == 0)) && compgen -G '/var/lib/apt/lists/*_Packages*' >/dev/null; then return 0; fi

  if ((EUID != 0)); then
    command -v sudo >/dev/null || die "needs root once, to install: ${wanted[*]%%|*}"
    if [[ ! -t 0 ]] && ! sudo -n true 2>/dev/null; then
      die "needs a password once for: sudo apt-get install ${wanted[*]%%|*}"
    fi
    as_root=(sudo)
  fi
  as_root+=(env DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 apt-get -q -o DPkg::Lock::Timeout=300
    -o Dpkg::Use-Pty=0)
  say "installing ${wanted[*]%%|*}"
  {
    "${as_root[@]}" update || say "apt-get update failed; going on with the package lists that are there"
    mapfile -t names < <(available "${wanted[@]}")
    if ((${#names[@]} < ${#wanted[@]})); then
      say "of ${wanted[*]}, this system offers only: ${names[*]} (on Ubuntu, is 'universe' enabled?)"
    fi
    if ((${#names[@]})); then
      "${as_root[@]}" install -y --no-install-recommends "${names[@]}" || die "apt-get could not install: ${names[*]}"
    fi
  } </dev/null >&2
}

# Puts what tests/support/node/package-lock.json names into build/node. Where npm or its registry cannot be had the reason
# stands in build/node/why-not, and the test that needs it is skipped and tells it; of a file that has not the hash of the
# lock it stands in build/node/broken, and the test fails.
ensure_node_modules() {
  local from=$root/tests/support/node to=$root/build/node outcome=0 reason
  if cmp -s "$from/package-lock.json" "$to/installed"; then return 0; fi
  rm -rf "$to"
  mkdir -p "$to"
  if ! command -v npm >/dev/null; then
    echo "there is no npm" >"$to/why-not"
    return 0
  fi
  cp "$from/package.json" "$from/package-lock.json" "$to"
  say "installing $(sed -n 's/.*"\(onnxruntime-web\)": "\(.*\)".*/\1 \2/p' "$from/package.json") into build/node"
  # Installing needs no scripts of the packages.
  (cd "$to" && timeout 300 npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier --fetch-retries=1 \
    --fetch-retry-mintimeout=1000 --fetch-timeout=30000) </dev/null >"$to/log" 2>&1 || outcome=$?
  if ((outcome == 0)); then
    cp "$from/package-lock.json" "$to/installed"
    return 0
  fi
  rm -rf "$to/node_modules"
  reason=$(grep -m 1 -io 'request to .*\|EINTEGRITY.*' "$to/log" || tail -n 1 "$to/log")
  if ((outcome == 124)); then reason="it took longer than 300 s"; fi
  if grep -q EINTEGRITY "$to/log"; then
    echo "npm: $reason" >"$to/broken"
  else
    echo "npm's registry is out of reach: $reason" >"$to/why-not"
  fi
  say "onnxruntime-web is not installed: $reason"
}

cached() { sed -n "s/^$2:[A-Z]*=//p" "$1/CMakeCache.txt" 2>/dev/null || true; }

# configure PRESET [-DVARIABLE=VALUE...]: does nothing where the build tree has these values already.
configure() {
  local preset=$1 tree=$root/build/$1 needed='' definition
  shift
  if [[ -f $tree/CMakeCache.txt && $(cached "$tree" CMAKE_HOME_DIRECTORY) != "$root" ]]; then
    say "build/$preset was made for another folder; configuring it anew"
    rm -rf "$tree/CMakeCache.txt" "$tree/CMakeFiles"
  fi
  if [[ ! -f $tree/build.ninja || $root/CMakePresets.json -nt $tree/build.ninja ]]; then needed=1; fi
  for definition in "$@"; do
    local name=${definition%%=*}
    if [[ $(cached "$tree" "${name#-D}") != "${definition#*=}" ]]; then needed=1; fi
  done
  if [[ ! $needed ]]; then return 0; fi
  (cd "$root" && cmake --preset "$preset" "$@") >&2
}

# build PRESET [TARGET]: silent when all is up to date.
build() {
  local tree=$root/build/$1 target=${2:-all}
  if [[ $(ninja -C "$tree" -n "$target" 2>/dev/null) == *'no work to do'* ]]; then return 0; fi
  cmake --build "$tree" --target "$target" >&2
}
