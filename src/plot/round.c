/* round.c - round numbers; see round.h. */
#include "round.h"

#include <math.h>
#include <string.h>

double round_down(double x)
{
    double power = pow(10, floor(log10(x) + ROUND_SLACK));
    double mantissa = x / power * (1 + ROUND_SLACK);

    return power * (mantissa >= 5 ? 5 : mantissa >= 2 ? 2 : 1);
}

double round_up(double x)
{
    double down = round_down(x);
    double power = pow(10, floor(log10(down) + ROUND_SLACK));

    if (down >= x * (1 - ROUND_SLACK))
        return down;
    return down < 1.5 * power ? 2 * power : down < 3 * power ? 5 * power : 10 * power;
}

int round_decimals(double step)
{
    int power = (int)floor(log10(step) + ROUND_SLACK);

    return power < 0 ? -power : 0;
}

void round_squeeze_exponent(char *text)
{
    char *e = strchr(text, 'e');
    char *digits;

    if (!e)
        return;
    digits = e + (e[1] == '-' ? 2 : 1);
    e = e[1] == '+' ? e + 2 : e + 1 + (e[1] == '-');
    while (*e == '0' && e[1] != '\0')
        e++;
    memmove(digits, e, strlen(e) + 1);
}
