/* main.c - the program's entry: batch mode or the screen. */
#include "config.h"

#include <stdio.h>

int main(void)
{
    puts("optop " PACKAGE_VERSION);
    return 0;
}
