#include "verify/blocks.h"

#include "verify/count.h"
#include "verify/lines.h"

enum { LEAVES = BUNDLE_SUBTREE_LEAVES, SUBTREES_BYTES_MAX = 64 << 20 };

struct search {
    struct verify_run *run;
    struct slice subtrees;              /* ledger/subtrees.bin */
    struct sha256_digest tail[LEAVES];  /* leaf hashes of the block under way */
    struct compact_range block;         /* the same as a tree */
    struct compact_range promised;      /* of the roots in subtrees.bin, as if they were leaves */
    uint64_t complete;                  /* blocks of 256 so far */
    uint64_t changed;                   /* of them */
    uint64_t firsts[VERIFY_BLOCKS_MAX]; /* number of the block */
    size_t first_count;
    bool broken; /* the lines could not be read to the end */
};

static void
note_changed(struct search *search, uint64_t block)
{
    search->changed++;
    if (search->first_count < VERIFY_BLOCKS_MAX)
        search->firsts[search->first_count++] = block;
}

/* 256 entries are together: compare them with what subtrees.bin says. */
static void
close_block(struct search *search)
{
    const struct sha256_digest root = compact_range_root(&search->block);
    const uint64_t number = search->complete++;
    search->block = (struct compact_range){0};
    if (number >= search->subtrees.n / SHA256_BYTES)
        return;
    struct sha256_digest promised;
    memcpy(promised.b, search->subtrees.p + number * SHA256_BYTES, SHA256_BYTES);
    compact_range_append(&search->promised, &promised);
    if (!sha256_equal(&root, &promised))
        note_changed(search, number);
}

/* Read lines through `each` until they end or cannot be read. */
static int
walk(struct search *search, void (*each)(struct search *search, const struct line *line, void *context), void *context,
     struct err *err)
{
    struct lines *lines AUTO(lines_drop) = lines_new(&search->run->zip, BUNDLE_ENTRIES_FOLDER, LIMIT_RECORD_BYTES);
    for (;;) {
        struct line line;
        struct err cause;
        const int r = lines_next(lines, &line, &cause);
        if (r == ERR_IO)
            return err_set(err, ERR_IO, "%s", cause.text);
        search->broken = r < 0;
        if (r < 0 || slice_is_absent(line.bytes))
            return 0;
        each(search, &line, context);
    }
}

static void
hash_line(struct search *search, const struct line *line, void *context)
{
    (void)context;
    const struct sha256_digest leaf = merkle_leaf(line->bytes);
    search->tail[search->block.size] = leaf;
    compact_range_append(&search->block, &leaf);
    if (search->block.size == LEAVES)
        close_block(search);
}

static uint64_t
entry_count(const struct search *search)
{
    return search->complete * LEAVES + search->block.size;
}

/* Whether the roots in subtrees.bin, and the entries after them, lead to the root of the manifest. */
static bool
subtrees_are_signed(const struct search *search)
{
    if (search->subtrees.n != search->complete * SHA256_BYTES || entry_count(search) != search->run->manifest.b)
        return false;
    struct compact_range whole = search->promised;
    whole.size = search->complete * LEAVES; /* the same perfect trees, eight levels higher */
    for (uint64_t i = 0; i < search->block.size; i++)
        compact_range_append(&whole, &search->tail[i]);
    const struct sha256_digest root = compact_range_root(&whole);
    return sha256_equal(&root, &search->run->manifest.root);
}

static void
report_range(struct search *search, uint64_t block, const char *before, const char *after)
{
    const uint64_t first = block * LEAVES;
    const uint64_t end = first + LEAVES < entry_count(search) ? first + LEAVES : entry_count(search);
    run_report(search->run, VERIFY_CODE_BLOCK, &VERIFY_NOWHERE, "%s %s..%s%s", before, count_text(first).text,
               count_text(end - 1).text, after);
}

/* Say where the change is, as far as subtrees.bin can be believed. */
static void
report(struct search *search)
{
    const bool has_tail = search->block.size > 0;
    if (search->broken || entry_count(search) != search->run->manifest.b) {
        if (search->first_count > 1)
            search->first_count = 1; /* everything after it has moved */
        if (search->first_count == 1)
            report_range(search, search->firsts[0], "entries were removed or added, first seen in", "");
        return;
    }
    if (subtrees_are_signed(search)) {
        search->run->result.intact_blocks = search->complete + (has_tail ? 1 : 0) - search->changed;
        for (size_t i = 0; i < search->first_count; i++)
            report_range(search, search->firsts[i], "a record in", " was changed after it was sealed");
        return;
    }
    for (size_t i = 0; i < search->first_count; i++)
        report_range(search, search->firsts[i], "entries", " do not have their root in ledger/subtrees.bin");
    if (search->changed == 0 && has_tail) {
        note_changed(search, search->complete);
        report_range(search, search->complete, "a record in", " was changed, or ledger/subtrees.bin was changed too");
    }
}

/* What is being found out about a block. */
struct picture {
    const struct controls *controls; /* NULL: the rules do not load */
    struct verify_block *blocks;
    struct verify_block_source *sources; /* LEAVES for each block */
    bool *criteria;                      /* of each of them, by number in the catalog */
    struct arena *arena;                 /* of one record */
    struct arena_mark empty;
};

static size_t
source_of(struct search *search, struct verify_block *block, struct verify_block_source *sources,
          const struct record *record)
{
    const int64_t at = record->origin.occurred_ms != INSTANT_NONE ? record->origin.occurred_ms : record->received_ms;
    size_t i = 0;
    while (i < block->source_count && !slice_equal(sources[i].source, record->source))
        i++;
    if (i == block->source_count)
        sources[block->source_count++] = (struct verify_block_source){
            .source = arena_copy(search->run->arena, record->source), .from_ms = at, .to_ms = at};
    if (at < sources[i].from_ms)
        sources[i].from_ms = at;
    if (at > sources[i].to_ms)
        sources[i].to_ms = at;
    return i;
}

static void
mark_criteria(const struct controls *controls, struct slice check, bool *criteria)
{
    const struct rule *rule = slice_is_absent(check) ? NULL : mapper_find(controls->mapper, check);
    for (size_t i = 0; rule != NULL && i < controls->catalog.count; i++)
        criteria[i] = criteria[i] || rule_maps_to(rule, controls->catalog.criteria[i].id);
}

static void
look_at_line(struct search *search, const struct line *line, void *context)
{
    struct picture *picture = context;
    struct record record;
    size_t at = 0;
    while (at < search->first_count && search->firsts[at] != line->number / LEAVES)
        at++;
    if (at == search->first_count)
        return;
    arena_rewind(picture->arena, picture->empty);
    struct verify_block *block = &picture->blocks[at];
    block->count++;
    if (record_read(line->bytes, picture->arena, &record, NULL) < 0)
        return;
    const size_t source = source_of(search, block, picture->sources + at * LEAVES, &record);
    if (record.kind == RECORD_EVENT && picture->controls != NULL)
        mark_criteria(picture->controls, record.body.event.finding.check,
                      picture->criteria + (at * LEAVES + source) * picture->controls->catalog.count);
}

static struct slice
list_criteria(const struct verify_run *run, const struct controls *controls, const bool *criteria)
{
    struct buf list AUTO(buf_release);
    buf_init(&list, SIZE_MAX);
    for (size_t i = 0; i < controls->catalog.count; i++) {
        if (!criteria[i])
            continue;
        if (list.n > 0)
            buf_byte(&list, ' ');
        buf_add(&list, controls->catalog.criteria[i].id);
    }
    return arena_copy(run->arena, buf_slice(&list));
}

static void
finish_picture(const struct search *search, struct picture *picture)
{
    for (size_t i = 0; i < search->first_count; i++) {
        struct verify_block *block = &picture->blocks[i];
        struct verify_block_source *sources = picture->sources + i * LEAVES;
        block->first = search->firsts[i] * LEAVES;
        block->sources = sources;
        for (size_t j = 0; j < block->source_count; j++) {
            sources[j].criteria = SLICE("");
            if (picture->controls != NULL)
                sources[j].criteria =
                    list_criteria(search->run, picture->controls,
                                  picture->criteria + (i * LEAVES + j) * picture->controls->catalog.count);
        }
    }
    search->run->result.blocks = (struct verify_block_list){picture->blocks, search->first_count};
}

/* Read the changed blocks once more, for what they touch. */
static int
describe(struct search *search, struct err *err)
{
    struct arena *scratch AUTO(arena_drop) = arena_new();
    struct arena *of_record AUTO(arena_drop) = arena_new();
    struct controls controls;
    struct arena *arena = search->run->arena;
    struct picture picture = {.arena = of_record, .empty = arena_mark(of_record)};
    const size_t count = search->first_count;
    if (search->run->rules.count > 0 && controls_load(&search->run->rules, scratch, &controls, NULL) == 0)
        picture.controls = &controls;
    picture.blocks = arena_array(arena, count, sizeof(*picture.blocks));
    picture.sources = arena_array(arena, count * LEAVES, sizeof(*picture.sources));
    if (picture.controls != NULL)
        picture.criteria = arena_array(scratch, count * LEAVES * controls.catalog.count, sizeof(*picture.criteria));
    TRY(walk(search, look_at_line, &picture, err));
    finish_picture(search, &picture);
    return 0;
}

int
blocks_find(struct verify_run *run, struct err *err)
{
    struct arena *scratch AUTO(arena_drop) = arena_new();
    struct search search = {.run = run};
    const struct zip_member *member = run_member(run, SLICE("ledger/subtrees.bin"));
    if (member == NULL || member->size > SUBTREES_BYTES_MAX ||
        unzip_read_all(&run->zip, member, scratch, &search.subtrees, NULL) < 0)
        return 0;
    TRY(walk(&search, hash_line, NULL, err));
    report(&search);
    return search.first_count > 0 ? describe(&search, err) : 0;
}
