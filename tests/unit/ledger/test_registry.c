#include "ledger/registry.h"

#include "unit.h"

static struct record
enrolment(const char *name, const char *adapter, const char *auth)
{
    return (struct record){.kind = RECORD_SOURCE,
                           .body.source_change = {.action = SOURCE_ENROLLED,
                                                  .name = slice_of(name),
                                                  .adapter = slice_of(adapter),
                                                  .source_auth = slice_of(auth)}};
}

START_TEST(follows_the_records)
{
    struct registry *registry = registry_new();
    struct record record = enrolment("a", "github", NULL);
    registry_apply(registry, &record, 1);
    record = enrolment("b", "jira", "ed25519");
    record.body.source_change.source_key = SLICE("ssh-ed25519 AAAA");
    record.body.source_change.has_interval = true;
    record.body.source_change.interval_s = 60;
    registry_apply(registry, &record, 2);
    const struct record retirement = {.kind = RECORD_SOURCE,
                                      .body.source_change = {.action = SOURCE_RETIRED, .name = SLICE("b")}};
    registry_apply(registry, &retirement, 3);
    const struct record ruleset = {.kind = RECORD_RULESET, .body.ruleset.digest = {true, {{5}}}};
    ck_assert(!registry_ruleset(registry).present);
    registry_apply(registry, &ruleset, 4);
    ck_assert_uint_eq(registry_count(registry), 2);
    ck_assert_slice_eq(registry_at(registry, 0)->settings.source_auth, SLICE("local"));
    const struct ledger_source *b = registry_find(registry, SLICE("b"));
    ck_assert_ptr_eq(b, registry_at(registry, 1));
    ck_assert(b->retired);
    ck_assert_uint_eq(b->index, 3);
    ck_assert_slice_eq(b->settings.adapter, SLICE("jira"));
    ck_assert_uint_eq(b->settings.interval_s, 60);
    /* Enrolled again without a word about authentication: key and all stay. */
    record = enrolment("b", "jira", NULL);
    registry_apply(registry, &record, 5);
    b = registry_find(registry, SLICE("b"));
    ck_assert(!b->retired);
    ck_assert_slice_eq(b->settings.source_auth, SLICE("ed25519"));
    ck_assert_slice_eq(b->settings.source_key, SLICE("ssh-ed25519 AAAA"));
    ck_assert(!b->settings.has_interval);
    ck_assert_int_eq(registry_ruleset(registry).sha256.b[0], 5);
    ck_assert_ptr_null(registry_find(registry, SLICE("c")));
    registry_free(registry);
}
END_TEST

START_TEST(says_why_not)
{
    struct registry *registry = registry_new();
    const struct record record = enrolment("a", "github", "local");
    registry_apply(registry, &record, 1);
    static const struct {
        struct record_source change;
        int code;
        const char *text;
    } cases[] = {
        {{.action = SOURCE_ENROLLED, .adapter = SLICE_INIT("x")}, ERR_USAGE, "a source needs a name"},
        {{.action = SOURCE_ENROLLED, .name = SLICE_INIT("ledger"), .adapter = SLICE_INIT("x")},
         ERR_USAGE,
         "the name 'ledger' is the ledger's own"},
        {{.action = SOURCE_ENROLLED, .name = SLICE_INIT("b")}, ERR_USAGE, "source 'b' needs an adapter"},
        {{.action = SOURCE_RETIRED, .name = SLICE_INIT("b")}, ERR_NOT_FOUND, "source 'b' was never enrolled"},
        {{.action = SOURCE_ENROLLED, .name = SLICE_INIT("a"), .adapter = SLICE_INIT("github")},
         ERR_CONFLICT,
         "source 'a' is enrolled already"},
        {{.action = SOURCE_ENROLLED, .name = SLICE_INIT("a"), .adapter = SLICE_INIT("gitlab")}, 0, ""},
        {{.action = SOURCE_ENROLLED,
          .name = SLICE_INIT("a"),
          .adapter = SLICE_INIT("github"),
          .has_may = true,
          .may = 2},
         0,
         ""},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct err err = {""};
        ck_assert_int_eq(registry_allows(registry, &cases[i].change, &err), cases[i].code);
        ck_assert_str_eq(err.text, cases[i].text);
    }
    const struct record retirement = {.kind = RECORD_SOURCE,
                                      .body.source_change = {.action = SOURCE_RETIRED, .name = SLICE("a")}};
    registry_apply(registry, &retirement, 2);
    struct err err;
    ck_assert_int_eq(registry_allows(registry, &retirement.body.source_change, &err), ERR_CONFLICT);
    ck_assert_str_eq(err.text, "source 'a' is retired already");
    ck_assert_int_eq(registry_allows(registry, &record.body.source_change, &err), 0);
    registry_free(registry);
}
END_TEST

START_TEST(knows_the_kinds_it_is_made_of)
{
    ck_assert(registry_is_act(RECORD_LEDGER));
    ck_assert(registry_is_act(RECORD_SOURCE));
    ck_assert(registry_is_act(RECORD_SCOPE));
    ck_assert(registry_is_act(RECORD_RULESET));
    ck_assert(registry_is_act(RECORD_CLOSE));
    ck_assert(!registry_is_act(RECORD_EVENT));
    ck_assert(!registry_is_act(RECORD_REJECT));
    ck_assert(!registry_is_act(RECORD_HEARTBEAT));
    ck_assert(!registry_is_act(RECORD_RECONCILIATION));
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("registry", follows_the_records, says_why_not, knows_the_kinds_it_is_made_of);
}
