#include "tlog/key_read.h"

#include "base/limits.h"
#include "crypto/pem.h"
#include "crypto/ssh_key.h"
#include "tlog/vkey.h"

/* The heads of the private keys that are at hand where public ones are asked for. */
static bool
is_private(struct slice text)
{
    static const struct slice heads[] = {
        SLICE_INIT("PRIVATE+KEY+"),
        SLICE_INIT("-----BEGIN PRIVATE KEY"),
        SLICE_INIT("-----BEGIN ENCRYPTED PRIVATE KEY"),
        SLICE_INIT("-----BEGIN OPENSSH PRIVATE KEY"),
    };
    for (size_t i = 0; i < COUNT_OF(heads); i++)
        if (slice_starts(text, heads[i]))
            return true;
    return false;
}

int
key_read(struct slice text, struct given_key *out_key, struct err *err)
{
    if (text.n > LIMIT_KEY_FILE_BYTES)
        return err_set(err, ERR_LIMIT, "key is longer than %d bytes", LIMIT_KEY_FILE_BYTES);
    const struct slice line = slice_trim(text);
    if (is_private(line))
        return err_set(err, ERR_USAGE, "this is a private key: give the public one, and keep this one to yourself");
    struct given_key given = {0};
    if (slice_starts(line, SLICE("-----"))) {
        TRY(pem_read(line, &given.key, err));
    } else if (slice_find(line, ' ') < line.n) {
        TRY(ssh_key_read(line, &given.key, err));
    } else {
        struct vkey key;
        TRY(vkey_read(line, &key, err));
        given = (struct given_key){key.name, key.key};
    }
    *out_key = given;
    return 0;
}
