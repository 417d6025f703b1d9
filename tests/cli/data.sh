#!/bin/sh
# data.sh - data as people have them: each trains with --data alone, or the sentence names the option
# that is missing; --describe says what was recognized.
# shellcheck disable=SC2086 # options are split into words
. "${OPTOP_SOURCE:-.}/tests/cli/lib.sh"
cd "$scratch" || exit 1

# trains WORDS FILE [OPTION...]: one iteration with no more options; --describe has these words.
trains() {
    words=$1
    shift
    run -b $tiny -n 1 -o gd --data="$@"
    expect_code 0
    run --describe --data="$@"
    expect_code 0
    expect_empty err
    expect_in out "$words"
}

# asks OPTION FILE: refused, and the sentence has the option.
asks() {
    run -b $tiny -n 1 -o gd --data="$2"
    test "$code" -eq 1 || test "$code" -eq 2 || fail "$what: exit status $code"
    expect_in err "$1"
    expect_empty out
}

# ---- tables in the layouts of UCI and Kaggle ----
# iris.data: four numbers and the species, no header, empty lines at the end.
awk 'BEGIN { n = split("Iris-setosa Iris-versicolor Iris-virginica", name, " ")
    for (c = 1; c <= n; c++) for (i = 0; i < 50; i++)
        printf "%.1f,%.1f,%.1f,%.1f,%s\n", 4 + c + i % 7 / 10, 2 + i % 5 / 10, c * 1.5 + i % 3 / 10,
            c * 0.4 + i % 4 / 10, name[c]
    print ""; print "" }' >iris.data
trains '3 classes: Iris-setosa, Iris-versicolor, Iris-virginica; loss softmax_cross_entropy' iris.data
expect_in out '4  '
expect_in out '30 of 150 rows serve as test split'
cp iris.data renamed.xyz && trains 'table: ' renamed.xyz
cp iris.data noending && trains 'table: ' noending
# wine.data: the class comes first, as a whole number, and no column has a name.
awk 'BEGIN { for (c = 1; c <= 3; c++) for (i = 0; i < 40; i++) { printf "%d", c
    for (j = 0; j < 13; j++) printf ",%.2f", c + j + (i * 7 + j) % 11 / 4; print "" } }' >wine.data
asks --label wine.data
trains '3 classes: 1, 2, 3' wine.data --label=1
# wdbc.data: a number, the diagnosis, thirty measures.
awk 'BEGIN { for (i = 0; i < 120; i++) { printf "%d,%s", 842300 + i, i % 3 ? "B" : "M"
    for (j = 0; j < 30; j++) printf ",%.4f", (i % 3 ? 1 : 2) * (j + 1) / 10 + (i * 13 + j) % 17 / 100
    print "" } }' >wdbc.data
trains '2 classes: B, M' wdbc.data
# breast-cancer-wisconsin.data: missing values are question marks, the class is the last column.
awk 'BEGIN { for (i = 0; i < 90; i++) { printf "%d", 1000025 + i
    for (j = 0; j < 9; j++) printf ",%s", i == 23 && j == 5 ? "?" : 1 + (i * j + i) % 10
    print "," (i % 2 ? 2 : 4) } }' >breast-cancer-wisconsin.data
asks --label breast-cancer-wisconsin.data
run -b $tiny -n 1 -o gd --data=breast-cancer-wisconsin.data --label=last
test "$code" -ne 0 || fail "$what: missing values go unnoticed"
expect_in err --missing
trains '2 classes: 2, 4' breast-cancer-wisconsin.data --label=last --missing=drop
# The same from Kaggle, data.csv in a folder of its own: names, and a comma after the last of them.
mkdir cancer && { printf 'id,diagnosis,'
    awk 'BEGIN { for (j = 0; j < 30; j++) printf "f%d,", j; print "" }'; cat wdbc.data; } >cancer/data.csv
trains '2 classes: B, M' cancer
# Quotes, semicolons, decimal numbers of a regression: winequality-red.csv.
awk 'BEGIN { print "\"fixed acidity\";\"pH\";\"alcohol\";\"quality\""
    for (i = 0; i < 80; i++) printf "%.1f;%.2f;%.1f;%d\n", 7 + i % 9 / 10, 3 + i % 5 / 10, 9 + i % 7 / 2, 3 + i % 6 }' >winequality-red.csv
asks --label winequality-red.csv
trains 'quality' winequality-red.csv --label=quality
# Tabs, CRLF and a byte order mark.
{ printf '\357\273\277a\tb\ttarget\r\n'
    awk 'BEGIN { for (i = 0; i < 40; i++) printf "%d\t%.3f\t%.3f\r\n", i, i / 7, i / 3 + 0.25 }'; } >tabs.txt
trains 'regression' tabs.txt
# Kaggle's digits: train.csv has labels, test.csv has none.
mkdir kaggle
awk 'BEGIN { printf "label"; for (j = 0; j < 784; j++) printf ",pixel%d", j; print ""
    for (i = 0; i < 40; i++) { printf "%d", i % 10; for (j = 0; j < 784; j++) printf ",%d", (i * j) % 256; print "" } }' >kaggle/train.csv
cut -d, -f2- kaggle/train.csv >kaggle/test.csv
trains '10 classes' kaggle
expect_in out 'label'
trains '10 classes' kaggle/train.csv
# mnist_train.csv and mnist_test.csv have labels both, and no header.
mkdir joseph && sed 1d kaggle/train.csv >joseph/mnist_train.csv && sed -n 2,11p kaggle/train.csv >joseph/mnist_test.csv
asks --label joseph
trains '10 classes' joseph --label=1

# Forty columns are described, and the label; twelve classes are named.
awk 'BEGIN { for (j = 1; j <= 42; j++) printf "c%d,", j; print "class"
    for (i = 0; i < 65; i++) { for (j = 1; j <= 42; j++)
        printf "%s,", j == 3 && i < 2 ? "NA" : j == 2 ? i / 4 : (i * j) % 9
        printf "%c\n", 97 + i % 13 } }' >wide.csv
trains 'k, l, ...; loss softmax' wide.csv --missing=mean
expect_in out ' 2  c2                       input    numbers 0 ... 16'
expect_in out ' 3  c3                       input    whole numbers 0 ... 6, 2 missing'
expect_in out '40  c40                      input    whole numbers 0 ... 8'
expect_in out '43  class                    label    13 texts'
expect_in out 'm                                 4          1'
grep -q c41 out && fail "$what: describes more than 40 columns"
trains '13 classes: ' wide.csv --missing=mean --loss=softmax_cross_entropy
grep -q '; loss' out && fail "$what: names a loss that was asked for"

# ---- IDX folders ----
toy_data mnist
mkdir -p root/MNIST/raw && cp mnist/* root/MNIST/raw
for folder in root root/MNIST root/MNIST/raw; do
    trains 'idx: ' $folder
done
toy_data two/FashionMNIST/raw && cp -r root/MNIST two/MNIST
asks FashionMNIST two
mkdir dots && for file in mnist/*; do
    name=$(basename "$file" | tr a-z A-Z | sed 's/-IDX/.IDX/')
    cp "$file" "dots/$name"
done
trains 'idx: ' dots
mkdir nested && for file in mnist/*; do
    mkdir "nested/$(basename "$file")" && gzip -c "$file" >"nested/$(basename "$file")/$(basename "$file").gz"
done
trains 'idx: ' nested
trains 'idx: ' mnist/t10k-labels-idx1-ubyte

# ---- svmlight ----
awk 'BEGIN { print "# a comment"; for (i = 0; i < 40; i++)
    printf "%s qid:1 1:%.2f %d:1 # %d\n", i % 2 ? "+1" : "-1", i / 10, 2 + i % 9, i }' >a9a
trains 'svmlight: ' a9a
expect_in out '2 classes: -1, '

# ---- nothing that can be read ----
printf 'no data at all' >nothing
asks nothing nothing
mkdir empty
asks empty empty
asks 'No such file' does-not-exist

# ---- what NumPy writes ----
for python in python3 /usr/bin/python3; do
    "$python" -c 'import numpy' 2>/dev/null && break
    python=
done
test -n "$python" || { echo "NumPy is missing: its files are left out"; finish; }
mkdir np && "$python" - <<'END' || fail "NumPy does not write the files"
import itertools, numpy as np
from numpy.lib import format
r = np.random.RandomState(1)
x, y = r.rand(60, 9) * 200, np.arange(60) % 3
for t in 'u1 i1 <u2 >u2 <i4 >i4 <i8 >u8 <f2 >f2 <f4 >f4 <f8 >f8 ?'.split():
    for order in 'CF':
        name = t.replace('<', 'l').replace('>', 'b').replace('?', 'bool') + order
        a = np.asarray(x / 2 if t != '?' else x > 100, dtype=t, order=order)
        np.savez('np/%s.npz' % name, x=a, y=y.astype('u1' if order == 'C' else '>i4'))
        np.savetxt('np/%s.txt' % name, np.column_stack([a.astype('f8'), y]), '%.17g', ',')
for version in (1, 0), (2, 0), (3, 0):
    with open('np/v%d.npy' % version[0], 'wb') as f:
        format.write_array(f, np.column_stack([x, y]), version=version)
names = {'keras': 'x_train y_train x_test y_test', 'small': 'x y', 'big': 'X y', 'sk': 'data target',
         'labels': 'data labels'}
for name, keys in names.items():
    arrays = dict(zip(keys.split(), [x, y, x[:20], y[:20]]))
    np.savez('np/%s.npz' % name, **arrays)
    np.savez_compressed('np/%s_z.npz' % name, **arrays)
np.savez('np/images.npz', x_train=(x.reshape(20, 9, 3, 1) % 256).astype('u1'), y_train=y[:20],
         x_test=(x[:12].reshape(4, 9, 3, 1) % 256).astype('u1'), y_test=y[:4])
np.savez('np/object.npz', x=np.array([{}] * 60, dtype=object), y=y)
np.savez('np/complex.npz', x=x * 1j, y=y)
np.savez('np/struct.npz', x=np.zeros(60, dtype=[('a', 'f8'), ('b', 'i4')]), y=y)
np.savez('np/text.npz', x=x, y=np.array(['a', 'b', 'c'] * 20))
np.savez('np/lonely.npz', something=x)
END
for file in np/*[CF].npz np/keras.npz np/small.npz np/big.npz np/sk.npz np/labels.npz np/*_z.npz; do
    trains '3 classes: 0, 1, 2' $file
done
# NumPy's numbers to the bit: those that it prints with all digits train to the same bits.
for file in np/*[CF].npz; do
    same="-b -n 2 --layers=3 --scale=none --loss=softmax_cross_entropy"
    run $same --data=$file --csv=binary
    run $same --data=${file%.npz}.txt --format=table --label=last --csv=text
    test -s binary && cmp -s binary text || fail "$file has other numbers than NumPy prints: $(cat err)"
done
for file in np/v?.npy; do
    asks --label $file
    trains '3 classes' $file --label=last
done
cp np/keras.npz np/keras.dat && trains 'npz: ' np/keras.dat
trains 'images of 9 x 3' np/images.npz
for file in object complex struct lonely; do
    asks "$file" np/$file.npz
done

finish
