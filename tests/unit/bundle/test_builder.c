#include "bundle/builder.h"

#include "fixture.h"

START_TEST(says_what_the_ledger_is)
{
    struct fixture fixture;
    fixture_init(&fixture, 0);
    const struct bundle_model *model = &fixture.model;
    const struct ed25519_public public = signing_key_public(fixture.key);
    ck_assert_slice_eq(model->origin, SLICE(FIXTURE_ORIGIN));
    ck_assert(!model->simulated);
    ck_assert(ed25519_public_equal(&model->key.key, &public));
    ck_assert_uint_eq(model->a, 0);
    ck_assert_uint_eq(model->b, 17);
    ck_assert_uint_eq(model->payload_count, fixture.payload_count);
    ck_assert_uint_eq(model->withheld_count, 0);
    ck_assert_uint_eq(model->name_count, 2);
    ck_assert_slice_eq(model->names[0].ref, fixture.names[0].ref);
    ck_assert_slice_eq(model->names[1].name, fixture.names[1].name);
    ck_assert_uint_eq(model->ruleset_count, 2);
    ck_assert_uint_eq(model->rulesets[0].index, 6);
    ck_assert_uint_eq(model->rulesets[1].index, 1);
    ck_assert_uint_eq(model->analytics->windows.count, 2);
    fixture_release(&fixture);
}
END_TEST

/* The root by the definition, RFC 6962 §2.1. */
static struct sha256_digest
naive_root(const struct slice *records, size_t n)
{
    if (n == 1)
        return merkle_leaf(records[0]);
    size_t k = 1;
    while (k * 2 < n)
        k *= 2;
    const struct sha256_digest left = naive_root(records, k);
    const struct sha256_digest right = naive_root(records + k, n - k);
    return merkle_node(&left, &right);
}

START_TEST(computes_the_root)
{
    struct fixture fixture;
    fixture_init(&fixture, FIXTURE_CLOSED);
    const struct sha256_digest root = naive_root(fixture.records, fixture.count);
    ck_assert(sha256_equal(&root, &fixture.model.root));
    ck_assert_uint_eq(bundle_builder_tree(fixture.builder)->size, fixture.count);
    fixture_release(&fixture);
}
END_TEST

/* A heartbeat of its own index, since every record differs. */
static struct slice
heartbeat_at(struct fixture *fixture, uint64_t index)
{
    struct record record;
    ck_assert_int_eq(record_read(fixture->records[7], fixture->arena, &record, NULL), 0);
    record.received_ms = FIXTURE_FROM_MS + INT64_C(100) * 86400000;
    record.origin.id = arena_format(fixture->arena, "beat-%llu", (unsigned long long)index);
    struct buf out AUTO(buf_release);
    buf_init(&out, 1 << 16);
    ck_assert_int_eq(record_write(&record, &out, NULL), 0);
    return arena_copy(fixture->arena, buf_slice(&out));
}

START_TEST(keeps_the_roots_of_whole_blocks)
{
    enum { ENTRIES = 2 * BUNDLE_SUBTREE_LEAVES + 17 };
    static struct slice records[ENTRIES];
    struct fixture fixture;
    struct err err;
    fixture_make(&fixture, 0);
    fixture.builder = bundle_builder_new(fixture.arena);
    for (size_t i = 0; i < ENTRIES; i++) {
        records[i] = i < fixture.count ? fixture.records[i] : heartbeat_at(&fixture, i);
        const struct bundle_entry entry = {.index = i, .bytes = records[i], .disclosed = true};
        ck_assert_int_eq(bundle_builder_add(fixture.builder, &entry, &err), 0);
    }
    const struct bundle_inputs inputs = fixture_inputs(&fixture);
    ck_assert_int_eq(bundle_builder_finish(fixture.builder, &inputs, &fixture.model, &err), 0);
    ck_assert_uint_eq(fixture.model.subtrees.n, 2 * SHA256_BYTES);
    for (size_t block = 0; block < 2; block++) {
        const struct sha256_digest root = naive_root(records + block * BUNDLE_SUBTREE_LEAVES, BUNDLE_SUBTREE_LEAVES);
        ck_assert_mem_eq(fixture.model.subtrees.p + block * SHA256_BYTES, root.b, SHA256_BYTES);
    }
    fixture_release(&fixture);
}
END_TEST

START_TEST(counts_a_shared_payload_once)
{
    struct fixture fixture;
    fixture_init(&fixture, FIXTURE_WITHHELD);
    /* Entries 4 and 5 came from one payload, which is the one that is withheld. */
    ck_assert_uint_eq(fixture.model.payload_count, fixture.payload_count);
    ck_assert_uint_eq(fixture.model.withheld_count, 1);
    ck_assert_uint_eq(fixture.model.withheld[0].index, 4);
    ck_assert_slice_eq(fixture.model.withheld[0].type, SLICE("application/json"));
    fixture_release(&fixture);
}
END_TEST

static bool
has_reason(const struct bundle_model *model, const char *start)
{
    for (size_t i = 0; i < model->reason_count; i++) {
        if (slice_starts(model->reasons[i], slice_of(start)))
            return true;
    }
    return false;
}

START_TEST(is_a_draft_until_the_books_are_closed)
{
    struct fixture open;
    struct fixture closed;
    fixture_init(&open, 0);
    fixture_init(&closed, FIXTURE_CLOSED);
    ck_assert_int_eq(open.model.status, BUNDLE_DRAFT);
    ck_assert(has_reason(&open.model, "draft: "));
    ck_assert(has_reason(&open.model, "period over: not held: "));
    ck_assert_int_eq(closed.model.status, BUNDLE_PARTIAL);
    ck_assert(!has_reason(&closed.model, "draft: "));
    ck_assert(!has_reason(&closed.model, "period over: "));
    ck_assert(!has_reason(&closed.model, "payloads present: "));
    ck_assert(has_reason(&closed.model, "no open reject: not held: "));
    fixture_release(&open);
    fixture_release(&closed);
}
END_TEST

START_TEST(names_what_is_withheld_among_the_reasons)
{
    struct fixture fixture;
    fixture_init(&fixture, FIXTURE_WITHHELD);
    ck_assert(has_reason(&fixture.model, "payloads present: not held: 1 of 11 payloads are withheld"));
    fixture_release(&fixture);
}
END_TEST

static void
assert_add_fails(struct fixture *fixture, uint64_t index, struct slice bytes, int code, const char *error)
{
    struct err err = {""};
    const struct bundle_entry entry = {.index = index, .bytes = bytes};
    const int r = bundle_builder_add(fixture->builder, &entry, &err);
    ck_assert_str_eq(err.text, error);
    ck_assert_int_eq(r, code);
}

START_TEST(refuses_what_no_ledger_holds)
{
    struct fixture fixture;
    fixture_make(&fixture, 0);
    fixture.builder = bundle_builder_new(fixture.arena);
    assert_add_fails(&fixture, 1, fixture.records[1], ERR_USAGE, "entry 1 comes after 0 entries");
    assert_add_fails(&fixture, 0, fixture.records[1], ERR_FORMAT,
                     "entry 0: a record of kind ruleset cannot stand here, expected the ledger record first");
    const struct bundle_entry first = {.index = 0, .bytes = fixture.records[0]};
    ck_assert_int_eq(bundle_builder_add(fixture.builder, &first, NULL), 0);
    assert_add_fails(&fixture, 1, fixture.records[0], ERR_FORMAT,
                     "entry 1: a record of kind ledger cannot stand here, expected the ledger record first");
    ck_assert_uint_eq(bundle_builder_tree(fixture.builder)->size, 1);
    fixture_release(&fixture);
}
END_TEST

/* Change the ledger record and say what adding it gives. */
static void
assert_ledger_fails(void (*change)(struct record *record), int code, const char *error)
{
    struct fixture fixture;
    struct record record;
    fixture_make(&fixture, 0);
    ck_assert_int_eq(record_read(fixture.records[0], fixture.arena, &record, NULL), 0);
    change(&record);
    struct buf out AUTO(buf_release);
    buf_init(&out, 1 << 16);
    ck_assert_int_eq(record_write(&record, &out, NULL), 0);
    fixture.builder = bundle_builder_new(fixture.arena);
    assert_add_fails(&fixture, 0, buf_slice(&out), code, error);
    fixture_release(&fixture);
}

static void
change_format(struct record *record)
{
    record->body.ledger.format = 2;
}

static void
change_origin(struct record *record)
{
    record->body.ledger.origin = SLICE("log.example/other");
}

static void
change_origin_to_options(struct record *record)
{
    record->body.ledger.origin = SLICE("-f x");
}

static void
change_simulated(struct record *record)
{
    record->body.ledger.simulated = true;
}

START_TEST(refuses_a_ledger_record_that_it_cannot_trust)
{
    assert_ledger_fails(change_format, ERR_VERSION, "entry 0: format 2 with statistics 1 is not known, only 1 with 1");
    assert_ledger_fails(change_origin, ERR_FORMAT,
                        "entry 0: the key is of 'log.example/tiny', expected the origin 'log.example/other'");
    assert_ledger_fails(change_origin_to_options, ERR_FORMAT,
                        "entry 0: origin '-f x' is not of a-z, 0-9, '.', '/' and '-', ending in /SIMULATED only when "
                        "simulated");
    assert_ledger_fails(change_simulated, ERR_FORMAT,
                        "entry 0: origin 'log.example/tiny' is not of a-z, 0-9, '.', '/' and '-', ending in /SIMULATED "
                        "only when simulated");
}
END_TEST

static void
assert_finish_fails(struct fixture *fixture, const struct bundle_inputs *inputs, int code, const char *error)
{
    struct err err = {""};
    struct bundle_model model = {.b = 99};
    const int r = bundle_builder_finish(fixture->builder, inputs, &model, &err);
    ck_assert_str_eq(err.text, error);
    ck_assert_int_eq(r, code);
    ck_assert_uint_eq(model.b, 99);
}

static int
no_files(void *context, const struct sha256_digest *digest, struct file_set *out_files, struct err *err)
{
    (void)context;
    (void)digest;
    (void)out_files;
    return err_set(err, ERR_NOT_FOUND, "no such rule set");
}

static int
wrong_files(void *context, const struct sha256_digest *digest, struct file_set *out_files, struct err *err)
{
    (void)digest;
    (void)err;
    const struct fixture *fixture = context;
    *out_files = fixture->earlier;
    return 0;
}

static int
wrong_person(void *context, struct slice ref, struct bundle_name *out_name, struct err *err)
{
    (void)ref;
    (void)err;
    const struct fixture *fixture = context;
    *out_name = fixture->names[0];
    out_name->name = SLICE("Eve");
    return 0;
}

static int
no_person(void *context, struct slice ref, struct bundle_name *out_name, struct err *err)
{
    (void)context;
    (void)out_name;
    return err_set(err, ERR_NOT_FOUND, "'%.*s' was erased", SLICE_ARG(ref));
}

START_TEST(refuses_inputs_that_the_entries_do_not_bind)
{
    struct fixture fixture;
    fixture_make(&fixture, 0);
    fixture_feed(&fixture);
    struct bundle_inputs inputs = fixture_inputs(&fixture);
    inputs.ruleset_files = no_files;
    assert_finish_fails(&fixture, &inputs, ERR_NOT_FOUND, "rule set of entry 6: no such rule set");
    inputs.ruleset_files = wrong_files;
    assert_finish_fails(&fixture, &inputs, ERR_FORMAT,
                        "rule set of entry 6: the files have another digest than the ruleset record binds");
    inputs = fixture_inputs(&fixture);
    inputs.person = wrong_person;
    char text[200];
    struct record record;
    ck_assert_int_eq(record_read(fixture.records[1], fixture.arena, &record, NULL), 0);
    snprintf(text, sizeof(text), "'%.*s' is not the reference of the name kept for it", SLICE_ARG(record.act.by));
    assert_finish_fails(&fixture, &inputs, ERR_FORMAT, text);
    fixture_release(&fixture);
}
END_TEST

/* Feed the entries of a ledger whose rules have classes, foreseeing `files`; NULL: nothing. */
static void
assert_foreseen_fails(unsigned flags, const struct file_set *files, const char *error)
{
    struct fixture fixture;
    struct bundle_model model;
    struct err err = {""};
    fixture_make(&fixture, flags);
    fixture.builder = bundle_builder_new(fixture.arena);
    if (files != NULL)
        bundle_builder_foresee(fixture.builder, *files);
    for (size_t i = 0; i < fixture.count; i++) {
        const struct bundle_entry entry = {.index = i, .bytes = fixture.records[i], .disclosed = fixture.disclosed[i]};
        ck_assert_int_eq(bundle_builder_add(fixture.builder, &entry, NULL), 0);
    }
    const struct bundle_inputs inputs = fixture_inputs(&fixture);
    const int r = bundle_builder_finish(fixture.builder, &inputs, &model, &err);
    ck_assert_int_eq(r, error == NULL ? 0 : ERR_FORMAT);
    if (error != NULL)
        ck_assert_msg(slice_starts(slice_of(err.text), slice_of(error)), "%s", err.text);
    fixture_release(&fixture);
}

START_TEST(the_foreseen_rules_must_be_those_in_force)
{
    static const char error[] =
        "the entries were held against the class rules of another set than the one in force, sha256:";
    struct fixture with;
    struct file_set_entry unreadable = {SLICE("controls/sla.yaml"), SLICE("[")};
    const struct file_set broken = {&unreadable, 1};
    fixture_make(&with, FIXTURE_CLASSES);
    assert_foreseen_fails(FIXTURE_CLASSES, NULL, error);
    assert_foreseen_fails(FIXTURE_CLASSES, &with.earlier, error);
    assert_foreseen_fails(FIXTURE_CLASSES, &broken, error);
    assert_foreseen_fails(FIXTURE_CLASSES, &with.in_force, NULL);
    assert_foreseen_fails(0, &with.in_force, error);
    assert_foreseen_fails(0, &with.earlier, NULL); /* neither has a class rule */
    fixture_release(&with);
}
END_TEST

START_TEST(marks_events_with_their_classes)
{
    struct fixture fixture;
    fixture_init(&fixture, FIXTURE_CLASSES);
    const struct facts *facts = fixture.model.facts;
    for (size_t i = 0; i < facts->events_count; i++) {
        const uint64_t index = facts->events[i].index;
        ck_assert_int_eq(facts->events[i].classes, index == 8 || index == 9 || index == 11 ? 1 : 0);
    }
    ck_assert_uint_eq(intern_count(facts->class_sets), 2);
    fixture_release(&fixture);
}
END_TEST

START_TEST(leaves_out_names_that_are_not_disclosed)
{
    struct fixture fixture;
    fixture_make(&fixture, 0);
    fixture_feed(&fixture);
    struct bundle_inputs inputs = fixture_inputs(&fixture);
    inputs.person = no_person;
    ck_assert_int_eq(bundle_builder_finish(fixture.builder, &inputs, &fixture.model, NULL), 0);
    ck_assert_uint_eq(fixture.model.name_count, 0);
    fixture_release(&fixture);
}
END_TEST

START_TEST(refuses_to_report_on_nothing)
{
    struct fixture fixture;
    fixture_make(&fixture, 0);
    fixture.builder = bundle_builder_new(fixture.arena);
    struct bundle_inputs inputs = fixture_inputs(&fixture);
    assert_finish_fails(&fixture, &inputs, ERR_USAGE, "there are no entries to report on");
    const struct bundle_entry first = {.index = 0, .bytes = fixture.records[0]};
    ck_assert_int_eq(bundle_builder_add(fixture.builder, &first, NULL), 0);
    assert_finish_fails(&fixture, &inputs, ERR_FORMAT, "no rule set was in force in the first 1 entries");
    fixture_release(&fixture);
}
END_TEST

START_TEST(refuses_entries_read_by_an_unknown_adapter)
{
    struct fixture fixture;
    struct record record;
    fixture_make(&fixture, 0);
    ck_assert_int_eq(record_read(fixture.records[4], fixture.arena, &record, NULL), 0);
    memset(record.origin.adapter.sha256.b, 0xcd, SHA256_BYTES);
    struct buf out AUTO(buf_release);
    buf_init(&out, 1 << 16);
    ck_assert_int_eq(record_write(&record, &out, NULL), 0);
    fixture.records[4] = buf_slice(&out);
    fixture_feed(&fixture);
    const struct bundle_inputs inputs = fixture_inputs(&fixture);
    assert_finish_fails(
        &fixture, &inputs, ERR_FORMAT,
        "no rule set of the ledger has the adapter "
        "sha256:cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd that entries were read with");
    fixture_release(&fixture);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("bundle/builder", says_what_the_ledger_is, computes_the_root, keeps_the_roots_of_whole_blocks,
                     counts_a_shared_payload_once, is_a_draft_until_the_books_are_closed,
                     names_what_is_withheld_among_the_reasons, refuses_what_no_ledger_holds,
                     refuses_a_ledger_record_that_it_cannot_trust, refuses_inputs_that_the_entries_do_not_bind,
                     leaves_out_names_that_are_not_disclosed, the_foreseen_rules_must_be_those_in_force,
                     marks_events_with_their_classes, refuses_to_report_on_nothing,
                     refuses_entries_read_by_an_unknown_adapter);
}
