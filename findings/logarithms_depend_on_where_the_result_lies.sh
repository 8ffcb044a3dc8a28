#!/bin/bash
# numpy 1.26.4 on a processor with AVX-512: the logarithm of numbers that lie apart in memory, such as the diagonal of a
# matrix, has other last bits where its result lies less than one step behind the last of them. They are taken for
# overlapping there and computed one by one, by another routine than many at once. In numpy 2.2.6 all are the same.
#
# Surprising because no memory is shared, and because whoever does not give ``out`` has no say in where a result lies: the
# logarithm of a determinant, the sum of np.log(np.diag(factor)), differs between two runs of one program on one machine,
# and with it a restricted likelihood of a covariance.
#
# Seen with AVX-512: "1.26.4: elsewhere 0, close behind 84 of 400 differ", "2.2.6: elsewhere 0, close behind 0 of 400
# differ". Without AVX-512 neither version makes a difference, and nothing is checked.
set -euo pipefail
grep -q avx512vl /proc/cpuinfo || { echo "This processor has no AVX-512."; exit 0; }
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cat >"$place/logarithms.py" <<'PYTHON'
import numpy

count, step = 400, 21
memory = numpy.zeros((count + 3) * step + 2 * count)
apart = memory[: count * step : step]
apart[:] = numpy.random.default_rng(0).uniform(0.1, 20, count)
expected, last = numpy.log(apart.copy()), (count - 1) * step
differ = [
    int((expected != numpy.log(apart, out=memory[last + behind : last + behind + count])).sum())
    for behind in (2 * step, 2)
]
print(f"{numpy.__version__}: elsewhere {differ[0]}, close behind {differ[1]} of {count} differ")
assert differ[0] == 0
assert (differ[1] > 0) == (numpy.__version__ == "1.26.4")
PYTHON
for version in 1.26.4 2.2.6; do
    python3 -m venv "$place/$version"
    "$place/$version/bin/python" -m pip install --quiet --disable-pip-version-check "numpy==$version"
    "$place/$version/bin/python" "$place/logarithms.py"
done
