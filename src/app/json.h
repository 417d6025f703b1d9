/* json.h - values as JSON, to a stream. */
#ifndef OPTOP_JSON_H
#define OPTOP_JSON_H

#include <stdint.h>
#include <stdio.h>

/* A string in quotes. What is not UTF-8 arrives in the escapes of status_escape. */
void json_string(FILE *out, const char *text);

/* A number with as few digits as read back the same; null where it is not finite. */
void json_number(FILE *out, double value);

/* "name": value. The name is written as it is. */
void json_count(FILE *out, const char *name, uint64_t value);

#endif
