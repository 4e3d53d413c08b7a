#include "report/input.h"

#include "crypto/sshsig.h"

struct report_input {
    struct ledger *ledger;
    uint64_t size;
    struct arena *arena; /* of the building: rule files, names */
    struct store_person *persons;
    size_t person_count;
    uint64_t *payloads; /* indexes of the disclosed payloads */
    size_t payload_count;
    size_t payload_capacity;
    struct ledger_cursor *cursor; /* of the second reading */
    size_t payload_next;
    struct arena *scratch; /* of one payload */
    struct arena_mark empty;
};

struct report_input *
report_input_new(struct ledger *ledger, uint64_t size)
{
    struct report_input *input = calloc(1, sizeof(*input));
    if (input == NULL)
        abort();
    input->ledger = ledger;
    input->size = size;
    input->scratch = arena_new();
    input->empty = arena_mark(input->scratch);
    return input;
}

void
report_input_free(struct report_input *input)
{
    if (input == NULL)
        return;
    ledger_cursor_free(input->cursor);
    arena_free(input->scratch);
    free(input->payloads);
    free(input);
}

void
report_input_drop(struct report_input **input)
{
    report_input_free(*input);
}

static void
add_payload(struct report_input *input, uint64_t index)
{
    if (input->payload_count == input->payload_capacity) {
        input->payload_capacity = input->payload_capacity == 0 ? 1024 : input->payload_capacity * 2;
        input->payloads = reallocarray(input->payloads, input->payload_capacity, sizeof(*input->payloads));
        if (input->payloads == NULL)
            abort();
    }
    input->payloads[input->payload_count++] = index;
}

/* The rules in force at the end say which classes match, so the builder needs them before the first entry. */
static int
foresee_ruleset(struct report_input *input, struct bundle_builder *builder, struct err *err)
{
    struct record_digest digest;
    struct file_set files;
    TRY(ledger_ruleset_at(input->ledger, input->size, &digest, err));
    if (!digest.present)
        return 0;
    TRY(ledger_file_set(input->ledger, &digest.sha256, input->arena, &files, err));
    bundle_builder_foresee(builder, files);
    return 0;
}

static int
read_entries(struct report_input *input, struct bundle_builder *builder, struct err *err)
{
    struct ledger_cursor *cursor AUTO(ledger_cursor_drop) = ledger_cursor_new(input->ledger, 0, input->size);
    for (;;) {
        struct store_entry entry;
        bool found;
        TRY(ledger_cursor_next(cursor, &found, &entry, err));
        if (!found)
            return 0;
        const bool disclosed = entry.payload == entry.index;
        if (disclosed)
            add_payload(input, entry.index);
        TRY(bundle_builder_add(
            builder, &(struct bundle_entry){.index = entry.index, .bytes = entry.record, .disclosed = disclosed}, err));
    }
}

static int
compare_persons(const void *a, const void *b)
{
    return slice_compare(((const struct store_person *)a)->ref, ((const struct store_person *)b)->ref);
}

static int
read_persons(struct report_input *input, struct err *err)
{
    struct store_person_page page;
    TRY(ledger_persons(input->ledger, input->arena, &page, err));
    input->persons = arena_array(input->arena, page.count, sizeof(*input->persons));
    input->person_count = page.count;
    for (size_t i = 0; i < page.count; i++)
        input->persons[i] = page.persons[i];
    if (page.count > 0)
        qsort(input->persons, page.count, sizeof(*input->persons), compare_persons);
    return 0;
}

static int
find_person(void *context, struct slice ref, struct bundle_name *out_name, struct err *err)
{
    const struct report_input *input = context;
    const struct store_person key = {.ref = ref};
    const struct store_person *person = input->person_count == 0 ? NULL
                                                                 : bsearch(&key, input->persons, input->person_count,
                                                                           sizeof(*input->persons), compare_persons);
    if (person == NULL)
        return err_set(err, ERR_NOT_FOUND, "no name is kept for '%.*s'", SLICE_ARG(ref));
    *out_name = (struct bundle_name){.salt = person->salt, .name = person->name};
    return 0;
}

static int
find_files(void *context, const struct sha256_digest *digest, struct file_set *out_files, struct err *err)
{
    const struct report_input *input = context;
    return ledger_file_set(input->ledger, digest, input->arena, out_files, err);
}

int
report_input_build(struct report_input *input, struct bundle_builder *builder, struct arena *arena,
                   const struct period *period, struct bundle_model *out_model, struct err *err)
{
    input->arena = arena;
    TRY(foresee_ruleset(input, builder, err));
    TRY(read_entries(input, builder, err));
    TRY(read_persons(input, err));
    struct bundle_inputs inputs = {.from_ms = period->from_ms,
                                   .to_ms = period->to_ms,
                                   .program = SLICE(DAYBOOK_VERSION),
                                   .ruleset_files = find_files,
                                   .person = find_person,
                                   .context = input};
    TRY(ledger_checkpoint(input->ledger, input->size, arena, &inputs.checkpoint, err));
    return bundle_builder_finish(builder, &inputs, out_model, err);
}

static int
next_entry(void *context, struct slice *out_bytes, struct err *err)
{
    struct report_input *input = context;
    if (input->cursor == NULL)
        input->cursor = ledger_cursor_new(input->ledger, 0, input->size);
    struct store_entry entry;
    bool found;
    TRY(ledger_cursor_next(input->cursor, &found, &entry, err));
    if (!found)
        return err_set(err, ERR_CONFLICT, "the ledger ended before entry %llu", (unsigned long long)input->size);
    *out_bytes = entry.record;
    return 0;
}

static int
next_payload(void *context, struct payload_line *out_line, struct err *err)
{
    struct report_input *input = context;
    struct store_payload payload;
    if (input->payload_next == input->payload_count)
        return err_set(err, ERR_CONFLICT, "there are only %zu payloads", input->payload_count);
    arena_rewind(input->scratch, input->empty);
    TRY(ledger_payload(input->ledger, input->payloads[input->payload_next], input->scratch, &payload, err));
    input->payload_next++;
    *out_line = (struct payload_line){
        .index = payload.index, .salt = payload.salt, .type = payload.type, .bytes = payload.bytes};
    return 0;
}

static int
sign(void *context, struct slice manifest, struct buf *out_armour, struct err *err)
{
    const struct report_input *input = context;
    const struct signing_key *key;
    TRY(ledger_signing_key(input->ledger, &key, err));
    sshsig_sign(out_armour, key, SLICE(BUNDLE_NAMESPACE), manifest);
    return buf_finish(out_armour, "the signature", err);
}

struct bundle_pack_source
report_input_source(struct report_input *input)
{
    return (struct bundle_pack_source){.entry = next_entry, .payload = next_payload, .sign = sign, .context = input};
}
