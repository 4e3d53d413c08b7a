/* test_sources.c - the sources as records leave them. */
#include "verify/sources.h"

#include "unit.h"

static void
apply(struct sources *sources, enum source_action action, const char *auth, const char *adapter)
{
    const struct record_source change = {.action = action,
                                         .name = SLICE("one"),
                                         .adapter = slice_of(adapter),
                                         .source_auth = slice_of(auth),
                                         .source_key = slice_of(auth == NULL ? NULL : "key")};
    sources_apply(sources, &change);
}

START_TEST(settings_follow_the_rules_of_a_ledger)
{
    struct sources *sources AUTO(sources_drop) = sources_new();
    ck_assert_ptr_null(sources_find(sources, SLICE("one")));
    apply(sources, SOURCE_ENROLLED, NULL, "a");
    ck_assert_slice_eq(sources_find(sources, SLICE("one"))->auth, SLICE("local"));
    ck_assert_slice_eq(sources_find(sources, SLICE("one"))->adapter, SLICE("a"));
    apply(sources, SOURCE_ENROLLED, "ed25519", "b");
    ck_assert_slice_eq(sources_find(sources, SLICE("one"))->auth, SLICE("ed25519"));
    ck_assert_slice_eq(sources_find(sources, SLICE("one"))->key, SLICE("key"));
    apply(sources, SOURCE_ENROLLED, NULL, "c");
    ck_assert_slice_eq(sources_find(sources, SLICE("one"))->auth, SLICE("ed25519"));
    ck_assert(!sources_find(sources, SLICE("one"))->retired);
    apply(sources, SOURCE_RETIRED, "mtls", NULL);
    ck_assert(sources_find(sources, SLICE("one"))->retired);
    ck_assert_slice_eq(sources_find(sources, SLICE("one"))->auth, SLICE("ed25519"));
    ck_assert_slice_eq(sources_find(sources, SLICE("one"))->adapter, SLICE("c"));
    apply(sources, SOURCE_ENROLLED, NULL, "d");
    ck_assert(!sources_find(sources, SLICE("one"))->retired);
    ck_assert_ptr_null(sources_find(sources, SLICE("two")));
}
END_TEST

START_TEST(many_sources_are_kept_apart)
{
    struct sources *sources AUTO(sources_drop) = sources_new();
    char name[16];
    for (unsigned i = 0; i < 200; i++) {
        snprintf(name, sizeof(name), "s%u", i);
        sources_apply(sources, &(struct record_source){.action = i % 3 == 0 ? SOURCE_RETIRED : SOURCE_ENROLLED,
                                                       .name = slice_of(name),
                                                       .adapter = SLICE("a")});
    }
    for (unsigned i = 0; i < 200; i++) {
        snprintf(name, sizeof(name), "s%u", i);
        ck_assert_int_eq(sources_find(sources, slice_of(name))->retired, i % 3 == 0);
    }
}
END_TEST

START_TEST(what_an_event_may_change)
{
    struct sources *sources AUTO(sources_drop) = sources_new();
    const struct {
        struct record_source change;
        const char *text;
    } cases[] = {
        {{.action = SOURCE_ENROLLED, .name = SLICE("one"), .adapter = SLICE("a")}, NULL},
        {{.action = SOURCE_ENROLLED, .name = SLICE("one")}, "source 'one' needs an adapter"},
        {{.action = SOURCE_ENROLLED, .adapter = SLICE("a")}, "a source needs a name"},
        {{.action = SOURCE_ENROLLED, .name = SLICE("ledger"), .adapter = SLICE("a")},
         "the name 'ledger' is the ledger's own"},
        {{.action = SOURCE_RETIRED, .name = SLICE("one")}, "source 'one' was never enrolled"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct err err = {{0}};
        ck_assert_int_eq(sources_allow(sources, &cases[i].change, &err) < 0, cases[i].text != NULL);
        if (cases[i].text != NULL)
            ck_assert_str_eq(err.text, cases[i].text);
    }
    apply(sources, SOURCE_ENROLLED, NULL, "a");
    ck_assert_int_eq(sources_allow(sources, &cases[4].change, NULL), 0);
}
END_TEST

int
main(void)
{
    sources_free(NULL);
    return UNIT_MAIN("sources", settings_follow_the_rules_of_a_ledger, many_sources_are_kept_apart,
                     what_an_event_may_change);
}
