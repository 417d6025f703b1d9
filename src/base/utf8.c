/* utf8.c - decoding UTF-8; see utf8.h. */
#include "utf8.h"

size_t utf8_decode(const char *text, uint32_t *codepoint)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char *byte = (const unsigned char *)text;
    size_t length = byte[0] < 0x80             ? 1
                    : (byte[0] & 0xe0) == 0xc0 ? 2
                    : (byte[0] & 0xf0) == 0xe0 ? 3
                    : (byte[0] & 0xf8) == 0xf0 ? 4
                                               : 0;
    uint32_t c = length <= 1 ? byte[0] : byte[0] & (0x7fu >> length);

    *codepoint = UTF8_INVALID;
    if (length == 0)
        return 1;
    for (size_t i = 1; i < length; i++) {
        if ((byte[i] & 0xc0) != 0x80) /* the text's end is no continuation either */
            return 1;
        c = c << 6 | (byte[i] & 0x3fu);
    }
    if (c < least[length] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
        return 1;
    *codepoint = c;
    return length;
}

bool utf8_is_control(uint32_t c)
{
    static const struct {
        uint32_t first, last;
    } controls[] = {
        {0x00, 0x1f},     {0x7f, 0x9f},     /* C0, DEL, C1 */
        {0x061c, 0x061c}, {0x200e, 0x200f}, /* direction marks */
        {0x2028, 0x202e},                   /* separators, embeddings and overrides */
        {0x2066, 0x2069},                   /* isolates */
    };

    for (size_t i = 0; i < sizeof controls / sizeof controls[0]; i++)
        if (c >= controls[i].first && c <= controls[i].last)
            return true;
    return false;
}
