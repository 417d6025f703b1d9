#!/bin/sh
# export.sh - --export and --json: documents and pictures that other programs read.
# shellcheck disable=SC2086 # options are split into words
. "${OPTOP_SOURCE:-.}/tests/cli/lib.sh"
cd "$scratch" || exit 1
toy_data toy
toy="$tiny --data=toy"

# xml FILE: it is well-formed, as far as a parser is here.
xml() {
    if command -v xmllint >/dev/null 2>&1; then
        xmllint --nonet --noout "$1" 2>>err || fail "$what: xmllint refuses $1"
    fi
    if command -v python3 >/dev/null 2>&1; then
        python3 - "$1" 2>>err <<'END' || fail "$what: expat refuses $1"
import sys, xml.parsers.expat
xml.parsers.expat.ParserCreate().ParseFile(open(sys.argv[1], 'rb'))
END
    fi
}

# json FILE: likewise.
json() {
    if command -v python3 >/dev/null 2>&1; then
        python3 - "$1" 2>>err <<'END' || fail "$what: python3 refuses $1"
import json, sys
def no(word): raise ValueError(word)
document = json.load(open(sys.argv[1]), parse_constant=no)
for run in document['runs']:
    for curve in run.get('curves', {}).values():
        assert len(curve) == run['rows']
END
    fi
    if command -v node >/dev/null 2>&1; then
        node -e 'JSON.parse(require("fs").readFileSync(process.argv[1]))' "$1" 2>>err ||
            fail "$what: node refuses $1"
    fi
    if command -v jq >/dev/null 2>&1; then
        jq . "$1" >/dev/null 2>>err || fail "$what: jq refuses $1"
    fi
}

# Everything at once, twice: the same bytes.
runs='-o gd:lr=0.1 -o adam:lr=0.01 -o adam:lr=0.02'
run -b $toy -n 7 $runs --csv=c.csv --export=e.csv --export=e.json --export=E.SVG
expect_code 0
expect_in out 'hyperparameters'
cmp -s c.csv e.csv || fail "$what: --csv and --export differ"
json e.json
xml E.SVG
for words in '"version": "' '"optimizer": "adam"' '"lr": 0.02' '"rows": 7' '"train_loss": ['; do
    expect_in e.json "$words"
done
grep -q '"seconds"' e.json && fail "$what: there are times, which nobody asked for"
for words in 'train loss (log)' 'adam</tspan> lr=0.01<' 'font-family="sans-serif"' 'iterations<'; do
    expect_in E.SVG "$words"
done
run -b $toy -n 7 $runs --threads=3 --export=again.svg --export=again.json
cmp -s again.svg E.SVG || fail "$what: the picture differs"
cmp -s again.json e.json || fail "$what: the document differs"

# Times only where they are asked for.
run -b $toy -n 3 -o gd --times --json --export=t.json
expect_code 0
expect_in t.json '"seconds": ['
expect_in out '"seconds": '
json t.json
run -b $toy -n 3 -o gd --json
expect_code 0
grep -q seconds out && fail "$what: there are times, which nobody asked for"

# Runs that diverge, and races of one row.
run -b $toy -n 90 -a identity -o gd:lr=1000 -o gd:lr=0.1 --export=d.json --export=d.svg
expect_code 0
expect_in d.json 'null'
grep -q '"diverged_at": [0-9]' d.json || fail "$what: no run has diverged"
expect_in d.svg 'diverged at iteration'
json d.json
xml d.svg
run -b $toy -n 1 --batch-size=2 -o gd --export=one.svg --export=one.json
expect_code 0
xml one.svg
json one.json
expect_in one.svg 'batch loss'
expect_in one.json '"final": {"train_loss": '

# Names with all that XML, JSON and terminals take for something else.
hostile=$(printf 'a<b>&"c'\''\\d\001\033[31m\302\233\342\200\256\377\357\277\277')
cp -r toy "$hostile"
run -b $tiny -n 2 -o gd --data="$hostile" --export=hostile.svg --export=hostile.json
expect_code 0
xml hostile.svg
json hostile.json
expect_in hostile.svg 'a&lt;b&gt;&amp;&quot;c'

# The closing table as JSON; on standard error when the histories go to standard output.
run -b $toy -n 3 --json
expect_code 0
cp out table.json
json table.json
grep -q '"curves"' out && fail "$what: the table has curves"
run -b $toy -n 3 --json --csv=-
expect_in err '"test_loss": '

# Further columns, in the order given; a target, in the closing table and in its JSON.
run -b $toy -n 5 -o gd -o adam --columns=gradients,update_cosine,seconds --csv=m.csv \
    '--target=train_loss<1e9'
expect_code 0
expect_in out 'Target train_loss<1e+09'
expect_in out 'rank  run  optimizer                   iterations  gradients        time'
expect_in out '   1    2  adam                                 0          0      0.00 s'
run -b $toy -n 5 --seeds=1..3 -o gd -o gd:lr=0.2 '--target=train_loss<1e9'
expect_in out 'rank  run  optimizer               iterations  gradients        time    reached'
expect_in out '   1    2  gd lr=0.2                        0          0      0.00 s        3/3'
test "$(head -n 1 m.csv | cut -d, -f8-)" = name,gradients,update_cosine,seconds ||
    fail "$what: the header is $(head -n 1 m.csv)"
test "$(sed -n 2p m.csv | cut -d, -f8-)" = gd,0,,0 || fail "$what: $(sed -n 2p m.csv)"
sed -n 4p m.csv | grep -Eq ',gd,2,-?[0-9.e-]+,[0-9.e-]+$' || fail "$what: $(sed -n 4p m.csv)"
run -b $toy -n 5 -o gd '--target=train_loss<-1' --json
json_target='"target": {"curve": "train_loss", "below": -1}'
expect_in out "$json_target"
expect_in out '"reached": null'
run -b $toy -n 5 -o gd '--target=train_loss<-1'
expect_in out '   -    1  gd                                   -          -           -'
run -b $toy -n 3 --columns=nonsense
expect_code 2
expect_in err "--columns: 'nonsense' is no column (allowed: learning_rate, gradient_norm, update_norm"
run -b $toy -n 3 --target=loss
expect_code 2
expect_in err "--target: 'loss' is no target"

# What cannot be is known before the training, which would take hours here.
run -b $toy -n 100000000 --export=race.txt
expect_code 2
expect_in err 'race.txt: the ending names no known format (allowed: .csv, .json, .svg, .pdf or .png)'
run -b $toy -n 100000000 --export=nowhere/race.svg
expect_code 1
expect_in err 'nowhere'
run -b $toy -n 100000000 --export=
expect_code 2

# Without the converter; then with one that fails.
mkdir bin
what='optop --export=race.pdf without rsvg-convert'
PATH="$scratch/bin" "$OPTOP" -b $toy -n 100000000 --export=race.pdf >out 2>err </dev/null
code=$?
expect_code 1
expect_in err 'librsvg2-bin'
expect_in err 'race.svg needs no program'
printf '#!/bin/sh\necho "too tired" >&2\nexit 3\n' >bin/rsvg-convert
chmod +x bin/rsvg-convert
echo old >race.png
what='optop --export=race.png with a converter that fails'
PATH="$scratch/bin:$PATH" "$OPTOP" -b $toy -n 2 --export=race.png >out 2>err </dev/null
code=$?
expect_code 1
expect_in err 'race.png: rsvg-convert failed: too tired; '
expect_in err '.svg was written instead'
test "$(cat race.png)" = old || fail "$what: the old file is gone"
test -z "$(ls -a | grep '\.tmp$')" || fail "$what: a temporary file is left"

if command -v rsvg-convert >/dev/null 2>&1; then
    run -b $toy -n 4 $runs --export=race.pdf --export=race.png
    expect_code 0
    test "$(head -c 5 race.pdf)" = '%PDF-' || fail "$what: race.pdf is no PDF"
    test "$(head -c 4 race.png | tail -c 3)" = 'PNG' || fail "$what: race.png is no PNG"
fi
finish
