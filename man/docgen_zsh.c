/* docgen_zsh.c - the completion for zsh, made from the tables; see docgen.h. */
#include "docgen.h"

#include <stdio.h>

static const char head[] = "#compdef optop\n"
                           "# zsh completion for optop.\n"
                           "# Made from the program's tables by `make update-docs`; do not edit.\n"
                           "\n"
                           "# Functions that print words, one a line.\n";

static const char run[] =
    "# NAME[:KEY=VALUE[,KEY=VALUE]...]\n"
    "_optop_run()\n"
    "{\n"
    "    local name=${PREFIX%%:*} list schedule key\n"
    "    local -a words\n"
    "    if [[ $PREFIX != *:* ]]; then\n"
    "        words=(${(f)\"$(_optop_optimizers)\"})\n"
    "        compadd -q -S ':' -- $words\n"
    "        return\n"
    "    fi\n"
    "    compset -P 1 '*:'\n"
    "    list=$PREFIX\n"
    "    if [[ ,$list == *,schedule=*,* ]]; then\n"
    "        schedule=${list##*schedule=}\n"
    "        schedule=${schedule%%,*}\n"
    "    fi\n"
    "    compset -P '*,'\n"
    "    key=${PREFIX%%=*}\n"
    "    if compset -P '*='; then\n"
    "        words=(${(f)\"$(_optop_values $name $key\n"
    "                        _optop_schedule_values \"$schedule\" $key)\"})\n"
    "        compadd -q -S ',' -- $words\n"
    "        return\n"
    "    fi\n"
    "    for key in ${(f)\"$(_optop_keys $name; _optop_schedule_keys \"$schedule\")\"}; do\n"
    "        [[ ,$list == *,$key=* ]] || words+=($key)\n"
    "    done\n"
    "    compadd -S '=' -- $words\n"
    "}\n"
    "\n"
    "_optop()\n"
    "{\n"
    "    _arguments -s -S";

/* What the value may become, behind a colon. */
static void print_action(const struct option_row *row)
{
    if (row->kind == OPTION_RUN)
        fputs(":_optop_run", stdout);
    else if (docgen_takes_source(row)) {
        fputs(":{compadd --", stdout);
        docgen_option_values(row);
        fputs("; _files}", stdout);
    } else if (docgen_takes_file(row)) {
        fputs(":_files", stdout);
    } else if (docgen_has_values(row)) {
        fputs(":compadd --", stdout);
        docgen_option_values(row);
    } else
        putchar(':');
}

/* The specification: '(-n --iterations)'{-n+,--iterations=}'[help]':N:action. */
static void print_option(const struct option_row *row)
{
    const char *mark = row->argument ? "=" : "";
    bool again = row->kind == OPTION_RUN || row->kind == OPTION_EXPORT ||
                 row->kind == OPTION_FORK || row->kind == OPTION_CHANGE;

    printf(" \\\n        ");
    if (again)
        fputs("'*'", stdout);
    else if (row->letter)
        printf("'(-%c --%s)'", row->letter, row->name);
    if (row->letter)
        printf("{-%c%s,--%s%s}", row->letter, row->argument ? "+" : "", row->name, mark);
    else
        printf("--%s%s", row->name, mark);
    fputs("'[", stdout);
    docgen_escaped(row->help, "[]\\");
    putchar(']');
    if (row->argument) {
        putchar(':');
        docgen_escaped(row->argument, ":\\");
        fputs("'\"", stdout);
        print_action(row);
        putchar('"');
    } else
        putchar('\'');
}

void docgen_zsh(void)
{
    fputs(head, stdout);
    docgen_tables(&docgen_syntax_sh);
    fputs(run, stdout);
    for (int i = 0; i < option_rows(); i++) {
        struct option_row row = option_row(i);
        print_option(&row);
    }
    fputs("\n}\n\n"
          "# Loaded by compinit on demand, or sourced.\n"
          "if [[ $funcstack[1] == _optop ]]; then\n"
          "    _optop \"$@\"\n"
          "else\n"
          "    compdef _optop optop\n"
          "fi\n",
          stdout);
}
