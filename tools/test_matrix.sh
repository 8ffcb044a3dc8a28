#!/bin/bash
# Runs the tests on several versions of QGIS: that of this machine, and those of other Debian suites in chroots, which
# are made where they are missing (2 GB each; as root, with debootstrap). Then every version applies the models that
# the others trained, and has to find the same numbers.
#
#   tools/test_matrix.sh [ARGUMENTS OF PYTEST...]
#
# SUITES                   Debian suites, default "bookworm trixie forky": QGIS 3.22, 3.40 and 3.44
# GEOCHEM_FUSION_CHROOTS   folder of the chroots, default build/chroots
# GEOCHEM_FUSION_DATA      real test sets, default ../shared/data
# GEOCHEM_FUSION_GDAL_EXCEPTIONS   1: GDAL raises exceptions in the tests, as where another plugin switched them on
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

read -r -a suites <<<"${SUITES:-bookworm trixie forky}"
chroots=${GEOCHEM_FUSION_CHROOTS:-build/chroots}
data=$(realpath -m "${GEOCHEM_FUSION_DATA:-../shared/data}")
exchange=build/matrix # models and maps, one folder a suite
packages=(
    qgis python3-qgis qgis-providers python3-pyqt5.qtsvg python3-gdal gdal-bin python3-numpy python3-scipy
    python3-sklearn python3-matplotlib python3-pytest python3-pytest-xdist python3-hypothesis xvfb xauth
    fonts-dejavu-core fonts-open-sans qttools5-dev-tools
)
optional=(python3-numba) # not every suite can install it

is_native() { [ "$(. /etc/os-release && echo "$VERSION_CODENAME")" = "$1" ]; }

# enter ROOT COMMAND...: run a command in a chroot; the mounts are gone when it ends.
enter() {
    local root=$1
    shift
    unshare -m --propagation private sh -eu -c '
        root=$1 source=$2 data=$3 exceptions=$4; shift 4
        mount -t proc proc "$root/proc"; mount --rbind /dev "$root/dev"
        mkdir -p "$root/src" "$root/data"; mount --bind "$source" "$root/src"
        [ ! -d "$data" ] || mount --bind "$data" "$root/data"
        exec chroot "$root" env -i -C /src HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 \
            PYTHONDONTWRITEBYTECODE=1 QT_QPA_PLATFORM=offscreen DEBIAN_FRONTEND=noninteractive \
            GEOCHEM_FUSION_DATA=/data OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 \
            GEOCHEM_FUSION_GDAL_EXCEPTIONS="$exceptions" "$@"' \
        sh "$root" "$PWD" "$data" "${GEOCHEM_FUSION_GDAL_EXCEPTIONS:-}" "$@"
}

make_chroot() {
    local suite=$1 root=$2 mirror script=$1
    [ ! -e "$root/complete" ] || return 0
    [ "$(id -u)" = 0 ] || { echo "Making a chroot needs root." >&2; return 1; }
    command -v debootstrap >/dev/null || { echo "Install debootstrap first." >&2; return 1; }
    echo "== Making a chroot of $suite in $root"
    mirror=$(awk '/^URIs:/{print $2; exit}' /etc/apt/sources.list.d/debian.sources)
    [ -e "/usr/share/debootstrap/scripts/$suite" ] || script=sid # a suite younger than this debootstrap
    mkdir -p "$root"
    debootstrap --variant=minbase --include=ca-certificates "$suite" "$root" "$mirror" "$script" >"$root.log"
    printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d" # no services
    chmod +x "$root/usr/sbin/policy-rc.d"
    cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
    # A mirror that stands still outlives the date in its release file; signatures are checked all the same.
    echo 'Acquire::Check-Valid-Until "false";' >"$root/etc/apt/apt.conf.d/99-valid-until"
    enter "$root" apt-get -q update >>"$root.log"
    enter "$root" apt-get -q -y install --no-install-recommends "${packages[@]}" >>"$root.log"
    enter "$root" apt-get -q -y install --no-install-recommends "${optional[@]}" >>"$root.log" 2>&1 ||
        echo "== $suite cannot install ${optional[*]}; the tests do without"
    enter "$root" apt-get clean
    touch "$root/complete"
}

# in_suite SUITE COMMAND...: run a command of Python in a suite.
in_suite() {
    local suite=$1
    shift
    if is_native "$suite"; then
        env QT_QPA_PLATFORM=offscreen OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 .venv/bin/python "$@"
    else
        enter "$(realpath "$chroots/$suite")" /usr/bin/python3 "$@"
    fi
}

failed=()
for suite in "${suites[@]}"; do
    is_native "$suite" || make_chroot "$suite" "$(realpath -m "$chroots/$suite")"
done
for suite in "${suites[@]}"; do
    echo "== $suite: $(in_suite "$suite" -c 'from qgis.core import Qgis; print("QGIS", Qgis.QGIS_VERSION)' 2>/dev/null)"
    in_suite "$suite" -m pytest --numprocesses auto --maxprocesses 4 --dist worksteal "$@" || failed+=("$suite: tests")
    in_suite "$suite" -m tools.portable_models write "$exchange/$suite" || failed+=("$suite: models")
done
for suite in "${suites[@]}"; do
    echo "== $suite applies the models of all"
    in_suite "$suite" -m tools.portable_models check "${suites[@]/#/$exchange/}" || failed+=("$suite: models of the others")
done
if [ "${#failed[@]}" -gt 0 ]; then
    printf 'FAILED: %s\n' "${failed[@]}"
    exit 1
fi
echo "All of ${suites[*]} passed, and their models agree."
