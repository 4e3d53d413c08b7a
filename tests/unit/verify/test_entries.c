/* test_entries.c - the second step: the ledger rebuilt to the signed root, and the change found in its block.
 * Covers: blocks.c, inputs.c, kept.c */
#include "forge.h"
#include "unit.h"

static struct heard heard;
static struct forge_zip zip;

#define ENTRIES "ledger/entries/0000.ndjson"

/* Bundles of SAMPLE_SMALL, changed. Where `reroot`, root, subtrees and checkpoint are made anew: only then is the rest
 * of the bundle that of another ledger. All are declared and signed. */
struct change {
    const char *name;
    void (*make)(void);
    bool reroot;
    enum verify_code code;
    const char *text;
};

static void
edit_record(void)
{
    forge_edit_member(&zip, ENTRIES, "\"outcome\":\"fail\"", "\"outcome\":\"pass\"");
}

static void
space_record(void)
{
    forge_edit_member(&zip, ENTRIES, "\"outcome\":\"fail\"", "\"outcome\": \"fail\"");
}

static void
lose_genesis(void)
{
    struct forge_member *member = forge_member(&zip, ENTRIES);
    member->bytes = slice_sub(member->bytes, slice_find(member->bytes, '\n') + 1, member->bytes.n);
}

static void
lose_last_newline(void)
{
    forge_member(&zip, ENTRIES)->bytes.n--;
}

static void
lose_all(void)
{
    forge_member(&zip, ENTRIES)->bytes = SLICE("");
}

static void
blank_line(void)
{
    forge_edit_member(&zip, ENTRIES, "\n", "\n\n");
}

static void
turn_back_time(void)
{
    forge_edit_member(&zip, ENTRIES, "\"received\":\"2026-01-01T04", "\"received\":\"2025-01-01T04");
}

static void
rename_origin(void)
{
    zip.manifest.origin = SLICE("ledger.example/other/SIMULATED");
}

static void
claim_real(void)
{
    zip.manifest.simulated = false;
}

static void
claim_more(void)
{
    zip.manifest.b++;
}

static void
claim_other_root(void)
{
    zip.manifest.root.b[0] ^= 1;
}

static void
lose_checkpoint(void)
{
    forge_delete_member(&zip, BUNDLE_CHECKPOINT_PATH);
}

static void
break_checkpoint(void)
{
    forge_edit_member(&zip, BUNDLE_CHECKPOINT_PATH, "\n\n", "\n");
}

static void
put_older_checkpoint(void)
{
    forge_member(&zip, BUNDLE_CHECKPOINT_PATH)->bytes = forge_note(zip.forge, zip.forge->count - 1);
}

static void
edit_checkpoint(void)
{
    forge_edit_member(&zip, BUNDLE_CHECKPOINT_PATH, "\n56\n", "\n57\n");
}

static void
edit_start(void)
{
    forge_edit_member(&zip, "ledger/start.json", "[]", "[\"00\"]");
}

static void
edit_subtrees(void)
{
    forge_member(&zip, "ledger/subtrees.bin")->bytes = SLICE("00000000000000000000000000000000");
}

static void
edit_rule(void)
{
    forge_edit_member(&zip, BUNDLE_SOURCE_FOLDER "controls/rules/open.yaml", "CC6.1", "CC7.1");
}

static void
lose_rule(void)
{
    forge_delete_member(&zip, BUNDLE_SOURCE_FOLDER "controls/rules/open.yaml");
}

static void
add_rule(void)
{
    forge_add_member(&zip, "stats/coverage.json", BUNDLE_SOURCE_FOLDER "zz.yaml", SLICE("a: 1\n"));
}

static void
edit_earlier_rules(void)
{
    for (size_t i = 0; i < zip.count; i++) {
        struct forge_member *member = &zip.members[i];
        if (slice_starts(member->path, SLICE(BUNDLE_PREVIOUS_FOLDER)) && slice_ends(member->path, SLICE("sla.yaml")))
            member->bytes = forge_replaced(zip.forge->arena, member->bytes, "7200", "720000");
    }
}

static void
lose_earlier_rules(void)
{
    for (size_t i = 0; i < zip.count;) {
        if (slice_starts(zip.members[i].path, SLICE(BUNDLE_PREVIOUS_FOLDER)))
            forge_delete_member(&zip, arena_text(zip.forge->arena, zip.members[i].path));
        else
            i++;
    }
}

static void
lose_names(void)
{
    forge_delete_member(&zip, BUNDLE_NAMES_PATH);
}

static void
edit_names(void)
{
    forge_edit_member(&zip, BUNDLE_NAMES_PATH, ",ann@acme.example,", ",bob@acme.example,");
    forge_edit_member(&zip, BUNDLE_NAMES_PATH, "YW5uQGFjbWUuZXhhbXBsZQ==", "Ym9iQGFjbWUuZXhhbXBsZQ==");
}

static void
bind_other_key(void)
{
    struct forge_member *member = forge_member(&zip, ENTRIES);
    struct vkey key;
    struct buf text AUTO(buf_release);
    struct record record;
    static const uint8_t seed[ED25519_SEED_BYTES] = {3};
    struct signing_key *other AUTO(signing_key_drop) = signing_key_from_seed(seed);
    const struct ed25519_public public_key = signing_key_public(other);
    key = vkey_make(zip.forge->origin, &public_key);
    buf_init(&text, 4096);
    vkey_append(&text, &key);
    record = forge_record(zip.forge, 0);
    record.body.ledger.vkey = buf_slice(&text);
    const char *before = arena_text(zip.forge->arena, zip.forge->entries[0]);
    forge_put(zip.forge, 0, &record);
    member->bytes =
        forge_replaced(zip.forge->arena, member->bytes, before, arena_text(zip.forge->arena, zip.forge->entries[0]));
}

static const struct change changes[] = {
    {"edit record", edit_record, false, VERIFY_CODE_ROOT, "the entries do not have the root that the manifest gives"},
    {"edit record, block", edit_record, false, VERIFY_CODE_BLOCK, "a record in 0..55 was changed, or ledger/subtrees"},
    {"space record", space_record, true, VERIFY_CODE_RECORD, "ledger/entries/0000.ndjson line 7: entry 6: "},
    {"lose genesis", lose_genesis, true, VERIFY_CODE_RECORD,
     "line 1: entry 0: a record of kind ruleset cannot stand here"},
    {"lose last newline", lose_last_newline, false, VERIFY_CODE_LINES, "the file does not end with a newline"},
    {"lose all", lose_all, false, VERIFY_CODE_LINES, "ledger/entries/0000.ndjson line 1: the file is empty"},
    {"blank line", blank_line, false, VERIFY_CODE_RECORD, "line 2: entry 1: "},
    {"turn back time", turn_back_time, true, VERIFY_CODE_RECORD, "entry 7: "},
    {"rename origin", rename_origin, false, VERIFY_CODE_ORIGIN,
     "entry 0: the ledger is 'ledger.example/unit/SIMULATED', the manifest says 'ledger.example/other/SIMULATED'"},
    {"claim real", claim_real, false, VERIFY_CODE_ORIGIN, "the ledger is simulated, the manifest says it is real"},
    {"claim more", claim_more, false, VERIFY_CODE_ROOT, "there are 56 entries, the manifest says 57"},
    {"claim other root", claim_other_root, false, VERIFY_CODE_ROOT, "the root that the manifest gives"},
    {"claim other root, checkpoint", claim_other_root, false, VERIFY_CODE_CHECKPOINT,
     "ledger/end.checkpoint: its root is not that of the manifest"},
    {"lose checkpoint", lose_checkpoint, false, VERIFY_CODE_CHECKPOINT,
     "ledger/end.checkpoint: the file is missing or cannot be read"},
    {"break checkpoint", break_checkpoint, false, VERIFY_CODE_CHECKPOINT, "ledger/end.checkpoint: "},
    {"put older checkpoint", put_older_checkpoint, false, VERIFY_CODE_CHECKPOINT,
     "it is of 55 entries, the manifest says 56"},
    {"edit checkpoint", edit_checkpoint, false, VERIFY_CODE_CHECKPOINT, "ledger/end.checkpoint: "},
    {"edit start", edit_start, false, VERIFY_CODE_FIGURE,
     "ledger/start.json line 1 column 17: the bundle has '\"00\"]}', made again it is ']}'"},
    {"edit subtrees", edit_subtrees, false, VERIFY_CODE_FIGURE,
     "ledger/subtrees.bin line 1 column 1: the bundle goes on"},
    {"edit rule", edit_rule, false, VERIFY_CODE_RULES, "none of the bundle's have it"},
    {"lose rule", lose_rule, false, VERIFY_CODE_RULES, "none of the bundle's have it"},
    {"add rule", add_rule, false, VERIFY_CODE_RULES, "none of the bundle's have it"},
    {"edit earlier rules", edit_earlier_rules, false, VERIFY_CODE_RULES,
     "another digest than the ruleset record binds"},
    {"lose earlier rules", lose_earlier_rules, false, VERIFY_CODE_RULES, "none of the bundle's have it"},
    {"lose names", lose_names, false, VERIFY_CODE_NAMES, "names.csv: the file is missing or cannot be read"},
    {"edit names", edit_names, false, VERIFY_CODE_NAMES, "is not the reference of this name and salt"},
    {"bind other key", bind_other_key, true, VERIFY_CODE_KEY,
     "entry 0: the ledger began with another key than the one that signed the bundle"},
};

START_TEST(each_change_of_the_ledger_is_found)
{
    for (size_t i = 0; i < COUNT_OF(changes); i++) {
        struct forge *forge AUTO(forge_drop) = forge_new(SAMPLE_SMALL);
        forge_open(forge, forge_pack(forge), &zip);
        changes[i].make();
        if (changes[i].reroot)
            forge_reroot(&zip);
        forge_declare(&zip);
        const struct given_key key = {.key = signing_key_public(forge->key)}; /* for any origin */
        const struct verify_options options = {.trust = {.keys = &key, .key_count = 1}};
        forge_verify_with(forge, forge_zip(&zip), &options, &heard);
        ck_assert_msg(heard.result.verdict == VERIFY_FAILED && heard.result.steps[VERIFY_SIGNATURE] == VERIFY_PASSED,
                      "%s: %s", changes[i].name, heard_text(&heard));
        ck_assert_msg(heard_has(&heard, VERIFY_ENTRIES, changes[i].code, changes[i].text), "%s: %s", changes[i].name,
                      heard_text(&heard));
    }
}
END_TEST

START_TEST(an_unknown_kind_of_record_could_not_be_checked)
{
    struct forge *forge AUTO(forge_drop) = forge_new(SAMPLE_SMALL);
    forge_open(forge, forge_pack(forge), &zip);
    forge_edit_member(&zip, ENTRIES, "\"kind\":\"reconciliation\"", "\"kind\":\"revelation\"");
    forge_reroot(&zip);
    forge_declare(&zip);
    forge_verify(forge, forge_zip(&zip), &heard);
    ck_assert_msg(heard.result.verdict == VERIFY_COULD_NOT, "%s", heard_text(&heard));
    ck_assert(heard_has(&heard, VERIFY_ENTRIES, VERIFY_CODE_VERSION, "record kind 'revelation'"));
    ck_assert_int_eq(heard.result.steps[VERIFY_PAYLOADS], VERIFY_NOT_REACHED);
}
END_TEST

/* Without the key: the root stays the signed one, so the block is found, and what it touches. */
START_TEST(a_changed_block_is_found_and_described)
{
    struct forge *forge AUTO(forge_drop) = forge_new(SAMPLE_LARGE);
    forge_open(forge, forge_pack(forge), &zip);
    forge_edit_member(&zip, ENTRIES, "\"id\":\"more-300\",\"kind\":\"event\",\"occurred\":\"2026-01-",
                      "\"id\":\"more-300\",\"kind\":\"event\",\"occurred\":\"2025-01-");
    forge_verify(forge, forge_zip(&zip), &heard);
    ck_assert_int_eq(heard.result.verdict, VERIFY_FAILED);
    ck_assert(heard_has(&heard, VERIFY_SIGNATURE, VERIFY_CODE_DIGEST, "ledger/entries/0000.ndjson: the file is not"));
    ck_assert_msg(
        heard_has(&heard, VERIFY_ENTRIES, VERIFY_CODE_BLOCK, "a record in 256..511 was changed after it was sealed"),
        "%s", heard_text(&heard));
    const struct verify_block_list *list = &heard.result.blocks;
    ck_assert_uint_eq(list->count, 1);
    ck_assert_uint_eq(list->blocks[0].first, 256);
    ck_assert_uint_eq(list->blocks[0].count, 256);
    ck_assert_uint_eq(list->blocks[0].source_count, 1);
    ck_assert_slice_eq(list->blocks[0].sources[0].source, SLICE("scanner"));
    ck_assert_slice_eq(list->blocks[0].sources[0].criteria, SLICE("CC6.1"));
    ck_assert_int_lt(list->blocks[0].sources[0].from_ms, SAMPLE_FROM_MS);
    ck_assert_uint_eq(heard.result.intact_blocks, 2);
}
END_TEST

START_TEST(what_moved_every_block_is_found_where_it_began)
{
    struct forge *forge AUTO(forge_drop) = forge_new(SAMPLE_LARGE);
    const struct slice bundle = forge_pack(forge);
    const char *line = arena_text(forge->arena, forge->entries[300]);
    char *with = arena_text(forge->arena, arena_format(forge->arena, "%s\n", line));
    forge_open(forge, bundle, &zip);
    forge_edit_member(&zip, ENTRIES, with, "");
    forge_verify(forge, forge_zip(&zip), &heard);
    ck_assert_msg(
        heard_has(&heard, VERIFY_ENTRIES, VERIFY_CODE_BLOCK, "entries were removed or added, first seen in 256..511"),
        "%s", heard_text(&heard));
    ck_assert_uint_eq(heard.result.blocks.count, 1);
    /* subtrees.bin changed along with a block: then it proves nothing about which. */
    forge_open(forge, bundle, &zip);
    forge_edit_member(&zip, ENTRIES, "\"id\":\"more-300\"", "\"id\":\"more-301\"");
    struct forge_member *subtrees = forge_member(&zip, "ledger/subtrees.bin");
    uint8_t *bytes = arena_alloc(forge->arena, subtrees->bytes.n);
    memcpy(bytes, subtrees->bytes.p, subtrees->bytes.n);
    bytes[0] ^= 1;
    subtrees->bytes.p = bytes;
    forge_verify(forge, forge_zip(&zip), &heard);
    ck_assert(heard_has(&heard, VERIFY_ENTRIES, VERIFY_CODE_BLOCK, "entries 0..255 do not have their root in"));
    ck_assert(heard_has(&heard, VERIFY_ENTRIES, VERIFY_CODE_BLOCK, "entries 256..511 do not have their root in"));
    ck_assert_uint_eq(heard.result.intact_blocks, 0);
}
END_TEST

START_TEST(a_kept_checkpoint_must_be_extended)
{
    struct forge *forge AUTO(forge_drop) = forge_new(SAMPLE_SMALL);
    const struct slice bundle = forge_pack(forge);
    const struct given_key key = forge_given_key(forge);
    const struct slice early = forge_note(forge, 3);
    const struct slice whole = forge_note(forge, forge->count);
    const struct slice none = forge_note(forge, 0);
    struct forge *other AUTO(forge_drop) = forge_new(SAMPLE_REAL);
    forge_edit(forge, 2, "86400", "86401");
    const struct slice rewritten = forge_note(forge, 3);
    forge_insert(forge, forge->count, SLICE("x"));
    const struct slice longer = forge_note(forge, forge->count);
    const struct {
        struct slice note;
        const char *text; /* NULL: extended */
    } cases[] = {
        {early, NULL},
        {whole, NULL},
        {none, NULL},
        {rewritten, "kept.note: the first 3 entries are not those of the checkpoint that was kept"},
        {longer, "kept.note: the checkpoint that was kept has 57 entries, the bundle only 56"},
        {forge_note(other, 3), "kept.note: "},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct verify_kept kept = {SLICE("kept.note"), cases[i].note};
        const struct verify_options options = {.trust = {.keys = &key, .key_count = 1}, .kept = &kept, .kept_count = 1};
        forge_verify_with(forge, bundle, &options, &heard);
        ck_assert_msg((heard.result.verdict == VERIFY_VERIFIED) == (cases[i].text == NULL), "%zu: %s", i,
                      heard_text(&heard));
        ck_assert_uint_eq(heard.result.kept, cases[i].text == NULL ? 1 : 0);
        ck_assert(cases[i].text == NULL || heard_has(&heard, VERIFY_ENTRIES, VERIFY_CODE_KEPT, cases[i].text));
    }
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("entries", each_change_of_the_ledger_is_found, an_unknown_kind_of_record_could_not_be_checked,
                     a_changed_block_is_found_and_described, what_moved_every_block_is_found_where_it_began,
                     a_kept_checkpoint_must_be_extended);
}
