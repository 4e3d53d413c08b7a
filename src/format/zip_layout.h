/* zip_layout.h - the one way zip.h lays out a zip: header bytes as a function of members.
 * The writer writes them; the reader makes them again from what it parsed and compares, so that no byte of a header is
 * free. Source: PKWARE APPNOTE 6.3.10 §4.3, and the form in zip.h. All integers are little-endian. */
#ifndef DAYBOOK_FORMAT_ZIP_LAYOUT_H
#define DAYBOOK_FORMAT_ZIP_LAYOUT_H

#include "base/limits.h"
#include "format/zip.h"

enum {
    ZIP_LOCAL_BYTES = 30,  /* without the name and the zip64 field */
    ZIP_ENTRY_BYTES = 46,  /* the same of a directory entry */
    ZIP_LOCAL_EXTRA = 20,  /* a zip64 field with both sizes */
    ZIP_ENTRY_EXTRA = 28,  /* with both sizes and the offset */
    ZIP_END_BYTES = 22,    /* the end record */
    ZIP_END_64_BYTES = 98, /* the zip64 end record (56), its locator (20) and the end record */
    ZIP_LOCAL_MAX = ZIP_LOCAL_BYTES + LIMIT_ZIP_NAME_BYTES + ZIP_LOCAL_EXTRA,
    ZIP_ENTRY_MAX = ZIP_ENTRY_BYTES + LIMIT_ZIP_NAME_BYTES + ZIP_ENTRY_EXTRA
};

/* A 32-bit or 16-bit field of this value says that the zip64 field or record has the real one. */
#define ZIP_IN_64 UINT32_C(0xffffffff)
#define ZIP_COUNT_IN_64 UINT16_C(0xffff)

/* Each writes its bytes and returns their length. */
size_t zip_layout_local(uint8_t out_bytes[static ZIP_LOCAL_MAX], const struct zip_member *member);
size_t zip_layout_entry(uint8_t out_bytes[static ZIP_ENTRY_MAX], const struct zip_member *member);
size_t zip_layout_end(uint8_t out_bytes[static ZIP_END_64_BYTES], uint64_t count, uint64_t directory_offset,
                      uint64_t directory_size);
/* Length of the local header of `member`. */
size_t zip_layout_local_length(const struct zip_member *member);

/* Read the little-endian integer of `width` (at most 8) bytes. */
uint64_t zip_layout_integer(const uint8_t *bytes, size_t width);

enum zip_header { ZIP_HEADER_LOCAL, ZIP_HEADER_ENTRY, ZIP_HEADER_END, ZIP_HEADER_END_64 };
/* Whether `got` equals `want` (both `n` bytes), else ERR_FORMAT "flags is 0x8, expected 0x0" about the first field that
 * differs, which may be the name or the zip64 field. */
MUST_CHECK int
zip_layout_compare(enum zip_header header, const uint8_t *got, const uint8_t *want, size_t n, struct err *err);

#endif
