#!/bin/sh
# Makes the reference values again and compares them with the files in this folder.
# Exit 77 (skipped) without a Python that has NumPy and PyTorch.
set -eu
here=${OPTOP_SOURCE:?}/tests/reference

for python in ${PYTHON:-} python3 /usr/bin/python3 none; do
    if [ "$python" = none ]; then
        echo "no Python with NumPy and PyTorch (Debian: python3-numpy, python3-torch)"
        exit 77
    fi
    if "$python" -c 'import numpy, torch' 2>/dev/null; then
        break
    fi
done

made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
PYTHONDONTWRITEBYTECODE=1
export PYTHONDONTWRITEBYTECODE
for name in torch numpy schedules statistics sweep; do
    "$python" "$here/reference_$name.py" > "$made/$name.txt"
    "$python" "$here/compare.py" "$here/$name.txt" "$made/$name.txt"
done
echo "PASS: the reference values are what their generators make"
