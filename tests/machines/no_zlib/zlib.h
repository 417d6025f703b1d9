/*
 * zlib.h - zlib's interface, as far as the engine uses it, without zlib: for builds for another
 * processor on a machine that has no zlib for it. Packed data are refused; plain files are read.
 */
#ifndef NO_ZLIB_H
#define NO_ZLIB_H

#include <stddef.h>

enum { Z_OK = 0, Z_STREAM_END = 1, Z_MEM_ERROR = -4, Z_BUF_ERROR = -5, Z_DATA_ERROR = -3 };
enum { Z_NO_FLUSH = 0, MAX_WBITS = 15 };

typedef unsigned char Bytef;
typedef unsigned int uInt;
typedef unsigned long uLong;

typedef struct z_stream {
    const Bytef *next_in;
    uInt avail_in;
    uLong total_in;
    Bytef *next_out;
    uInt avail_out;
    uLong total_out;
    const char *msg;
} z_stream;

static inline int inflateInit2(z_stream *stream, int bits)
{
    (void)bits;
    stream->msg = "there is no zlib";
    return Z_OK;
}

static inline int inflateReset(z_stream *stream)
{
    (void)stream;
    return Z_OK;
}

static inline int inflate(z_stream *stream, int flush)
{
    (void)stream, (void)flush;
    return Z_DATA_ERROR;
}

static inline int inflateEnd(z_stream *stream)
{
    (void)stream;
    return Z_OK;
}

static inline uLong crc32(uLong crc, const Bytef *bytes, uInt count)
{
    (void)bytes, (void)count;
    return crc;
}

#endif
