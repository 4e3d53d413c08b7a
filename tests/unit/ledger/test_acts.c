#include "ledger/append.h"

#include "fixture.h"
#include "unit.h"

START_TEST(a_source_is_enrolled_by_somebody)
{
    AUTO(fixture_release) struct fixture fixture;
    fixture_init(&fixture, false);
    const struct record_source source = {.action = SOURCE_ENROLLED,
                                         .name = SLICE("github"),
                                         .adapter = SLICE("github"),
                                         .has_interval = true,
                                         .interval_s = 3600};
    const struct record_act act = {.by = SLICE("Ada"), .approver = SLICE("Bob"), .reason = SLICE("new")};
    struct err err;
    ck_assert_int_eq(ledger_put_source(fixture.ledger, &source, &act, &err), 0);
    ck_assert_uint_eq(ledger_info(fixture.ledger).size, 4);
    const struct record record = fixture_record(&fixture, 3);
    ck_assert_slice_eq(record.source, SLICE("ledger"));
    ck_assert(person_is_ref(record.act.by));
    ck_assert(person_is_ref(record.act.approver));
    ck_assert(!slice_equal(record.act.by, record.act.approver));
    ck_assert_slice_eq(record.act.reason, SLICE("new"));
    ck_assert_uint_eq(record.body.source_change.interval_s, 3600);
    ck_assert_int_eq(ledger_put_source(fixture.ledger, &source, &act, &err), ERR_CONFLICT);
    ck_assert_str_eq(err.text, "source 'github' is enrolled already");
    ck_assert_uint_eq(ledger_info(fixture.ledger).size, 4);
    fixture_check_clean(&fixture);
}
END_TEST

START_TEST(commits_what_waits_before_it)
{
    AUTO(fixture_release) struct fixture fixture;
    fixture_init(&fixture, false);
    fixture_add_one(&fixture, "a", "one");
    const struct record_source retired = {.action = SOURCE_RETIRED, .name = SLICE("aws")};
    ck_assert_int_eq(ledger_put_source(fixture.ledger, &retired, NULL, NULL), 0);
    ck_assert_uint_eq(ledger_info(fixture.ledger).size, 5);
    ck_assert_int_eq(fixture_record(&fixture, 3).kind, RECORD_EVENT);
}
END_TEST

START_TEST(a_ruleset_is_put_in_force_once)
{
    AUTO(fixture_release) struct fixture fixture;
    fixture_init(&fixture, false);
    struct file_set_entry files[] = {{SLICE_INIT("controls/a.yaml"), SLICE_INIT("one")},
                                     {SLICE_INIT("controls/b.yaml"), SLICE_INIT("two")}};
    const struct file_set small = {files, 1};
    const struct file_set large = {files, 2};
    const struct file_set *order[] = {&small, &small, &large, &large, &small};
    static const uint64_t sizes[] = {4, 4, 5, 5, 6};
    for (size_t i = 0; i < COUNT_OF(order); i++) {
        struct err err;
        ck_assert_msg(ledger_put_ruleset(fixture.ledger, order[i], NULL, &err) == 0, "%s", err.text);
        ck_assert_uint_eq(ledger_info(fixture.ledger).size, sizes[i]);
        const struct sha256_digest want = file_set_digest(order[i]);
        const struct record_digest got = ledger_info(fixture.ledger).ruleset;
        ck_assert(got.present && sha256_equal(&got.sha256, &want));
    }
    const struct sha256_digest first = file_set_digest(&small);
    const struct record second = fixture_record(&fixture, 4);
    ck_assert_mem_eq(second.body.ruleset.previous.sha256.b, first.b, SHA256_BYTES);
    ck_assert(!fixture_record(&fixture, 3).body.ruleset.previous.present);
    ck_assert_ptr_nonnull(fixture_open_again(&fixture, LEDGER_READ, NULL));
    struct file_set stored;
    ck_assert_int_eq(ledger_file_set(fixture.ledger, &second.body.ruleset.digest.sha256, fixture.arena, &stored, NULL),
                     0);
    ck_assert_uint_eq(stored.count, 2);
    ck_assert_slice_eq(stored.files[1].bytes, SLICE("two"));
    const struct record_digest in_force = ledger_info(fixture.ledger).ruleset;
    ck_assert_mem_eq(in_force.sha256.b, first.b, SHA256_BYTES);
    fixture_check_clean(&fixture);
}
END_TEST

START_TEST(an_approval_of_the_ruleset_in_force_is_recorded)
{
    AUTO(fixture_release) struct fixture fixture;
    fixture_init(&fixture, false);
    struct file_set_entry files[] = {{SLICE_INIT("controls/a.yaml"), SLICE_INIT("one")}};
    const struct file_set set = {files, 1};
    const struct record_act act = {.by = SLICE("Bo"), .approver = SLICE("Ada"), .approval = SLICE("claimed")};
    ck_assert_int_eq(ledger_put_ruleset(fixture.ledger, &set, NULL, NULL), 0);
    const uint64_t size = ledger_info(fixture.ledger).size;
    ck_assert_int_eq(ledger_put_ruleset(fixture.ledger, &set, &act, NULL), 0);
    ck_assert_uint_eq(ledger_info(fixture.ledger).size, size + 1);
    const struct record approval = fixture_record(&fixture, size);
    const struct sha256_digest digest = file_set_digest(&set);
    ck_assert(sha256_equal(&approval.body.ruleset.digest.sha256, &digest));
    ck_assert(sha256_equal(&approval.body.ruleset.previous.sha256, &digest));
    ck_assert_slice_eq(approval.act.approval, SLICE("claimed"));
    ck_assert_int_eq(ledger_put_ruleset(fixture.ledger, &set, &(struct record_act){.by = SLICE("Bo")}, NULL), 0);
    ck_assert_uint_eq(ledger_info(fixture.ledger).size, size + 1);
    fixture_check_clean(&fixture);
}
END_TEST

START_TEST(a_scope_is_recorded_when_it_differs)
{
    AUTO(fixture_release) struct fixture fixture;
    fixture_init(&fixture, false);
    static const struct slice sources[] = {SLICE_INIT("aws")};
    static const struct record_system systems[] = {{SLICE_INIT("web"), {sources, 1}}, {SLICE_INIT("db"), {sources, 1}}};
    const struct record_scope small = {.systems = systems, .system_count = 1};
    const struct record_scope large = {.systems = systems, .system_count = 2};
    static const struct record_act draft = {.by = SLICE_INIT("Ada")};
    static const struct record_act approved = {
        .by = SLICE_INIT("Ada"), .approver = SLICE_INIT("Bob"), .reason = SLICE_INIT("kick-off")};
    static const struct record_act by_other = {
        .by = SLICE_INIT("Eve"), .approver = SLICE_INIT("Bob"), .reason = SLICE_INIT("kick-off")};
    static const struct record_act why_else = {
        .by = SLICE_INIT("Ada"), .approver = SLICE_INIT("Bob"), .reason = SLICE_INIT("again")};
    const struct {
        const struct record_scope *scope;
        const struct record_act *act;
        uint64_t size;
    } steps[] = {{&small, &draft, 4},    {&small, &draft, 4},    {&small, &approved, 5}, {&small, &by_other, 5},
                 {&large, &approved, 6}, {&large, &why_else, 7}, {&large, &why_else, 7}};
    struct err err;
    for (size_t i = 0; i < COUNT_OF(steps); i++) {
        ck_assert_msg(ledger_put_scope(fixture.ledger, steps[i].scope, steps[i].act, &err) == 0, "%s", err.text);
        ck_assert_uint_eq(ledger_info(fixture.ledger).size, steps[i].size);
    }
    const struct record first = fixture_record(&fixture, 3);
    const struct record second = fixture_record(&fixture, 4);
    ck_assert_int_eq(first.kind, RECORD_SCOPE);
    ck_assert(slice_is_absent(first.act.approver) && slice_is_absent(first.act.approval));
    ck_assert(person_is_ref(second.act.approver));
    ck_assert(!slice_equal(second.act.approver, second.act.by));
    ck_assert_slice_eq(second.act.approval, SLICE("claimed"));
    ck_assert_slice_eq(second.body.scope.systems[0].sources.items[0], SLICE("aws"));
    /* What is known of it is known after opening again. */
    ck_assert_ptr_nonnull(fixture_open_again(&fixture, LEDGER_WRITE, NULL));
    ck_assert_int_eq(ledger_put_scope(fixture.ledger, &large, &why_else, &err), 0);
    ck_assert_uint_eq(ledger_info(fixture.ledger).size, 7);
    const struct record_scope empty = {0};
    ck_assert_int_eq(ledger_put_scope(fixture.ledger, &empty, &draft, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "'systems' is required and absent");
    fixture_check_clean(&fixture);
}
END_TEST

START_TEST(a_period_is_closed)
{
    AUTO(fixture_release) struct fixture fixture;
    fixture_init(&fixture, false);
    struct err err;
    struct record_close close = {.from_ms = 10, .to_ms = 10, .cut = 3, .state = {true, {{4}}}};
    ck_assert_int_eq(ledger_put_close(fixture.ledger, &close, NULL, &err), ERR_USAGE);
    ck_assert_str_eq(err.text, "a period must end after it begins");
    close.to_ms = 20;
    close.cut = 4;
    ck_assert_int_eq(ledger_put_close(fixture.ledger, &close, NULL, &err), ERR_USAGE);
    ck_assert_str_eq(err.text, "cut 4 is above the ledger's size 3");
    close.cut = 3;
    ck_assert_int_eq(ledger_put_close(fixture.ledger, &close, NULL, &err), 0);
    const struct record record = fixture_record(&fixture, 3);
    ck_assert_int_eq(record.kind, RECORD_CLOSE);
    ck_assert_uint_eq(record.body.close.cut, 3);
    fixture_check_clean(&fixture);
}
END_TEST

START_TEST(takes_the_previous_time_in_a_simulated_ledger)
{
    AUTO(fixture_release) struct fixture fixture;
    fixture_init(&fixture, true);
    fixture_add_one(&fixture, "a", "one");
    const struct record_source retired = {.action = SOURCE_RETIRED, .name = SLICE("aws")};
    fixture.now_ms += 1000;
    ck_assert_int_eq(ledger_put_source(fixture.ledger, &retired, NULL, NULL), 0);
    ck_assert_int_eq(fixture_record(&fixture, 4).received_ms, fixture.now_ms - 1000);
    ck_assert_int_eq(fixture_record(&fixture, 2).received_ms, 0);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("acts", a_source_is_enrolled_by_somebody, commits_what_waits_before_it,
                     a_ruleset_is_put_in_force_once, an_approval_of_the_ruleset_in_force_is_recorded,
                     a_scope_is_recorded_when_it_differs, a_period_is_closed,
                     takes_the_previous_time_in_a_simulated_ledger);
}
