#include "verify/comparison.h"

#include "base/utf8.h"

#include <inttypes.h>

enum { EXCERPT_BYTES = 40 };

struct comparison {
    struct slice expected;
    size_t at; /* bytes that were equal so far */
    bool differs;
    struct slice got; /* from the difference on, a copy */
    uint8_t excerpt[EXCERPT_BYTES];
};

static int
compare_part(void *context, struct slice bytes, struct err *err)
{
    struct comparison *comparison = context;
    const struct slice left = slice_sub(comparison->expected, comparison->at, comparison->expected.n);
    size_t same = bytes.n < left.n ? bytes.n : left.n;
    if (same > 0 && memcmp(bytes.p, left.p, same) != 0) {
        for (same = 0; bytes.p[same] == left.p[same];)
            same++;
    } else if (same == bytes.n) {
        comparison->at += same;
        return 0;
    }
    comparison->at += same;
    comparison->differs = true;
    const struct slice rest = slice_sub(bytes, same, same + EXCERPT_BYTES);
    memcpy(comparison->excerpt, rest.p, rest.n);
    comparison->got = (struct slice){comparison->excerpt, rest.n};
    return err_set(err, ERR_CONFLICT, "the bytes differ"); /* ends the reading */
}

/* As much of a text as helps to find it: to the end of its line, without bytes that are no text. */
static struct slice
excerpt(struct slice text)
{
    const struct slice part = slice_sub(text, 0, EXCERPT_BYTES);
    const struct slice line = slice_sub(part, 0, slice_find(slice_sub(part, 0, slice_find(part, '\n')), '\r'));
    return slice_sub(line, 0, utf8_valid_length(line));
}

static struct verify_place
place_of(struct slice path, struct slice expected, size_t at)
{
    struct verify_place place = {.member = path, .line = 1, .column = 1, .index = VERIFY_NO_INDEX};
    for (size_t i = 0; i < at; i++) {
        place.line += expected.p[i] == '\n';
        place.column = expected.p[i] == '\n' ? 1 : place.column + 1;
    }
    return place;
}

static void
report(struct verify_run *run, struct slice path, const struct comparison *comparison)
{
    const struct verify_place place = place_of(path, comparison->expected, comparison->at);
    const struct slice rest = slice_sub(comparison->expected, comparison->at, comparison->expected.n);
    if (rest.n == 0)
        run_report(run, VERIFY_CODE_FIGURE, &place, "the bundle goes on with '%.*s', made again it ends here",
                   SLICE_ARG(excerpt(comparison->got)));
    else if (!comparison->differs)
        run_report(run, VERIFY_CODE_FIGURE, &place, "the bundle ends here, made again it goes on with '%.*s'",
                   SLICE_ARG(excerpt(rest)));
    else
        run_report(run, VERIFY_CODE_FIGURE, &place, "the bundle has '%.*s', made again it is '%.*s'",
                   SLICE_ARG(excerpt(comparison->got)), SLICE_ARG(excerpt(rest)));
}

int
comparison_check(struct verify_run *run, struct slice path, struct slice expected, bool *out_equal, struct err *err)
{
    struct comparison comparison = {.expected = expected};
    const struct unzip_sink sink = {.plain = compare_part, .context = &comparison};
    const struct zip_member *member = run_member(run, path);
    struct err cause;
    *out_equal = false;
    if (member == NULL)
        return 0;
    const int r = unzip_read(&run->zip, member, &sink, &cause);
    if (r < 0 && !comparison.differs)
        return run_take(run, VERIFY_CODE_ZIP, &VERIFY_NOWHERE, r, &cause, err);
    *out_equal = !comparison.differs && comparison.at == expected.n;
    if (!*out_equal)
        report(run, path, &comparison);
    return 0;
}
