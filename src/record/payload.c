#include "record/payload.h"

#include "base/attr.h"
#include "base/encoding.h"

#define PERSON_REF_PREFIX "ref:"

_Static_assert(PERSON_REF_MAX == sizeof(PERSON_REF_PREFIX) + (size_t)2 * SHA256_BYTES, "prefix, digest and NUL");

/* The label keeps a digest of one use from ever standing for another. */
static struct sha256_digest
salted_digest(struct slice label, const struct salt *salt, struct slice bytes)
{
    struct sha256_stream stream;
    sha256_init(&stream);
    sha256_add(&stream, label);
    sha256_add(&stream, (struct slice){salt->b, SALT_BYTES});
    sha256_add(&stream, bytes);
    return sha256_finish(&stream);
}

struct sha256_digest
payload_digest(const struct salt *salt, struct slice bytes)
{
    return salted_digest(SLICE("daybook-payload-v1\n"), salt, bytes);
}

struct sha256_digest
change_digest(const struct salt *salt, struct slice bytes)
{
    return salted_digest(SLICE("daybook-change-v1\n"), salt, bytes);
}

void
person_ref(char out_ref[static PERSON_REF_MAX], const struct salt *salt, struct slice name)
{
    const struct sha256_digest digest = salted_digest(SLICE("daybook-person-v1\n"), salt, name);
    memcpy(out_ref, PERSON_REF_PREFIX, sizeof(PERSON_REF_PREFIX) - 1);
    hex_write(out_ref + sizeof(PERSON_REF_PREFIX) - 1, digest.b, SHA256_BYTES);
}

bool
person_is_ref(struct slice text)
{
    const struct slice prefix = SLICE(PERSON_REF_PREFIX);
    struct sha256_digest digest;
    return slice_starts(text, prefix) && hex_read(digest.b, SHA256_BYTES, slice_sub(text, prefix.n, text.n), NULL) == 0;
}
