#!/bin/sh
# data.sh - how fast data are read: Keras' layout of MNIST as .npz and a table of 100 MB, against
# NumPy and pandas where these are installed; and the memory of sparse data. Medians of so many
# rounds, in seconds. `make bench` calls it; by hand:
#
#   data.sh [ROUNDS]
#
# OPTOP is the program, PYTHON the interpreter. The times are those of whole processes: a peer's
# start and imports, which the column "start" has, are in its time.
set -eu
rounds=${1:-3}
program=${OPTOP:-optop}
python=${PYTHON:-}
if [ -z "$python" ]; then
    for candidate in python3 /usr/bin/python3; do
        "$candidate" -c 'import numpy' 2>/dev/null && python=$candidate
    done
fi
if [ -z "$python" ]; then
    echo "data.sh: NumPy is missing, which makes the files (Debian, Ubuntu: python3-numpy)"
    exit 0
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT INT TERM

"$python" - "$folder" <<'END'
import sys, numpy as np
folder = sys.argv[1]
r = np.random.RandomState(1)
def images(m):
    x = r.randint(0, 256, (m, 28, 28)).astype(np.uint8)
    x[r.rand(m, 28, 28) < 0.8] = 0
    return x
np.savez(folder + '/mnist.npz', x_train=images(60000), y_train=r.randint(0, 10, 60000).astype(np.uint8),
         x_test=images(10000), y_test=r.randint(0, 10, 10000).astype(np.uint8))
np.savez_compressed(folder + '/packed.npz', **np.load(folder + '/mnist.npz'))
rows, columns = 280000, 20
with open(folder + '/table.csv', 'w') as out:
    out.write(','.join('c%d' % i for i in range(columns)) + ',label\n')
    for begin in range(0, rows, 10000):
        x = r.randn(10000, columns)
        y = r.randint(0, 3, 10000)
        out.write('\n'.join(','.join('%.15g' % v for v in row) + ',' + 'abc'[c]
                            for row, c in zip(x, y)))
        out.write('\n')
END

"$python" - "$folder" <<'END'
import sys, numpy as np
r = np.random.RandomState(2)
with open(sys.argv[1] + '/sparse.svm', 'w') as out:
    for i in range(20000):
        places = np.sort(r.choice(50000, 60, replace=False)) + 1
        out.write('%d %s\n' % (i % 2, ' '.join('%d:%.3f' % p for p in zip(places, r.rand(60)))))
END

# seconds COMMAND...: the median of the rounds.
seconds() {
    i=0
    while [ "$i" -lt "$rounds" ]; do
        i=$((i + 1))
        "$python" - "$@" <<'END'
import subprocess, sys, time
begin = time.monotonic()
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print('%.2f' % (time.monotonic() - begin))
END
    done | sort -n | sed -n "$(((rounds + 1) / 2))p"
}

has() { "$python" -c "import $1" 2>/dev/null; }

# line FILE READER COMMAND...
line() {
    file=$1 reader=$2
    shift 2
    printf '%-12s %8s  %-16s %8s s\n' "$file" "$(du -m "$folder/$file" | cut -f1) MB" "$reader" \
        "$(seconds "$@")"
}

for file in mnist.npz packed.npz; do
    line $file optop "$program" --no-config --describe --data="$folder/$file"
    line $file NumPy "$python" -c "import numpy as np
f = np.load('$folder/$file')
[f[n] for n in f.files]"
done
line table.csv optop "$program" --no-config --describe --data="$folder/table.csv"
if has pandas; then
    line table.csv pandas "$python" -c "import pandas as pd; pd.read_csv('$folder/table.csv')"
fi
line table.csv NumPy "$python" -c "import numpy as np
np.loadtxt('$folder/table.csv', delimiter=',', skiprows=1, usecols=range(20))"
for module in numpy pandas; do
    has $module && printf '%-12s %8s  %-16s %8s s\n' start '' "$module" \
        "$(seconds "$python" -c "import $module")"
done

# 20,000 x 50,000 numbers of which 1.2 million are there: 8 GB written out.
"$python" - "$program" "$folder/sparse.svm" <<'END'
import resource, subprocess, sys
subprocess.run([sys.argv[1], '--no-config', '-b', '-n', '2', '--layers=8', '--data=' + sys.argv[2]],
               check=True, stdout=subprocess.DEVNULL)
print('%-12s training 20,000 x 50,000 with 60 numbers a row: %.0f MB at most' %
      ('sparse.svm', resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024))
END
