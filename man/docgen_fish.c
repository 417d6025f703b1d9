/* docgen_fish.c - the completion for fish, made from the tables; see docgen.h. */
#include "docgen.h"

#include <stdio.h>

static const char head[] = "# fish completion for optop.\n"
                           "# Made from the program's tables by `make update-docs`; do not edit.\n"
                           "\n"
                           "# Functions that print words, one a line.\n";

static const struct docgen_syntax syntax = {
    .function = "function _optop_%s\n",
    .choose = {"    switch \"$argv[1]\"\n", "    switch \"$argv[1]:$argv[2]\"\n"},
    .row = "        case '%s'\n            printf '%%s\\n'",
    .row_end = "\n",
    .chosen = "    end\n",
    .words = "    printf '%s\\n'",
    .end = "end\n\n",
};

static const char run[] =
    "# NAME[:KEY=VALUE[,KEY=VALUE]...]\n"
    "function _optop_run\n"
    "    set -l run (commandline -ct | string replace -r -- '^(--optimizer=|-o)' '')\n"
    "    set -l name (string split -m 1 -- ':' \"$run\")\n"
    "    if not string match -q -- '*:*' \"$run\"\n"
    "        for word in (_optop_optimizers)\n"
    "            printf '%s\\n' $word $word:\n"
    "        end\n"
    "        return\n"
    "    end\n"
    "    set -l list $name[2]\n"
    "    set -l schedule (string replace -rf -- '^(.*,|)schedule=([^,]*),.*$' '$2' \"$list\")\n"
    "    set -l key (string replace -r -- '^.*,' '' \"$list\")\n"
    "    set -l lead (string replace -r -- '[^,:]*$' '' \"$run\")\n"
    "    set -l known (string split -m 1 -- '=' \"$key\")\n"
    "    if string match -q -- '*=*' \"$key\"\n"
    "        for word in (_optop_values $name[1] $known[1]\n"
    "                     _optop_schedule_values \"$schedule\" $known[1])\n"
    "            printf '%s%s=%s\\n' $lead $known[1] $word\n"
    "        end\n"
    "        return\n"
    "    end\n"
    "    for word in (_optop_keys $name[1]; _optop_schedule_keys \"$schedule\")\n"
    "        string match -q -- \"*,$word=*\" \",$list\"; or printf '%s%s=\\n' \"$lead\" $word\n"
    "    end\n"
    "end\n"
    "\n"
    "complete -c optop -f\n";

static void print_option(const struct option_row *row)
{
    fputs("complete -c optop", stdout);
    if (row->letter)
        printf(" -s %c", row->letter);
    printf(" -l %s", row->name);
    if (row->argument)
        fputs(docgen_takes_file(row) || docgen_takes_source(row) ? " -r -F" : " -x", stdout);
    if (row->kind == OPTION_RUN) {
        fputs(" -a '(_optop_run)'", stdout);
    } else if (docgen_has_values(row)) {
        fputs(" -a \"", stdout);
        docgen_option_values(row);
        fputs("\"", stdout);
    }
    fputs(" -d '", stdout);
    docgen_escaped(row->help, "\\");
    puts("'");
}

void docgen_fish(void)
{
    fputs(head, stdout);
    docgen_tables(&syntax);
    fputs(run, stdout);
    for (int i = 0; i < option_rows(); i++) {
        struct option_row row = option_row(i);
        print_option(&row);
    }
}
