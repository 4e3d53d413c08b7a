#include "format/zip_layout.h"

#include <inttypes.h>

enum {
    SIGNATURE_LOCAL = 0x04034b50,
    SIGNATURE_ENTRY = 0x02014b50,
    SIGNATURE_END = 0x06054b50,
    SIGNATURE_END_64 = 0x06064b50,
    SIGNATURE_LOCATOR = 0x07064b50,
    VERSION = 20,    /* 2.0: deflate */
    VERSION_64 = 45, /* 4.5: zip64 */
    MADE_BY_UNIX = 3 << 8,
    DOS_DATE = 0x0021, /* 1980-01-01 */
    EXTRA_64 = 0x0001,
    END_64_BYTES = 56
};
/* A regular file, rw-r--r--, in the upper half. */
#define ATTRIBUTES (UINT32_C(0100644) << 16)

static uint8_t *
put(uint8_t *at, size_t width, uint64_t value)
{
    for (size_t i = 0; i < width; i++)
        at[i] = (uint8_t)(value >> 8 * i);
    return at + width;
}

uint64_t
zip_layout_integer(const uint8_t *bytes, size_t width)
{
    uint64_t value = 0;
    for (size_t i = width; i > 0; i--)
        value = value << 8 | bytes[i - 1];
    return value;
}

/* Whether the sizes stand in a zip64 field. */
static bool
is_large(const struct zip_member *member)
{
    return member->size >= ZIP_IN_64 || member->packed_size >= ZIP_IN_64;
}

static uint64_t
narrow(uint64_t value, bool in_64)
{
    return in_64 ? ZIP_IN_64 : value;
}

/* What local header and directory entry share: from the flags to the length of the name. */
static uint8_t *
put_shared(uint8_t *at, const struct zip_member *member)
{
    const bool large = is_large(member);
    at = put(at, 2, 0); /* flags */
    at = put(at, 2, member->method);
    at = put(at, 2, 0); /* time */
    at = put(at, 2, DOS_DATE);
    at = put(at, 4, member->crc);
    at = put(at, 4, narrow(member->packed_size, large));
    at = put(at, 4, narrow(member->size, large));
    return put(at, 2, member->name.n);
}

static uint8_t *
put_name(uint8_t *at, const struct zip_member *member)
{
    memcpy(at, member->name.p, member->name.n);
    return at + member->name.n;
}

static uint8_t *
put_sizes_64(uint8_t *at, const struct zip_member *member)
{
    at = put(at, 8, member->size);
    return put(at, 8, member->packed_size);
}

size_t
zip_layout_local_length(const struct zip_member *member)
{
    return ZIP_LOCAL_BYTES + member->name.n + (is_large(member) ? ZIP_LOCAL_EXTRA : 0);
}

size_t
zip_layout_local(uint8_t out_bytes[static ZIP_LOCAL_MAX], const struct zip_member *member)
{
    const bool large = is_large(member);
    uint8_t *at = put(out_bytes, 4, SIGNATURE_LOCAL);
    at = put(at, 2, large ? VERSION_64 : VERSION);
    at = put_shared(at, member);
    at = put(at, 2, large ? ZIP_LOCAL_EXTRA : 0);
    at = put_name(at, member);
    if (large) {
        at = put(at, 2, EXTRA_64);
        at = put(at, 2, ZIP_LOCAL_EXTRA - 4);
        at = put_sizes_64(at, member);
    }
    return (size_t)(at - out_bytes);
}

size_t
zip_layout_entry(uint8_t out_bytes[static ZIP_ENTRY_MAX], const struct zip_member *member)
{
    const bool large = is_large(member);
    const bool far = member->offset >= ZIP_IN_64;
    const size_t extra = (large ? 16u : 0u) + (far ? 8u : 0u);
    const uint64_t version = extra > 0 ? VERSION_64 : VERSION;
    uint8_t *at = put(out_bytes, 4, SIGNATURE_ENTRY);
    at = put(at, 2, MADE_BY_UNIX | version);
    at = put(at, 2, version);
    at = put_shared(at, member);
    at = put(at, 2, extra > 0 ? extra + 4 : 0);
    at = put(at, 2, 0); /* length of the comment */
    at = put(at, 2, 0); /* disk */
    at = put(at, 2, 0); /* internal attributes */
    at = put(at, 4, ATTRIBUTES);
    at = put(at, 4, narrow(member->offset, far));
    at = put_name(at, member);
    if (extra > 0) {
        at = put(at, 2, EXTRA_64);
        at = put(at, 2, extra);
    }
    if (large)
        at = put_sizes_64(at, member);
    if (far)
        at = put(at, 8, member->offset);
    return (size_t)(at - out_bytes);
}

static uint8_t *
put_end_64(uint8_t *at, uint64_t count, uint64_t directory_offset, uint64_t directory_size)
{
    at = put(at, 4, SIGNATURE_END_64);
    at = put(at, 8, END_64_BYTES - 12); /* bytes that follow */
    at = put(at, 2, MADE_BY_UNIX | VERSION_64);
    at = put(at, 2, VERSION_64);
    at = put(at, 4, 0); /* disk */
    at = put(at, 4, 0); /* disk of the directory */
    at = put(at, 8, count);
    at = put(at, 8, count);
    at = put(at, 8, directory_size);
    at = put(at, 8, directory_offset);
    at = put(at, 4, SIGNATURE_LOCATOR);
    at = put(at, 4, 0); /* disk */
    at = put(at, 8, directory_offset + directory_size);
    return put(at, 4, 1); /* disks */
}

size_t
zip_layout_end(uint8_t out_bytes[static ZIP_END_64_BYTES], uint64_t count, uint64_t directory_offset,
               uint64_t directory_size)
{
    const bool many = count >= ZIP_COUNT_IN_64;
    const bool far = directory_offset >= ZIP_IN_64;
    const bool large = directory_size >= ZIP_IN_64;
    uint8_t *at = out_bytes;
    if (many || far || large)
        at = put_end_64(at, count, directory_offset, directory_size);
    at = put(at, 4, SIGNATURE_END);
    at = put(at, 2, 0); /* disk */
    at = put(at, 2, 0); /* disk of the directory */
    at = put(at, 2, many ? ZIP_COUNT_IN_64 : count);
    at = put(at, 2, many ? ZIP_COUNT_IN_64 : count);
    at = put(at, 4, narrow(directory_size, large));
    at = put(at, 4, narrow(directory_offset, far));
    at = put(at, 2, 0); /* length of the comment */
    return (size_t)(at - out_bytes);
}

struct field {
    const char *name;
    size_t width;
};

/* The fields of a header in order; what follows them has no name of its own. */
static const struct field local_fields[] = {
    {"signature", 4}, {"version needed", 2}, {"flags", 2}, {"method", 2},      {"time", 2},         {"date", 2},
    {"crc", 4},       {"packed size", 4},    {"size", 4},  {"name length", 2}, {"extra length", 2}, {NULL, 0}};
static const struct field entry_fields[] = {{"signature", 4},
                                            {"version made by", 2},
                                            {"version needed", 2},
                                            {"flags", 2},
                                            {"method", 2},
                                            {"time", 2},
                                            {"date", 2},
                                            {"crc", 4},
                                            {"packed size", 4},
                                            {"size", 4},
                                            {"name length", 2},
                                            {"extra length", 2},
                                            {"comment length", 2},
                                            {"disk", 2},
                                            {"internal attributes", 2},
                                            {"external attributes", 4},
                                            {"offset", 4},
                                            {NULL, 0}};
static const struct field end_fields[] = {{"signature", 4},          {"disk", 2},           {"directory disk", 2},
                                          {"count on this disk", 2}, {"count", 2},          {"directory size", 4},
                                          {"directory offset", 4},   {"comment length", 2}, {NULL, 0}};
static const struct field end_64_fields[] = {{"zip64 signature", 4},
                                             {"zip64 record size", 8},
                                             {"zip64 version made by", 2},
                                             {"zip64 version needed", 2},
                                             {"zip64 disk", 4},
                                             {"zip64 directory disk", 4},
                                             {"zip64 count on this disk", 8},
                                             {"zip64 count", 8},
                                             {"zip64 directory size", 8},
                                             {"zip64 directory offset", 8},
                                             {"locator signature", 4},
                                             {"locator disk", 4},
                                             {"locator offset", 8},
                                             {"locator disks", 4},
                                             {"signature", 4},
                                             {"disk", 2},
                                             {"directory disk", 2},
                                             {"count on this disk", 2},
                                             {"count", 2},
                                             {"directory size", 4},
                                             {"directory offset", 4},
                                             {"comment length", 2},
                                             {NULL, 0}};

static const struct field *
fields_of(enum zip_header header)
{
    switch (header) {
    case ZIP_HEADER_LOCAL:
        return local_fields;
    case ZIP_HEADER_ENTRY:
        return entry_fields;
    case ZIP_HEADER_END:
        return end_fields;
    case ZIP_HEADER_END_64:
        return end_64_fields;
    }
    return NULL;
}

int
zip_layout_compare(enum zip_header header, const uint8_t *got, const uint8_t *want, size_t n, struct err *err)
{
    if (memcmp(got, want, n) == 0)
        return 0;
    size_t at = 0;
    for (const struct field *field = fields_of(header); field->name != NULL && at < n; at += field->width, field++) {
        const uint64_t found = zip_layout_integer(got + at, field->width);
        const uint64_t expected = zip_layout_integer(want + at, field->width);
        if (found != expected)
            return err_set(err, ERR_FORMAT, "%s is 0x%" PRIx64 ", expected 0x%" PRIx64, field->name, found, expected);
    }
    return err_set(err, ERR_FORMAT, "name or extra field is not what the other fields say");
}
