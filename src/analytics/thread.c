#include "analytics/thread.h"

#include "analytics/verdict.h"
#include "record/ref.h"

_Static_assert(THREAD_KEYS_MAX <= UINT8_MAX, "members of a reference are counted in a byte");

bool
thread_counts(enum stage stage)
{
    switch (stage) {
    case STAGE_NOTIFIED:
    case STAGE_TRIAGED:
    case STAGE_TICKETED:
    case STAGE_CONTEXTUALIZED:
    case STAGE_ASSIGNED:
    case STAGE_REPRODUCED:
    case STAGE_DEVELOPED:
    case STAGE_REVIEWED:
    case STAGE_DEPLOYED:
    case STAGE_REMEDIATED:
    case STAGE_FAILED:
    case STAGE_CLOSED:
    case STAGE_SUPPRESSED:
    case STAGE_UNSUPPRESSED:
        return true;
    case STAGE_NONE:
    case STAGE_DETECTED:
    case STAGE_VERIFIED:
    case STAGE_INTRODUCED:
    case STAGE_EVALUATED:
    case STAGE_REOPENED:
    case STAGE_WAIVED:
    case STAGE_DELETED:
    case stage_count:
        break;
    }
    return false;
}

static bool
is_read(const struct reading *reading, uint32_t number)
{
    return reading->effective->times[number].t_ms < reading->effective->end_ms &&
           verdict_permitted(reading->facts, &reading->facts->events[number]);
}

static bool
has_key(const struct fact_event *event)
{
    return event->check != INTERN_NONE && event->resource != INTERN_NONE;
}

bool
thread_is_keyed(const struct reading *reading, uint32_t event)
{
    return has_key(&reading->facts->events[event]) && is_read(reading, event);
}

bool
thread_is_step(const struct reading *reading, uint32_t event)
{
    return !has_key(&reading->facts->events[event]) && is_read(reading, event);
}

bool
thread_leads_to(const struct facts *facts, const struct fact_event *event, size_t at)
{
    const uint32_t *refs = &facts->refs[event->refs_first];
    for (size_t i = 0; i < event->ref_count; i++)
        if (i != at && facts->ref_ranks[refs[i]] == facts->ref_ranks[refs[at]])
            return false;
    return true;
}

struct finding_threads {
    const struct reading *reading;
    struct threads threads;
    size_t *holders_first; /* by reference, one more than there are: places in `holders` */
    uint32_t *holders;     /* steps, by number */
    struct {
        GROW_ARRAY(struct thread_member, members);
    } candidates[ref_rank_count];
    GROW_ARRAY(uint32_t, targets);
};

static int
number_compare(uint32_t a, uint32_t b)
{
    return (a > b) - (a < b);
}

static int
target_compare(const void *left, const void *right)
{
    return number_compare(*(const uint32_t *)left, *(const uint32_t *)right);
}

static int
key_compare(const struct thread_member *a, const struct thread_member *b)
{
    return a->resource != b->resource ? number_compare(a->resource, b->resource) : number_compare(a->rule, b->rule);
}

static int
member_compare(const void *left, const void *right)
{
    const struct thread_member *a = left;
    const struct thread_member *b = right;
    return a->ref != b->ref ? number_compare(a->ref, b->ref) : key_compare(a, b);
}

static int
found_compare(const void *left, const void *right)
{
    const struct thread_member *a = left;
    const struct thread_member *b = right;
    const int order = key_compare(a, b);
    return order != 0 ? order : number_compare(a->ref, b->ref);
}

/* Which steps hold each reference. */
static void
holders_index(struct finding_threads *finding)
{
    const struct facts *facts = finding->reading->facts;
    const size_t refs = intern_count(facts->ref_names);
    size_t *first = grow_zeroed(refs + 1, sizeof(*first));
    finding->holders = grow_zeroed(facts->refs_count, sizeof(*finding->holders));
    for (uint32_t number = 0; number < facts->events_count; number++) {
        const struct fact_event *event = &facts->events[number];
        for (size_t i = 0; i < event->ref_count && thread_is_step(finding->reading, number); i++)
            first[facts->refs[event->refs_first + i] + 1]++;
    }
    for (size_t ref = 0; ref < refs; ref++)
        first[ref + 1] += first[ref];
    size_t *next = grow_zeroed(refs, sizeof(*next));
    memcpy(next, first, refs * sizeof(*next));
    for (uint32_t number = 0; number < facts->events_count; number++) {
        const struct fact_event *event = &facts->events[number];
        for (size_t i = 0; i < event->ref_count && thread_is_step(finding->reading, number); i++)
            finding->holders[next[facts->refs[event->refs_first + i]]++] = number;
    }
    free(next);
    finding->holders_first = first;
}

static void
candidate_add(struct finding_threads *finding, struct thread_member member)
{
    const uint8_t rank = finding->reading->facts->ref_ranks[member.ref];
    GROW_ADD(&finding->candidates[rank], members, member);
}

/* A reference that a finding holds itself; one that no step holds can put nothing into a thread. Most events of a key
 * hold the same, so what the reference was given last is not given again. */
static void
own_ref_add(struct finding_threads *finding, struct thread_member member, struct thread_member *last)
{
    if (finding->holders_first[member.ref] == finding->holders_first[member.ref + 1] ||
        (last->ref == member.ref && key_compare(last, &member) == 0))
        return;
    candidate_add(finding, member);
    *last = member;
}

static void
own_refs_add(struct finding_threads *finding)
{
    const struct facts *facts = finding->reading->facts;
    const uint32_t *rule_of_check = finding->reading->policy->rule_of_check;
    const size_t refs = intern_count(facts->ref_names);
    struct thread_member *last = grow_zeroed(refs, sizeof(*last));
    for (size_t ref = 0; ref < refs; ref++)
        last[ref].ref = INTERN_NONE;
    for (uint32_t number = 0; number < facts->events_count; number++) {
        const struct fact_event *event = &facts->events[number];
        if (event->ref_count == 0 || !thread_is_keyed(finding->reading, number))
            continue;
        for (size_t i = 0; i < event->ref_count; i++) {
            const uint32_t ref = facts->refs[event->refs_first + i];
            own_ref_add(finding, (struct thread_member){ref, event->resource, rule_of_check[event->check]}, &last[ref]);
        }
    }
    free(last);
}

/* The references that some holder of `ref` leads on to, each once. */
static void
targets_collect(struct finding_threads *finding, uint32_t ref)
{
    const struct facts *facts = finding->reading->facts;
    finding->targets_count = 0;
    for (size_t at = finding->holders_first[ref]; at < finding->holders_first[ref + 1]; at++) {
        const struct fact_event *event = &facts->events[finding->holders[at]];
        for (size_t i = 0; i < event->ref_count; i++) {
            const uint32_t target = facts->refs[event->refs_first + i];
            if (facts->ref_ranks[target] > facts->ref_ranks[ref] && thread_leads_to(facts, event, i))
                GROW_ADD(finding, targets, target);
        }
    }
    if (finding->targets_count > 0)
        qsort(finding->targets, finding->targets_count, sizeof(*finding->targets), target_compare);
}

static void
lead_on(struct finding_threads *finding, uint32_t ref)
{
    struct threads *threads = &finding->threads;
    targets_collect(finding, ref);
    for (size_t i = 0; i < finding->targets_count; i++) {
        if (i > 0 && finding->targets[i] == finding->targets[i - 1])
            continue;
        for (size_t k = 0; k < threads->count[ref]; k++) {
            struct thread_member member = threads->members[threads->first[ref] + k];
            member.ref = finding->targets[i];
            candidate_add(finding, member);
        }
    }
}

/* One reference and everything that would have it in its thread. */
static void
group_settle(struct finding_threads *finding, const struct thread_member *members, size_t count)
{
    struct threads *threads = &finding->threads;
    const uint32_t ref = members[0].ref;
    size_t keys = 0;
    threads->first[ref] = threads->members_count;
    for (size_t i = 0; i < count && keys <= THREAD_KEYS_MAX; i++) {
        if (i > 0 && key_compare(&members[i], &members[i - 1]) == 0)
            continue;
        GROW_ADD(threads, members, members[i]);
        keys++;
    }
    threads->broad[ref] = keys > THREAD_KEYS_MAX;
    if (threads->broad[ref]) {
        threads->members_count = threads->first[ref];
        return;
    }
    threads->count[ref] = (uint8_t)keys;
    lead_on(finding, ref);
}

/* Leading on goes to later ranks only, so one pass over the ranks does. */
static void
rank_settle(struct finding_threads *finding, enum ref_rank rank)
{
    struct thread_member *members = finding->candidates[rank].members;
    const size_t count = finding->candidates[rank].members_count;
    if (count > 0)
        qsort(members, count, sizeof(*members), member_compare);
    for (size_t from = 0, to; from < count; from = to) {
        for (to = from + 1; to < count && members[to].ref == members[from].ref;)
            to++;
        group_settle(finding, &members[from], to - from);
    }
    free(members);
    finding->candidates[rank].members = NULL;
}

struct threads
threads_find(const struct reading *reading)
{
    const size_t refs = intern_count(reading->facts->ref_names);
    struct finding_threads finding = {.reading = reading};
    finding.threads.first = grow_zeroed(refs, sizeof(*finding.threads.first));
    finding.threads.count = grow_zeroed(refs, sizeof(*finding.threads.count));
    finding.threads.broad = grow_zeroed(refs, sizeof(*finding.threads.broad));
    if (refs == 0)
        return finding.threads;
    holders_index(&finding);
    own_refs_add(&finding);
    for (enum ref_rank rank = REF_FINDING; rank < ref_rank_count; rank++)
        rank_settle(&finding, rank);
    free(finding.holders_first);
    free(finding.holders);
    free(finding.targets);
    return finding.threads;
}

void
threads_release(struct threads *threads)
{
    free(threads->members);
    free(threads->first);
    free(threads->count);
    free(threads->broad);
    free(threads->found);
}

/* Whether what the step names of its own fits the key. */
static bool
fits(const struct reading *reading, const struct fact_event *event, const struct thread_member *member)
{
    if (event->check != INTERN_NONE)
        return reading->policy->rule_of_check[event->check] == member->rule;
    return event->resource == INTERN_NONE || event->resource == member->resource;
}

size_t
threads_of(struct threads *threads, const struct reading *reading, uint32_t number,
           const struct thread_member **out_members)
{
    const struct facts *facts = reading->facts;
    const struct fact_event *event = &facts->events[number];
    threads->found_count = 0;
    for (size_t i = 0; i < event->ref_count && thread_is_step(reading, number); i++) {
        const uint32_t ref = facts->refs[event->refs_first + i];
        for (size_t k = 0; k < threads->count[ref]; k++) {
            const struct thread_member member = threads->members[threads->first[ref] + k];
            if (fits(reading, event, &member))
                GROW_ADD(threads, found, member);
        }
    }
    size_t kept = 0;
    if (threads->found_count > 0)
        qsort(threads->found, threads->found_count, sizeof(*threads->found), found_compare);
    for (size_t i = 0; i < threads->found_count; i++)
        if (kept == 0 || key_compare(&threads->found[i], &threads->found[kept - 1]) != 0)
            threads->found[kept++] = threads->found[i];
    threads->found_count = kept;
    *out_members = threads->found;
    return kept;
}
