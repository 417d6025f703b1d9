#!/bin/sh
# names.sh - runs are given names in their form, which table and messages use; two of one optimizer
# are told apart at 80 columns, by a name or by what differs.
# shellcheck source=tests/ui/lib.sh disable=SC2086 # words are meant to be split
. "$(dirname "$0")/lib.sh"

start 80x24 $quick --iterations=20 --optimizer=gd:name=slow --optimizer=adam
expect 'READY 0/20' '> \* *slow *gd lr=0.1' '+ *adam *lr=0.001'

# A name that another run has is refused, with that run.
press Down e
expect 'edit Adam'
to_field name
type_text slow
press Enter
expect "name: 'slow' is the name of run 1, gd lr=0.1"
press C-u
type_text 'a,b'
expect "name: 'a,b' is no name for a run"
press C-u
type_text ' quick '
expect 'Enter gives the run this name; its training goes on'
press Enter
expect_not 'edit Adam'
expect '> + *quick *adam lr=0.001'

# Another name does not cost what was trained.
press Space
expect 'FINISHED 20/20'
press e
to_field name
press C-u
type_text 'one with a name that is long'
press Enter
expect_not 'edit Adam'
expect 'FINISHED 20/20' '> + one wit.. adam lr'

# A copy has no name; what differs comes first, and then an end that is cut off does no harm.
press c
expect 'add Adam'
to_field weight_decay
press C-u
type_text 0.000123
press Enter
expect '> x *adam *weight_decay=0.000123' '+ one wit.. adam weight_decay=0'
press c
expect 'add Adam'
to_field weight_decay
press C-u
type_text 0.000124
press Enter
expect '> o *adam *weight_decay=0.000124' 'x *adam *weight_decay=0.000123'
press d
expect 'Delete the run o adam (weight_decay=0.000124'
press n Up Up
expect '> +'
press d
expect 'Delete the run + one with a name that is long (adam weight_decay=0'
press n
quit
expect 'exit 0' 'one with a na[a-z ]*\.\.\.' 'one with a name that is long: adam weight_decay=0'

# The same at the command line.
start 80x24 $quick --optimizer=gd:name=x --optimizer=adam:name=x
expect "optop: --optimizer: name: 'x' is the name of run 1, gd lr=0.1" 'exit 2'
