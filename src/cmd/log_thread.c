#include "cmd/log_thread.h"

#include "analytics/chain.h"
#include "analytics/verdict.h"
#include "cmd/print.h"
#include "cmd/rules.h"
#include "format/json_build.h"
#include "ledger/entry_record.h"
#include "ledger/ledger.h"

#include <inttypes.h>

struct showing {
    const struct command_call *call;
    struct arena *arena;
    const struct facts *facts;
    const struct policy *policy;
    struct effective effective;
    struct reading reading;
    struct threads threads;
    uint32_t event;
    bool *broad; /* by reference: broad, and held by something shown */
};

static int
facts_read(const struct command_call *call, struct facts *facts, struct err *err)
{
    AUTO(ledger_cursor_drop)
    struct ledger_cursor *cursor = ledger_cursor_new(call->ledger, 0, ledger_info(call->ledger).size);
    AUTO(arena_drop) struct arena *scratch = arena_new();
    for (;;) {
        const struct arena_mark mark = arena_mark(scratch);
        struct entry_read read;
        bool found;
        TRY(entry_record_next(cursor, scratch, &found, &read, err));
        if (!found)
            return 0;
        TRY(facts_add(facts, read.entry.index, &read.record, err));
        arena_rewind(scratch, mark);
    }
}

static int
event_find(struct showing *showing, uint64_t index, struct err *err)
{
    const uint64_t size = ledger_info(showing->call->ledger).size;
    if (index >= size)
        return err_set(err, ERR_NOT_FOUND, "there is no entry %" PRIu64 ": the ledger has %" PRIu64, index, size);
    for (uint32_t number = 0; number < showing->facts->events_count; number++) {
        if (showing->facts->events[number].index == index) {
            showing->event = number;
            return 0;
        }
    }
    return err_set(err, ERR_USAGE, "entry %" PRIu64 " is no event: only events are in threads", index);
}

/* Everything that was recorded counts here, whatever its time. */
static int
showing_prepare(struct showing *showing, struct policy *policy, struct err *err)
{
    static const struct period all = {INSTANT_FIRST, INSTANT_LAST};
    struct file_set files;
    struct controls *controls = arena_alloc(showing->arena, sizeof(*controls));
    TRY(rules_in_force(showing->call, &files, err));
    TRY(controls_load(&files, showing->arena, controls, err));
    const struct policy_sources sources = {.controls = controls};
    TRY(policy_resolve(showing->facts, &sources, showing->arena, policy, err));
    TRY(effective_compute(showing->facts, all, showing->arena, &showing->effective, err));
    showing->effective.end_ms = INT64_MAX;
    showing->policy = policy;
    showing->reading = (struct reading){showing->facts, policy, &showing->effective, all};
    showing->threads = threads_find(&showing->reading);
    showing->broad = arena_array(showing->arena, intern_count(showing->facts->ref_names), sizeof(bool));
    return 0;
}

/* The keys in whose threads the entry is, in the arena. */
static size_t
keys_of(struct showing *showing, struct thread_member **out_keys)
{
    const struct fact_event *event = &showing->facts->events[showing->event];
    const struct thread_member *members;
    if (thread_is_keyed(&showing->reading, showing->event)) {
        *out_keys = arena_alloc(showing->arena, sizeof(**out_keys));
        **out_keys = (struct thread_member){INTERN_NONE, event->resource, showing->policy->rule_of_check[event->check]};
        return 1;
    }
    const size_t count = threads_of(&showing->threads, &showing->reading, showing->event, &members);
    *out_keys = arena_array(showing->arena, count, sizeof(**out_keys));
    if (count > 0)
        memcpy(*out_keys, members, count * sizeof(**out_keys));
    return count;
}

static void
broad_note(struct showing *showing, uint32_t number)
{
    const struct fact_event *event = &showing->facts->events[number];
    for (size_t i = 0; i < event->ref_count; i++) {
        const uint32_t ref = showing->facts->refs[event->refs_first + i];
        showing->broad[ref] = showing->threads.broad[ref];
    }
}

static const char *
stage_text(const struct fact_event *event)
{
    return event->stage == STAGE_NONE ? "(no stage)" : stage_name(event->stage);
}

/* Why an event is where it is, for people. */
static struct slice
reason_text(const struct showing *showing, const struct chain_event *link)
{
    const struct facts *facts = showing->facts;
    if (link->own)
        return SLICE("names the check and the resource");
    const uint64_t with = facts->events[link->with].index;
    if (link->ref == INTERN_NONE)
        return arena_format(showing->arena, "near entry %" PRIu64, with);
    const struct slice ref = intern_text(facts->ref_names, link->ref);
    return arena_format(showing->arena, "%.*s, as entry %" PRIu64 "%s", SLICE_ARG(ref), with,
                        link->counts ? "" : "; not counted: its stage needs a check and a resource of its own");
}

static void
links_print(const struct showing *showing, const struct chain_event *links, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct fact_event *event = &showing->facts->events[links[i].event];
        char time[INSTANT_TEXT_MAX];
        instant_write(time, showing->effective.times[links[i].event].t_ms);
        printf("%8" PRIu64 "  %s  %-14s ", event->index, time, stage_text(event));
        print_padded(intern_text(showing->facts->sources, event->source), 17);
        print_text(reason_text(showing, &links[i]));
        printf("\n");
    }
}

static struct json *
links_json(const struct showing *showing, const struct chain_event *links, size_t count)
{
    struct arena *arena = showing->arena;
    struct json *list = json_new_array(arena);
    for (size_t i = 0; i < count; i++) {
        const struct chain_event *link = &links[i];
        const struct fact_event *event = &showing->facts->events[link->event];
        struct json *item = json_push(list, json_new_object(arena));
        json_set(item, "index", json_new_int(arena, (int64_t)event->index));
        json_set(item, "t", json_new_instant(arena, showing->effective.times[link->event].t_ms));
        json_set(item, "stage", json_new_string(arena, stage_name(event->stage)));
        json_set(item, "source", json_new_slice(arena, intern_text(showing->facts->sources, event->source)));
        json_set(item, "counts", json_new_bool(arena, link->counts));
        if (link->ref != INTERN_NONE)
            json_set(item, "ref", json_new_slice(arena, intern_text(showing->facts->ref_names, link->ref)));
        if (link->with != FACT_NONE)
            json_set(item, "with", json_new_int(arena, (int64_t)showing->facts->events[link->with].index));
    }
    return list;
}

/* Print the chain of one key, or add it to `list` when that is not NULL. */
static void
thread_show(struct showing *showing, const struct thread_member *key, struct json *list)
{
    const struct slice rule = showing->policy->rules[key->rule].id;
    const struct slice resource = intern_text(showing->facts->resources, key->resource);
    const struct arena_mark mark = arena_mark(showing->arena);
    const struct chain chain = chain_tell(&showing->threads, &showing->reading, key, showing->arena);
    for (size_t i = 0; i < chain.count; i++)
        broad_note(showing, chain.events[i].event);
    if (list != NULL) {
        struct json *item = json_push(list, json_new_object(showing->arena));
        json_set(item, "rule", json_new_slice(showing->arena, rule));
        json_set(item, "resource", json_new_slice(showing->arena, resource));
        json_set(item, "events", links_json(showing, chain.events, chain.count));
        json_set(item, "weak", links_json(showing, chain.weak, chain.weak_count));
        return;
    }
    printf("thread     %.*s  ", SLICE_ARG(rule));
    print_text(resource);
    printf("\n");
    links_print(showing, chain.events, chain.count);
    if (chain.weak_count > 0)
        printf("weak       on the same resource within 24 h; counted nowhere\n");
    links_print(showing, chain.weak, chain.weak_count);
    arena_rewind(showing->arena, mark);
}

static const char *
no_thread_text(const struct showing *showing)
{
    const struct fact_event *event = &showing->facts->events[showing->event];
    if (!verdict_permitted(showing->facts, event))
        return "its source was not permitted to send it";
    if (event->ref_count == 0)
        return "it names no check and resource, and holds no strong reference";
    return "no finding has one of its references in its thread";
}

static int
show_json(struct showing *showing, const struct thread_member *keys, size_t count, struct err *err)
{
    struct arena *arena = showing->arena;
    struct json *answer = json_new_object(arena);
    json_set(answer, "index", json_new_int(arena, (int64_t)showing->facts->events[showing->event].index));
    struct json *list = json_set(answer, "threads", json_new_array(arena));
    for (size_t i = 0; i < count; i++)
        thread_show(showing, &keys[i], list);
    struct json *broad = json_set(answer, "broad", json_new_array(arena));
    for (uint32_t ref = 0; ref < intern_count(showing->facts->ref_names); ref++)
        if (showing->broad[ref])
            json_push(broad, json_new_slice(arena, intern_text(showing->facts->ref_names, ref)));
    return print_json(answer, err);
}

static void
show_text(struct showing *showing, const struct thread_member *keys, size_t count)
{
    printf("entry      %" PRIu64 "\n", showing->facts->events[showing->event].index);
    for (size_t i = 0; i < count; i++)
        thread_show(showing, &keys[i], NULL);
    if (count == 0)
        printf("thread     none: %s\n", no_thread_text(showing));
    for (uint32_t ref = 0; ref < intern_count(showing->facts->ref_names); ref++) {
        if (!showing->broad[ref])
            continue;
        printf("broad      ");
        print_text(intern_text(showing->facts->ref_names, ref));
        printf(": more than %d findings would share it, so it links nothing\n", THREAD_KEYS_MAX);
    }
}

static void
showing_release(struct showing *showing)
{
    threads_release(&showing->threads);
}

int
log_thread(struct command_call *call, uint64_t index, struct err *err)
{
    AUTO(facts_drop) struct facts *facts = facts_new(call->arena);
    AUTO(showing_release) struct showing showing = {.call = call, .arena = call->arena, .facts = facts};
    struct policy policy;
    struct thread_member *keys;
    TRY(facts_read(call, facts, err));
    TRY(event_find(&showing, index, err));
    TRY(showing_prepare(&showing, &policy, err));
    const size_t count = keys_of(&showing, &keys);
    broad_note(&showing, showing.event);
    if (call->json)
        return show_json(&showing, keys, count, err);
    show_text(&showing, keys, count);
    return EXIT_FINE;
}
