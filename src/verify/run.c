#include "verify/run.h"

#include <inttypes.h>
#include <stdarg.h>

/* "PLACE: " before a text. */
static void
format_place(struct buf *out, const struct verify_place *place)
{
    const bool has_member = !slice_is_absent(place->member);
    if (has_member)
        buf_format(out, "%.*s", SLICE_ARG(place->member));
    if (place->line > 0)
        buf_format(out, " line %" PRIu64, place->line);
    if (place->column > 0)
        buf_format(out, " column %" PRIu64, place->column);
    if (place->index != VERIFY_NO_INDEX)
        buf_format(out, "%sentry %" PRIu64, has_member ? ", " : "", place->index);
    if (out->n > 0)
        buf_text(out, ": ");
}

/* The text as err_set() would leave it: one line, cut, without control characters. */
PRINTF_LIKE(3, 0)
static void
tell(struct verify_run *run, struct verify_finding *finding, const char *format, va_list args)
{
    enum { PLACE_MAX = 512 };
    char message[ERR_TEXT_MAX];
    struct err err;
    struct buf place AUTO(buf_release);
    buf_init(&place, PLACE_MAX);
    format_place(&place, &finding->place);
    vsnprintf(message, sizeof(message), format, args);
    err_set(&err, ERR_FORMAT, "%.*s%s", SLICE_ARG(buf_slice(&place)), message);
    finding->text = err.text;
    run->observer->finding(run->observer->context, finding);
}

PRINTF_LIKE(3, 0)
static void
add_finding(struct verify_run *run, struct verify_finding *finding, const char *format, va_list args)
{
    finding->step = run->step;
    if (finding->could_not)
        run->has_could_not[run->step] = true;
    else
        run->has_failed[run->step] = true;
    run->result.findings++;
    if (run->step_findings[run->step]++ < VERIFY_FINDINGS_MAX && run->observer->finding != NULL)
        tell(run, finding, format, args);
}

void
run_report(struct verify_run *run, enum verify_code code, const struct verify_place *place, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    add_finding(run, &(struct verify_finding){.code = code, .place = *place}, format, args);
    va_end(args);
}

void
run_doubt(struct verify_run *run, enum verify_code code, const struct verify_place *place, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    add_finding(run, &(struct verify_finding){.code = code, .place = *place, .could_not = true}, format, args);
    va_end(args);
}

int
run_take(struct verify_run *run, enum verify_code code, const struct verify_place *place, int failure,
         const struct err *cause, struct err *err)
{
    if (failure == ERR_IO)
        return err_set(err, ERR_IO, "%s", cause->text);
    if (failure == ERR_VERSION)
        run_doubt(run, VERIFY_CODE_VERSION, place, "%s", cause->text);
    else if (failure == ERR_LIMIT)
        run_doubt(run, VERIFY_CODE_LIMIT, place, "%s", cause->text);
    else
        run_report(run, code, place, "%s", cause->text);
    return 0;
}

const struct zip_member *
run_member(const struct verify_run *run, struct slice path)
{
    const struct zip_member *member = unzip_find(&run->zip, path);
    return member == NULL || run->is_unreadable[member - run->zip.members] ? NULL : member;
}

bool
run_can_read(const struct verify_run *run, const char *folder)
{
    for (size_t i = 0; i < run->zip.count; i++) {
        if (run->is_unreadable[i] && slice_starts(run->zip.members[i].name, slice_of(folder)))
            return false;
    }
    return true;
}

void
run_begin(struct verify_run *run, enum verify_step step)
{
    run->step = step;
    run->reached[step] = true;
}
