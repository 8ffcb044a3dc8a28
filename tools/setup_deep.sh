#!/bin/bash
# Installs PyTorch into .venv, which tools/setup.sh made, and leaves the system's numpy as it is. Safe to run again.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

.venv/bin/python -m pip install --quiet --disable-pip-version-check \
    --constraint .venv/constraints.txt --requirement requirements-deep.txt
