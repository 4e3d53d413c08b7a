#include "report/input.h"

#include "crypto/sshsig.h"
#include "fixture.h"

static void
build(struct fixture *fixture, struct report_input *input, struct bundle_builder *builder,
      struct bundle_model *out_model)
{
    const struct period period = {FIXTURE_FROM_MS, FIXTURE_TO_MS};
    struct err err;
    const int r = report_input_build(input, builder, fixture->arena, &period, out_model, &err);
    ck_assert_msg(r == 0, "%s", err.text);
}

START_TEST(builds_the_model_of_a_ledger)
{
    struct fixture fixture;
    struct bundle_model model;
    fixture_init(&fixture);
    struct report_input *input = report_input_new(fixture.ledger, 6);
    struct bundle_builder *builder = bundle_builder_new(fixture.arena);
    build(&fixture, input, builder, &model);
    const struct sha256_digest root = ledger_info(fixture.ledger).root;
    ck_assert_slice_eq(model.origin, SLICE("ledger.test/report"));
    ck_assert_slice_eq(model.program, SLICE(DAYBOOK_VERSION));
    ck_assert_uint_eq(model.b, 6);
    ck_assert(sha256_equal(&model.root, &root));
    ck_assert_uint_eq(model.payload_count, 3);
    ck_assert_uint_eq(model.withheld_count, 0);
    ck_assert_uint_eq(model.name_count, 1);
    ck_assert_slice_eq(model.names[0].name, SLICE("Ada Lovelace"));
    ck_assert_uint_eq(model.analytics->windows.count, 2);
    bundle_builder_free(builder);
    report_input_free(input);
    fixture_release(&fixture);
}
END_TEST

START_TEST(gives_the_lines_in_order)
{
    struct fixture fixture;
    struct bundle_model model;
    struct err err;
    fixture_init(&fixture);
    struct report_input *input = report_input_new(fixture.ledger, 5);
    struct bundle_builder *builder = bundle_builder_new(fixture.arena);
    build(&fixture, input, builder, &model);
    const struct bundle_pack_source source = report_input_source(input);
    for (uint64_t i = 0; i < 5; i++) {
        struct slice bytes;
        struct store_entry entry;
        ck_assert_int_eq(source.entry(source.context, &bytes, &err), 0);
        ck_assert_int_eq(ledger_entry(fixture.ledger, i, fixture.arena, &entry, &err), 0);
        ck_assert_slice_eq(bytes, entry.record);
    }
    struct slice bytes;
    ck_assert_int_eq(source.entry(source.context, &bytes, &err), ERR_CONFLICT);
    ck_assert_str_eq(err.text, "the ledger ended before entry 5");
    for (uint64_t i = 3; i < 5; i++) {
        struct payload_line line;
        ck_assert_int_eq(source.payload(source.context, &line, &err), 0);
        ck_assert_uint_eq(line.index, i);
        ck_assert_slice_eq(line.type, SLICE("application/json"));
    }
    struct payload_line line;
    ck_assert_int_eq(source.payload(source.context, &line, &err), ERR_CONFLICT);
    ck_assert_str_eq(err.text, "there are only 2 payloads");
    bundle_builder_free(builder);
    report_input_free(input);
    fixture_release(&fixture);
}
END_TEST

START_TEST(signs_with_the_key_of_the_ledger)
{
    struct fixture fixture;
    struct bundle_model model;
    struct err err;
    struct ed25519_public key;
    fixture_init(&fixture);
    struct report_input *input = report_input_new(fixture.ledger, 6);
    struct bundle_builder *builder = bundle_builder_new(fixture.arena);
    build(&fixture, input, builder, &model);
    const struct bundle_pack_source source = report_input_source(input);
    struct buf armour;
    buf_init(&armour, 4096);
    ck_assert_int_eq(source.sign(source.context, SLICE("manifest"), &armour, &err), 0);
    ck_assert_int_eq(sshsig_verify(buf_slice(&armour), SLICE("daybook-bundle"), SLICE("manifest"), &key, &err), 0);
    ck_assert(ed25519_public_equal(&key, &model.key.key));
    buf_release(&armour);
    bundle_builder_free(builder);
    report_input_free(input);
    fixture_release(&fixture);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("report/input", builds_the_model_of_a_ledger, gives_the_lines_in_order,
                     signs_with_the_key_of_the_ledger);
}
