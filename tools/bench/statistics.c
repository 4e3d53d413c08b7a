/* statistics.c - what the statistics of a large ledger cost, beside what any reader of its entries must pay: taking
 * each line from a file and reading its JSON. Prints one line; the entries are made first, into a file that is gone
 * afterwards, by a fixed sequence, so that two runs measure the same work. Usage: bench [EVENTS [KEYS]]
 * Times are of the processor, so that other programs on the machine change little.
 * The time of the statistics has the reading in it: record by record into the facts, then every figure. A second line
 * says what it costs to find the rules of an event among a thousand: half claim checks by pattern, half match events.
 */
#include "bench.h"

#include "analytics/analytics.h"
#include "control/controls.h"
#include "format/json.h"

#include <inttypes.h>
#include <stdio.h>
#include <sys/resource.h>

enum { RULES = 50, STEP_MS = 20000, RECORD_MAX = 65536, MATCHED_RULES = 500, MATCHED_EVENTS = 100000 };
#define BEGIN_MS INT64_C(1767225600000)

static uint64_t random_state = 1;

static uint64_t
random_below(uint64_t bound)
{
    random_state ^= random_state >> 12;
    random_state ^= random_state << 25;
    random_state ^= random_state >> 27;
    return (random_state * UINT64_C(0x2545f4914f6cdd1d) >> 32) % bound;
}

/* A key is a check of one of the rules on a resource; ten events on each, in a workflow that starts over. All name the
 * finding; the one that assigns it is of a tracker, which knows the finding and its ticket and nothing else. */
static void
event_write(FILE *entries, uint64_t index, uint64_t keys, struct arena *arena)
{
    static const enum stage stages[] = {STAGE_DETECTED,  STAGE_NOTIFIED,  STAGE_TRIAGED,  STAGE_ASSIGNED,
                                        STAGE_EVALUATED, STAGE_DEVELOPED, STAGE_DEPLOYED, STAGE_VERIFIED,
                                        STAGE_DETECTED,  STAGE_VERIFIED};
    const uint64_t key = index % keys;
    const enum stage stage = stages[index / keys % COUNT_OF(stages)];
    struct err err;
    struct buf out AUTO(buf_release);
    struct record record = {.kind = RECORD_EVENT, .received_ms = BEGIN_MS + (int64_t)index * STEP_MS};
    record.source = arena_format(arena, "scanner-%" PRIu64, key % 7);
    record.origin = (struct record_origin){.id = arena_format(arena, "01J%023" PRIu64, index),
                                           .occurred_ms = record.received_ms - (int64_t)random_below(3600000),
                                           .payload.present = true,
                                           .payload_type = SLICE("application/json"),
                                           .adapter.present = true,
                                           .auth = SLICE("token")};
    struct record_event *event = &record.body.event;
    event->stage = stage;
    event->outcome = stage == STAGE_EVALUATED ? OUTCOME_FAIL : OUTCOME_NONE;
    event->finding.check = arena_format(arena, "scanner/check-%" PRIu64, key % (2 * RULES));
    event->finding.severity = (enum severity)(1 + random_below(severity_count - 1));
    event->finding.uid = arena_format(arena, "arn:aws:securityhub:us-east-1:123456789012:finding/%016" PRIx64, key);
    event->finding.title = SLICE("An ordinary title of a finding of ordinary length");
    event->resource.uid = arena_format(arena, "arn:aws:s3:::bucket-of-some-team-%" PRIu64, key / 5);
    event->resource.account = SLICE("123456789012");
    const struct slice refs[] = {arena_format(arena, "finding:%.*s", SLICE_ARG(event->finding.uid)),
                                 arena_format(arena, "jira:SEC-%" PRIu64, key + 1)};
    if (stage == STAGE_ASSIGNED) {
        memset(&event->finding, 0, sizeof(event->finding));
        memset(&event->resource, 0, sizeof(event->resource));
        event->refs = refs;
        event->ref_count = COUNT_OF(refs);
    }
    buf_init(&out, RECORD_MAX);
    must(record_write(&record, &out, &err), &err);
    buf_byte(&out, '\n');
    fwrite(out.p, 1, out.n, entries);
}

static FILE *
entries_make(uint64_t events, uint64_t keys)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    FILE *entries = tmpfile();
    if (entries == NULL) {
        perror("bench: tmpfile");
        exit(EXIT_FAILURE);
    }
    for (uint64_t index = 0; index < events; index++) {
        const struct arena_mark mark = arena_mark(arena);
        event_write(entries, index, keys, arena);
        arena_rewind(arena, mark);
    }
    return entries;
}

static double
time_of_parsing(FILE *entries)
{
    char *line = NULL;
    size_t room = 0;
    struct err err;
    struct json *value;
    AUTO(arena_drop) struct arena *arena = arena_new();
    rewind(entries);
    const double begin = cpu_seconds();
    for (ssize_t n; (n = getline(&line, &room, entries)) > 0;) {
        const struct arena_mark mark = arena_mark(arena);
        must(json_read((struct slice){(uint8_t *)line, (size_t)n - 1}, arena, &value, &err), &err);
        arena_rewind(arena, mark);
    }
    const double end = cpu_seconds();
    free(line);
    return end - begin;
}

static void
facts_read(struct facts *facts, FILE *entries)
{
    char *line = NULL;
    size_t room = 0;
    struct err err;
    struct record record;
    AUTO(arena_drop) struct arena *arena = arena_new();
    rewind(entries);
    for (ssize_t n; (n = getline(&line, &room, entries)) > 0;) {
        const struct arena_mark mark = arena_mark(arena);
        must(record_read((struct slice){(uint8_t *)line, (size_t)n - 1}, arena, &record, &err), &err);
        must(facts_add(facts, facts->entry_count, &record, &err), &err);
        arena_rewind(arena, mark);
    }
    free(line);
}

/* Two checks a rule, two criteria a rule. */
static struct policy
policy_make(const struct facts *facts, struct arena *arena)
{
    static const struct policy_criterion criteria[] = {{SLICE_INIT("CC6.1"), true}, {SLICE_INIT("CC7.1"), true}};
    static const uint32_t mapped[] = {0, 1};
    static const struct policy_sla sla = {0, {[SEVERITY_CRITICAL] = 86400000, [SEVERITY_HIGH] = 604800000}};
    struct policy_rule *rules = arena_array(arena, RULES, sizeof(*rules));
    uint32_t *rule_of_check = arena_array(arena, intern_count(facts->checks), sizeof(*rule_of_check));
    for (uint32_t i = 0; i < RULES; i++)
        rules[i] = (struct policy_rule){.id = arena_format(arena, "rule.%03" PRIu32, i),
                                        .mapped = true,
                                        .ttl_ms = INT64_C(604800000),
                                        .criteria = mapped,
                                        .criteria_count = 2};
    for (uint32_t i = 0; i < intern_count(facts->checks); i++)
        rule_of_check[i] = i / 2 % RULES;
    return (struct policy){.rules = rules,
                           .rule_count = RULES,
                           .criteria = criteria,
                           .criterion_count = COUNT_OF(criteria),
                           .slas = &sla,
                           .sla_count = 1,
                           .flap_ms = 86400000,
                           .rule_of_check = rule_of_check};
}

static double
time_of_statistics(FILE *entries, uint64_t *out_windows)
{
    struct err err;
    struct analytics analytics;
    AUTO(arena_drop) struct arena *arena = arena_new();
    const double begin = cpu_seconds();
    AUTO(facts_drop) struct facts *facts = facts_new(arena);
    facts_read(facts, entries);
    const struct policy policy = policy_make(facts, arena);
    const struct period period = {BEGIN_MS, facts->last_received_ms};
    must(analytics_run(facts, &policy, period, arena, &analytics, &err), &err);
    *out_windows = analytics.windows.count;
    return cpu_seconds() - begin;
}

#define RULE_END                                                                                                       \
    "criteria: {soc2: [{id: C, basis: judgement, strength: direct, rationale: r}]}\n"                                  \
    "tests: ["

static struct file_set
matched_files(struct arena *arena)
{
    static const struct file_set_entry first[] = {
        {SLICE_INIT(CATALOG_PATH), SLICE_INIT("id: c\ncategories: [{name: S, in_scope: true}]\n"
                                              "criteria: [{id: C, category: S, series: s, title: t}]\n")},
        {SLICE_INIT(SLA_PATH), SLICE_INIT("version: '1'\nflap_s: 60\nsla_s: {low: 40}\n")}};
    struct file_set set = {arena_array(arena, 2 * MATCHED_RULES + COUNT_OF(first), sizeof(*set.files)), 0};
    for (; set.count < COUNT_OF(first); set.count++)
        set.files[set.count] = first[set.count];
    for (unsigned i = 0; i < MATCHED_RULES; i++) {
        const char *stage = stage_name((enum stage)(1 + i % (stage_count - 1)));
        set.files[set.count++] = (struct file_set_entry){
            arena_format(arena, RULES_FOLDER "check.%u.yaml", i),
            arena_format(
                arena,
                "id: check.%u\ntitle: t\nowner: o\nrationale: r\nseverity: low\nchecks: [scanner/%u-*]\n" RULE_END
                "{check: scanner/%u-a, rule: check.%u, soc2: [C]}]\n",
                i, i, i, i)};
        set.files[set.count++] = (struct file_set_entry){
            arena_format(arena, RULES_FOLDER "class.%u.yaml", i),
            arena_format(arena,
                         "id: class.%u\ntitle: t\nowner: o\nrationale: r\nmatch:\n"
                         "  found: {stage: [%s, detected], resource.uid|contains: team-%u}\n"
                         "  machine: [{actor.kind: automation}, {finding.severity|lt: low}]\n"
                         "condition: found and not machine\n" RULE_END "{event: {stage: detected}, matches: false}]\n",
                         i, stage, i)};
    }
    return set;
}

/* Nanoseconds an event: the rule of its check, and its classes. */
static double
time_of_matching(uint64_t *out_found)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    AUTO(regex_matcher_drop) struct regex_matcher *matcher = regex_matcher_new();
    struct class_finding findings[MATCHED_RULES];
    struct file_set files = matched_files(arena);
    struct controls controls;
    struct err err;
    must(file_set_sort(&files, &err), &err);
    must(controls_load(&files, arena, &controls, &err), &err);
    struct record record = {.kind = RECORD_EVENT, .received_ms = BEGIN_MS};
    struct slice checks[MATCHED_RULES];
    struct slice resources[MATCHED_RULES];
    for (unsigned i = 0; i < MATCHED_RULES; i++) {
        checks[i] = arena_format(arena, "scanner/%u-check-of-some-length", i);
        resources[i] = arena_format(arena, "arn:aws:s3:::bucket-of-some-team-%u", i);
    }
    *out_found = 0;
    const double begin = cpu_seconds();
    for (unsigned i = 0; i < MATCHED_EVENTS; i++) {
        record.body.event.stage = (enum stage)(1 + i % (stage_count - 1));
        record.body.event.finding.check = checks[i % MATCHED_RULES];
        record.body.event.finding.severity = SEVERITY_HIGH;
        record.body.event.resource.uid = resources[i * 7 % MATCHED_RULES];
        *out_found += mapper_find(controls.mapper, record.body.event.finding.check) != NULL;
        *out_found += classes_find(controls.classes, matcher, &record, findings);
    }
    return (cpu_seconds() - begin) * 1e9 / MATCHED_EVENTS;
}

int
main(int argc, char **argv)
{
    const uint64_t events = argc > 1 ? strtoull(argv[1], NULL, 10) : 1000000;
    const uint64_t keys = argc > 2 ? strtoull(argv[2], NULL, 10) : 100000;
    struct rusage usage;
    uint64_t windows;
    if (events == 0 || keys == 0) {
        fprintf(stderr, "usage: bench [EVENTS [KEYS]]\n");
        return 2;
    }
    FILE *entries = entries_make(events, keys);
    const double parsing = time_of_parsing(entries);
    const double statistics = time_of_statistics(entries, &windows);
    getrusage(RUSAGE_SELF, &usage);
    fclose(entries);
    printf("statistics over %" PRIu64 " finding events (%" PRIu64 " keys, %" PRIu64
           " windows): %.2f s = %.2f x the time of "
           "reading the entries and parsing their JSON (%.2f s); memory %.0f MB (peak RSS)\n",
           events, keys, windows, statistics, statistics / parsing, parsing, (double)usage.ru_maxrss / 1024);
    uint64_t found;
    const double matching = time_of_matching(&found);
    printf("matching: %.0f ns an event at %d rules, half of them patterns of checks, half classes (%" PRIu64
           " found in %d events)\n",
           matching, 2 * MATCHED_RULES, found, MATCHED_EVENTS);
    return EXIT_SUCCESS;
}
