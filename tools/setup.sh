#!/bin/bash
# Sets up a Debian machine for development: QGIS and its Python libraries from Debian, the development tools
# in .venv, and the translations compiled. Safe to run again and again; where everything is in place it ends at once.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

python=/usr/bin/python3 # the interpreter that QGIS is built for, whatever python3 stands first on PATH
packages=(
    qgis python3-qgis qgis-providers python3-pyqt5.qtsvg python3-gdal gdal-bin
    python3-numpy python3-scipy python3-sklearn python3-matplotlib python3-venv
    python3-numba # optional for the plugin: compiled loops, which the tests compare with those of numpy
    qttools5-dev-tools # lrelease, which compiles translations
    xvfb xauth fonts-dejavu-core fonts-open-sans make
)
stamp=.venv/setup.stamp
constraints=.venv/constraints.txt

missing_packages() {
    local package
    for package in "${packages[@]}"; do
        [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] ||
            printf '%s\n' "$package"
    done
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

install_packages() {
    local -a missing
    mapfile -t missing < <(missing_packages)
    [ "${#missing[@]}" -gt 0 ] || return 0
    echo "Installing from Debian: ${missing[*]}"
    as_root apt-get -q -o DPkg::Lock::Timeout=600 update
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get -q -y -o DPkg::Lock::Timeout=600 install --no-install-recommends "${missing[@]}"
}

fingerprint() {
    cat tools/setup.sh requirements.txt requirements-dev.txt <("$python" --version) | sha256sum | cut -d ' ' -f 1
}

# A newer numpy in .venv would stand before Debian's and break every compiled module that QGIS loads.
write_constraints() {
    "$python" - >"$constraints" <<'PYTHON'
from importlib.metadata import version

for name in ("numpy", "scipy", "scikit-learn", "joblib", "threadpoolctl", "matplotlib"):
    print(f"{name}=={version(name)}")
PYTHON
}

install_tools() {
    local wanted
    wanted=$(fingerprint)
    [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ] || return 0
    echo "Installing the development tools into .venv"
    "$python" -m venv --clear --system-site-packages .venv
    write_constraints
    .venv/bin/python -m pip install --quiet --disable-pip-version-check \
        --constraint "$constraints" --requirement requirements.txt --requirement requirements-dev.txt
    printf '%s\n' "$wanted" >"$stamp"
}

install_packages
install_tools
"$python" -m tools.translations --compile
