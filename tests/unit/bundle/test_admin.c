#include "bundle/admin.h"

#include "fixture.h"

START_TEST(lists_every_act_of_people)
{
    struct fixture fixture;
    fixture_init(&fixture, FIXTURE_CLOSED);
    const struct slice text = fixture_render(&fixture, bundle_render_admin);
    const char *by = (const char *)fixture.names[0].ref.p;
    const char *approver = (const char *)fixture.names[1].ref.p;
    const char *hex =
        (const char *)arena_format(fixture.arena, "0700000000000000000000000000000000000000000000000000000000000000").p;
    ck_assert_uint_eq(fixture.model.facts->acts_count, 5);
    ck_assert(slice_starts(text, SLICE("index,received,kind,subject,detail,by,approver,reason,approval\r\n"
                                       "1,2026-01-10T00:01:00.000Z,ruleset,sha256:")));
    const struct slice source =
        arena_format(fixture.arena,
                     "\r\n2,2026-01-10T00:02:00.000Z,source,scanner,enrolled adapter=tiny interval_s=3600 lag_s=86400 "
                     "auth=local,%s,%s,first scanner,claimed\r\n",
                     by, approver);
    ck_assert_ptr_nonnull(strstr((const char *)text.p, (const char *)source.p));
    const struct slice close =
        arena_format(fixture.arena,
                     "\r\n18,2026-02-02T00:01:00.000Z,close,2026-01-01T00:00:00.000Z 2026-02-01T00:00:00.000Z,"
                     "cut=17 state=sha256:%s,%s,,quarter end,\r\n",
                     hex, by);
    ck_assert_ptr_nonnull(strstr((const char *)text.p, (const char *)close.p));
    ck_assert(slice_ends(text, close));
    fixture_release(&fixture);
}
END_TEST

START_TEST(says_little_about_a_retired_source)
{
    struct fixture fixture;
    struct record record;
    fixture_make(&fixture, FIXTURE_CLOSED);
    ck_assert_int_eq(record_read(fixture.records[2], fixture.arena, &record, NULL), 0);
    record.body.source_change = (struct record_source){.action = SOURCE_RETIRED, .name = SLICE("scanner")};
    record.received_ms = FIXTURE_FROM_MS + INT64_C(40) * 86400000;
    record.act = (struct record_act){0};
    struct buf out AUTO(buf_release);
    buf_init(&out, 1 << 16);
    ck_assert_int_eq(record_write(&record, &out, NULL), 0);
    fixture.records[fixture.count++] = buf_slice(&out);
    fixture_feed(&fixture);
    const struct bundle_inputs inputs = fixture_inputs(&fixture);
    ck_assert_int_eq(bundle_builder_finish(fixture.builder, &inputs, &fixture.model, NULL), 0);
    ck_assert(slice_ends(fixture_render(&fixture, bundle_render_admin),
                         SLICE("\r\n20,2026-02-10T00:00:00.000Z,source,scanner,retired,,,,\r\n")));
    fixture_release(&fixture);
}
END_TEST

START_TEST(lists_a_scope_and_cuts_it_at_fifty_names)
{
    struct fixture fixture;
    fixture_make(&fixture, FIXTURE_CLOSED);
    struct slice names[60];
    struct record_system systems[52];
    for (size_t i = 0; i < COUNT_OF(names); i++)
        names[i] = SLICE("x");
    for (size_t i = 0; i < COUNT_OF(systems); i++)
        systems[i] = (struct record_system){SLICE("w"), {names, 1}};
    systems[0] = (struct record_system){SLICE("=web, shop"), {names, 2}};
    struct record record = {.kind = RECORD_SCOPE,
                            .received_ms = FIXTURE_FROM_MS + INT64_C(40) * 86400000,
                            .source = SLICE("ledger"),
                            .origin.occurred_ms = INSTANT_NONE,
                            .act = {.by = fixture.names[0].ref}};
    const struct record_scope scopes[] = {
        {.systems = systems, .system_count = 2, .accounts = {names, 1}, .repositories = {names, 2}},
        {.systems = systems, .system_count = 1, .accounts = {names, 50}, .repositories = {names, 51}},
        {.systems = systems, .system_count = COUNT_OF(systems)},
    };
    for (size_t i = 0; i < COUNT_OF(scopes); i++) {
        struct buf out AUTO(buf_release);
        buf_init(&out, 1 << 16);
        record.body.scope = scopes[i];
        ck_assert_int_eq(record_write(&record, &out, NULL), 0);
        fixture.records[fixture.count++] = arena_copy(fixture.arena, buf_slice(&out));
    }
    fixture_feed(&fixture);
    const struct bundle_inputs inputs = fixture_inputs(&fixture);
    ck_assert_int_eq(bundle_builder_finish(fixture.builder, &inputs, &fixture.model, NULL), 0);
    const char *text = (const char *)fixture_render(&fixture, bundle_render_admin).p;
    ck_assert_ptr_nonnull(strstr(text, "\r\n20,2026-02-10T00:00:00.000Z,scope,\"'=web, shop; w\","
                                       "\"'=web, shop: sources=x,x; w: sources=x; accounts=x repositories=x,x\","));
    ck_assert_ptr_nonnull(strstr(text, "x,x; accounts=x,x,"));
    ck_assert_ptr_nonnull(strstr(text, "x,x,… (51)\","));
    ck_assert_ptr_nonnull(strstr(text, "; w; w; … (52)\","));
    fixture_release(&fixture);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("bundle/admin", lists_every_act_of_people, says_little_about_a_retired_source,
                     lists_a_scope_and_cuts_it_at_fifty_names);
}
