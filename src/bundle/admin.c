#include "bundle/admin.h"

#include "bundle/cells.h"

#include "base/encoding.h"

#include <inttypes.h>

/* Names of one list shown in a cell; the entry has all. */
enum { ADMIN_NAMES_MAX = 50 };

static void
add_digest(struct buf *out, const struct record_digest *digest)
{
    if (!digest->present)
        return;
    buf_text(out, "sha256:");
    hex_append(out, (struct slice){digest->sha256.b, SHA256_BYTES});
}

/* Subject: whose settings these are. Detail: what was set, as far as statistics read it. */
static void
describe_source(const struct facts *facts, const struct fact_setting *setting, struct buf *subject, struct buf *detail)
{
    buf_add(subject, intern_text(facts->sources, setting->source));
    buf_text(detail, source_action_name(setting->action));
    if (setting->action == SOURCE_RETIRED)
        return;
    const struct slice adapter = intern_text(facts->words, setting->adapter);
    const struct slice auth = intern_text(facts->words, setting->auth);
    buf_format(detail, " adapter=%.*s interval_s=%" PRId64 " lag_s=%" PRId64, SLICE_ARG(adapter),
               setting->interval_ms / 1000, setting->lag_ms / 1000);
    if (!slice_is_absent(auth))
        buf_format(detail, " auth=%.*s", SLICE_ARG(auth));
}

/* The first names of a list, and how many there are besides. */
static void
add_names(struct buf *out, const char *what, struct record_texts names)
{
    if (names.count == 0)
        return;
    buf_format(out, " %s=", what);
    for (size_t i = 0; i < names.count && i < ADMIN_NAMES_MAX; i++)
        buf_format(out, "%s%.*s", i == 0 ? "" : ",", SLICE_ARG(names.items[i]));
    if (names.count > ADMIN_NAMES_MAX)
        buf_format(out, ",… (%zu)", names.count);
}

/* Subject: the systems. Detail: by whose events each is told of, and the rest of the scope. */
static void
describe_scope(const struct record_scope *scope, struct buf *subject, struct buf *detail)
{
    const size_t shown = scope->system_count < ADMIN_NAMES_MAX ? scope->system_count : ADMIN_NAMES_MAX;
    for (size_t i = 0; i < shown; i++) {
        const struct record_system *system = &scope->systems[i];
        buf_format(subject, "%s%.*s", i == 0 ? "" : "; ", SLICE_ARG(system->name));
        buf_format(detail, "%s%.*s:", i == 0 ? "" : "; ", SLICE_ARG(system->name));
        add_names(detail, "sources", system->sources);
    }
    if (shown < scope->system_count)
        buf_format(subject, "; … (%zu)", scope->system_count);
    if (scope->accounts.count + scope->repositories.count > 0)
        buf_text(detail, ";");
    add_names(detail, "accounts", scope->accounts);
    add_names(detail, "repositories", scope->repositories);
}

static void
describe_close(const struct fact_close *close, struct buf *subject, struct buf *detail)
{
    char from[INSTANT_TEXT_MAX];
    char to[INSTANT_TEXT_MAX];
    instant_write(from, close->from_ms);
    instant_write(to, close->to_ms);
    buf_format(subject, "%s %s", from, to);
    buf_format(detail, "cut=%" PRIu64 " state=", close->cut);
    add_digest(detail, &close->state);
}

static void
describe(const struct facts *facts, const struct fact_act *act, struct buf *subject, struct buf *detail)
{
    switch (act->kind) {
    case RECORD_SOURCE:
        describe_source(facts, &facts->settings[act->detail], subject, detail);
        return;
    case RECORD_SCOPE:
        describe_scope(&facts->scopes[act->detail].scope, subject, detail);
        return;
    case RECORD_RULESET:
        add_digest(subject, &facts->rulesets[act->detail].digest);
        return;
    case RECORD_CLOSE:
        describe_close(&facts->closes[act->detail], subject, detail);
        return;
    case RECORD_NONE:
    case RECORD_LEDGER:
    case RECORD_EVENT:
    case RECORD_REJECT:
    case RECORD_HEARTBEAT:
    case RECORD_RECONCILIATION:
    case record_kind_count:
        return;
    }
}

int
bundle_render_admin(const struct bundle_model *model, struct buf *out, struct err *err)
{
    static const char *const columns[] = {"index", "received", "kind",   "subject", "detail",
                                          "by",    "approver", "reason", "approval"};
    struct buf subject AUTO(buf_release);
    struct buf detail AUTO(buf_release);
    buf_init(&subject, SIZE_MAX);
    buf_init(&detail, SIZE_MAX);
    const struct facts *facts = model->facts;
    struct csv csv;
    cells_table(&csv, out, columns, COUNT_OF(columns));
    for (size_t i = 0; i < facts->acts_count; i++) {
        const struct fact_act *act = &facts->acts[i];
        buf_clear(&subject);
        buf_clear(&detail);
        describe(facts, act, &subject, &detail);
        cells_number(&csv, act->index);
        csv_instant(&csv, act->received_ms);
        cells_word(&csv, record_kind_name(act->kind));
        csv_text(&csv, buf_slice(&subject));
        csv_text(&csv, buf_slice(&detail));
        cells_interned(&csv, facts->words, act->by);
        cells_interned(&csv, facts->words, act->approver);
        cells_interned(&csv, facts->words, act->reason);
        cells_interned(&csv, facts->words, act->approval);
        csv_end_row(&csv);
    }
    return buf_finish(out, "admin.csv", err);
}
