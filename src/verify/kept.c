#include "verify/kept.h"

#include <inttypes.h>

static int
open_one(struct verify_run *run, const struct verify_kept *given, struct kept_list *list, struct err *err)
{
    const struct vkey key = vkey_make(run->manifest.origin, &run->signer);
    struct kept kept = {.name = given->name};
    struct err cause;
    const int r = checkpoint_open(given->note, (struct vkey_list){&key, 1}, run->arena, &kept.checkpoint, &cause);
    if (r == 0)
        list->items[list->count++] = kept;
    else if (r == ERR_SIGNATURE)
        run_report(run, VERIFY_CODE_KEPT, &VERIFY_NOWHERE, "%.*s: %s", SLICE_ARG(given->name), cause.text);
    else
        return err_set(err, (enum err_code)r, "%.*s: %s", SLICE_ARG(given->name), cause.text);
    return 0;
}

int
kept_open(struct verify_run *run, struct kept_list *out_kept, struct err *err)
{
    const size_t count = run->options->kept_count;
    struct kept_list list = {.items = arena_array(run->arena, count, sizeof(*list.items))};
    for (size_t i = 0; i < count && run->result.has_signature; i++)
        TRY(open_one(run, &run->options->kept[i], &list, err));
    *out_kept = list;
    return 0;
}

void
kept_compare(struct verify_run *run, const struct kept_list *list, const struct compact_range *tree)
{
    for (size_t i = 0; i < list->count; i++) {
        struct kept *kept = &list->items[i];
        if (kept->checkpoint.size != tree->size)
            continue;
        const struct sha256_digest root = compact_range_root(tree);
        kept->reached = true;
        if (sha256_equal(&root, &kept->checkpoint.root))
            run->result.kept++;
        else
            run_report(run, VERIFY_CODE_KEPT, &VERIFY_NOWHERE,
                       "%.*s: the first %" PRIu64 " entries are not those of the checkpoint that was kept",
                       SLICE_ARG(kept->name), tree->size);
    }
}

void
kept_end(struct verify_run *run, const struct kept_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i].reached)
            continue;
        run_report(run, VERIFY_CODE_KEPT, &VERIFY_NOWHERE,
                   "%.*s: the checkpoint that was kept has %" PRIu64 " entries, the bundle only %" PRIu64,
                   SLICE_ARG(list->items[i].name), list->items[i].checkpoint.size, run->result.entries);
    }
}
