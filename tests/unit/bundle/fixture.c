#include "fixture.h"

#include "crypto/sshsig.h"
#include "tlog/checkpoint.h"

static const char catalog_text[] = "id: tiny-criteria\n"
                                   "categories:\n"
                                   "  - {name: Security, in_scope: true}\n"
                                   "  - {name: Privacy, in_scope: false}\n"
                                   "criteria:\n"
                                   "  - {id: CC6.1, category: Security, series: Access, title: Access is limited}\n"
                                   "  - {id: CC7.1, category: Security, series: Operations, title: Changes are seen}\n"
                                   "  - {id: P1.1, category: Privacy, series: Notice, title: Notice is given}\n";

static const char rule_text[] =
    "id: tiny.open\n"
    "title: Left open, wide\n"
    "owner: team-data\n"
    "rationale: what is open is read\n"
    "severity: high\n"
    "ttl_s: 93600\n"
    "checks: [scan/a]\n"
    "criteria:\n"
    "  soc2:\n"
    "    - {id: CC7.1, basis: judgement, strength: supporting, rationale: \"=it shows, that it changed\"}\n"
    "    - {id: CC6.1, basis: published, strength: direct, rationale: it limits access}\n"
    "  iso27001:\n"
    "    - {id: A.8.3, basis: published, strength: direct, rationale: it limits access}\n"
    "tests:\n"
    "  - {check: scan/a, rule: tiny.open, soc2: [CC7.1, CC6.1]}\n";

static const char wider_rule_text[] =
    "id: tiny.open\n"
    "title: Left open, wide\n"
    "owner: team-data\n"
    "rationale: what is open is read\n"
    "severity: high\n"
    "checks: [scan/a, scan/b]\n"
    "criteria:\n"
    "  soc2:\n"
    "    - {id: CC6.1, basis: published, strength: direct, rationale: it limits access}\n"
    "tests:\n"
    "  - {check: scan/a, rule: tiny.open, soc2: [CC6.1]}\n";
static const char class_text[] =
    "id: tiny.fixed\n"
    "title: Fixed, or looked at\n"
    "owner: team-data\n"
    "rationale: somebody did something\n"
    "match:\n"
    "  fixed: {stage: remediated}\n"
    "  looked: {stage: verified}\n"
    "condition: 1 of them\n"
    "criteria:\n"
    "  soc2:\n"
    "    - {id: CC7.1, basis: judgement, strength: supporting, rationale: it was acted on}\n"
    "    - {id: P1.1, basis: judgement, strength: supporting, rationale: it was acted on}\n"
    "  iso27001:\n"
    "    - {id: A.8.8, basis: judgement, strength: supporting, rationale: it was acted on}\n"
    "tests:\n"
    "  - {event: {stage: remediated}, matches: true}\n"
    "  - {event: {stage: detected}, matches: false}\n";

static const char adapter_text[] = "adapter: tiny\n"
                                   "title: Tiny\n"
                                   "read:\n"
                                   "  - event: {stage: $.stage}\n";

static const char earlier_sla_text[] = "version: \"2025\"\nflap_s: 3600\nsla_s: {high: 7200}\n";
static const char sla_text[] = "version: \"2026\"\nflap_s: 3600\nsla_s: {high: 3600, medium: 7200}\n";

static const char declaration_text[] =
    "categories: [Privacy]\n"
    "manual:\n"
    "  - {criterion: CC7.1, by: =board minutes, owner: legal}\n"
    "  - {criterion: CC7.1, by: access review, owner: team-data}\n"
    "controls:\n"
    "  - {id: OC-2, statement: \"What is open, is found\", owner: team-data, frequency: daily,\n"
    "     criteria: [CC7.1, CC6.1], rules: [tiny.open], complementary: [\n"
    "       {kind: subservice, organisation: Cloud <Inc>, statement: disks are wiped, criteria: [P1.1]},\n"
    "       {kind: user-entity, organisation: customers, statement: keys are kept, criteria: [CC6.1, CC7.1]}]}\n"
    "  - {id: OC-1, statement: Notice is <given>, owner: legal, frequency: yearly, criteria: [P1.1], rules: []}\n";

/* The set and one file more. */
static struct file_set
with_file(const struct file_set *files, const char *path, const char *text, struct arena *arena)
{
    struct file_set set = {.files = arena_array(arena, files->count + 1, sizeof(*set.files)),
                           .count = files->count + 1};
    memcpy(set.files, files->files, files->count * sizeof(*files->files));
    set.files[files->count] = (struct file_set_entry){slice_of(path), slice_of(text)};
    ck_assert_int_eq(file_set_sort(&set, NULL), 0);
    return set;
}

static struct file_set
make_files(struct arena *arena, const char *sla, const char *rule)
{
    const struct file_set_entry files[] = {{SLICE_INIT("sources/tiny.yaml"), slice_of(adapter_text)},
                                           {SLICE_INIT("controls/soc2.yaml"), slice_of(catalog_text)},
                                           {SLICE_INIT("controls/sla.yaml"), slice_of(sla)},
                                           {SLICE_INIT("controls/rules/open.yaml"), slice_of(rule)}};
    struct file_set set = {.files = arena_array(arena, COUNT_OF(files), sizeof(*files)), .count = COUNT_OF(files)};
    memcpy(set.files, files, sizeof(files));
    ck_assert_int_eq(file_set_sort(&set, NULL), 0);
    return set;
}

static struct sha256_digest
adapter_of(const struct file_set *files, struct arena *arena)
{
    struct adapter_set *set;
    struct err err;
    const int r = adapter_set_load(files, arena, &set, &err);
    ck_assert_msg(r == 0, "%s", err.text);
    return adapter_digest(adapter_find(set, SLICE("tiny")));
}

static void
add_record(struct fixture *fixture, const struct record *record)
{
    struct buf out AUTO(buf_release);
    struct err err;
    buf_init(&out, 1 << 16);
    const int r = record_write(record, &out, &err);
    ck_assert_msg(r == 0, "record %zu: %s", fixture->count, err.text);
    fixture->records[fixture->count++] = arena_copy(fixture->arena, buf_slice(&out));
}

/* `minute` minutes after 2026-01-10T00:00:00Z. */
static int64_t
at(int64_t minute)
{
    return INT64_C(1768003200000) + minute * 60000;
}

static struct record
ledger_act(enum record_kind kind, int64_t received_ms)
{
    return (struct record){
        .kind = kind, .received_ms = received_ms, .source = SLICE("ledger"), .origin = {.occurred_ms = INSTANT_NONE}};
}

static void
add_ledger(struct fixture *fixture)
{
    const struct ed25519_public public = signing_key_public(fixture->key);
    const struct vkey vkey = vkey_make(fixture->origin, &public);
    struct buf text AUTO(buf_release);
    buf_init(&text, 1024);
    vkey_append(&text, &vkey);
    struct record record = ledger_act(RECORD_LEDGER, at(0));
    record.body.ledger = (struct record_ledger){.origin = fixture->origin,
                                                .vkey = buf_slice(&text),
                                                .format = 1,
                                                .statistics = 1,
                                                .simulated = (fixture->flags & FIXTURE_SIMULATED) != 0};
    add_record(fixture, &record);
}

static void
add_ruleset(struct fixture *fixture, int64_t received_ms, const struct file_set *files, const struct file_set *previous)
{
    struct record record = ledger_act(RECORD_RULESET, received_ms);
    record.body.ruleset.digest = (struct record_digest){true, file_set_digest(files)};
    if (previous != NULL)
        record.body.ruleset.previous = (struct record_digest){true, file_set_digest(previous)};
    record.act.by = fixture->names[0].ref;
    record.act.reason = SLICE("shorter SLAs, reviewed");
    add_record(fixture, &record);
}

static void
add_source(struct fixture *fixture, const char *name, unsigned may)
{
    struct record record = ledger_act(RECORD_SOURCE, at(2));
    record.body.source_change = (struct record_source){.action = SOURCE_ENROLLED,
                                                       .name = slice_of(name),
                                                       .adapter = SLICE("tiny"),
                                                       .has_interval = true,
                                                       .interval_s = 3600,
                                                       .has_may = may != 0,
                                                       .may = may,
                                                       .source_auth = SLICE("local")};
    record.act = (struct record_act){.by = fixture->names[0].ref,
                                     .approver = fixture->names[1].ref,
                                     .reason = SLICE("first scanner"),
                                     .approval = SLICE("claimed")};
    add_record(fixture, &record);
}

/* A record of a source at `minute`, with a payload of its own unless it shares the last one's. */
static struct record
sent(struct fixture *fixture, enum record_kind kind, const char *source, int64_t minute, bool shares)
{
    if (!shares) {
        struct payload_line *line = &fixture->payloads[fixture->payload_count++];
        *line = (struct payload_line){.index = fixture->count, .type = SLICE("application/json")};
        memset(line->salt.b, (int)fixture->count, SALT_BYTES);
        line->bytes =
            fixture->count == 14 ? SLICE("\xff not text") : arena_format(fixture->arena, "{\"n\":%zu}", fixture->count);
        fixture->disclosed[fixture->count] = true;
    }
    const struct payload_line *line = &fixture->payloads[fixture->payload_count - 1];
    struct record record = {.kind = kind, .received_ms = at(minute), .source = slice_of(source)};
    record.origin = (struct record_origin){
        .id = arena_format(fixture->arena, "%s-%zu", source, fixture->count),
        .occurred_ms = at(minute),
        .payload = {true, payload_digest(&line->salt, line->bytes)},
        .payload_type = line->type,
        .part = shares ? 1 : 0,
        .adapter = {true, adapter_of(fixture->count < 6 ? &fixture->earlier : &fixture->in_force, fixture->arena)},
        .auth = SLICE("local")};
    return record;
}

struct event_sample {
    const char *source;
    int64_t minute;
    enum stage stage;
    enum outcome outcome;
    const char *check;
    const char *resource;
    enum severity severity;
    const char *robot; /* actor, or NULL */
    int64_t occurred_minute;
    bool shares;
};

static struct record
event_of(struct fixture *fixture, const struct event_sample *sample)
{
    struct record record = sent(fixture, RECORD_EVENT, sample->source, sample->minute, sample->shares);
    struct record_event *event = &record.body.event;
    event->stage = sample->stage;
    event->outcome = sample->outcome;
    event->finding.check = slice_of(sample->check);
    event->finding.severity = sample->severity;
    event->resource.uid = slice_of(sample->resource);
    event->actor.kind = sample->robot != NULL ? ACTOR_AUTOMATION : ACTOR_NONE;
    event->actor.name = slice_of(sample->robot);
    event->expires_ms = INSTANT_NONE;
    if (sample->occurred_minute != 0)
        record.origin.occurred_ms = at(sample->occurred_minute);
    return record;
}

static void
add_events_before_waiver(struct fixture *fixture)
{
    static const struct event_sample samples[] = {
        {"fixer", 40, STAGE_REMEDIATED, OUTCOME_NONE, "scan/a", "arn:r1", SEVERITY_NONE, "robot", 0, false},
        {"fixer", 41, STAGE_VERIFIED, OUTCOME_PASS, "scan/a", "arn:r1", SEVERITY_NONE, "robot", 0, false},
        {"scanner", 50, STAGE_EVALUATED, OUTCOME_NONE, "scan/a", "arn:r1", SEVERITY_NONE, NULL, 60, false},
        {"scanner", 131, STAGE_VERIFIED, OUTCOME_PASS, "scan/a", "arn:r1", SEVERITY_NONE, NULL, 0, false},
    };
    for (size_t i = 0; i < COUNT_OF(samples); i++) {
        const struct record record = event_of(fixture, &samples[i]);
        add_record(fixture, &record);
    }
}

static void
add_waiver(struct fixture *fixture)
{
    struct record record = event_of(
        fixture,
        &(struct event_sample){
            .source = "scanner", .minute = 140, .stage = STAGE_WAIVED, .check = "scan/b", .resource = "=r2,\"x\""});
    record.body.event.approver = fixture->names[1].ref;
    record.body.event.expires_ms = at(200);
    add_record(fixture, &record);
}

static void
add_heartbeat(struct fixture *fixture, int64_t minute)
{
    struct record record = sent(fixture, RECORD_HEARTBEAT, "scanner", minute, false);
    record.body.heartbeat = (struct record_heartbeat){
        .basis = HEARTBEAT_POLLED, .has_counts = true, .received = 3, .accepted = 2, .duplicate = 1, .rejected = 0};
    add_record(fixture, &record);
}

static void
add_unread(struct fixture *fixture)
{
    struct record reject = sent(fixture, RECORD_REJECT, "scanner", 300, false);
    reject.body.reject.reason = SLICE("not JSON");
    reject.origin.occurred_ms = INSTANT_NONE;
    add_record(fixture, &reject);
    struct record reconciliation = sent(fixture, RECORD_RECONCILIATION, "scanner", 310, false);
    reconciliation.body.reconciliation = (struct record_reconciliation){
        .from_ms = at(0),
        .to_ms = at(305),
        .count = 7,
        .query = SLICE("all"),
        .result_sha256 = SLICE("0000000000000000000000000000000000000000000000000000000000000000")};
    add_record(fixture, &reconciliation);
}

static void
add_close(struct fixture *fixture)
{
    const int64_t after = 23 * 24 * 60; /* 2026-02-02 */
    add_heartbeat(fixture, after);
    struct record record = ledger_act(RECORD_CLOSE, at(after + 1));
    record.body.close = (struct record_close){
        .from_ms = FIXTURE_FROM_MS, .to_ms = FIXTURE_TO_MS, .cut = fixture->count - 1, .state = {true, {{7}}}};
    record.act.by = fixture->names[0].ref;
    record.act.reason = SLICE("quarter end");
    add_record(fixture, &record);
    const struct record late = event_of(fixture, &(struct event_sample){.source = "scanner",
                                                                        .minute = after + 2,
                                                                        .stage = STAGE_DETECTED,
                                                                        .check = "scan/a",
                                                                        .resource = "arn:r4",
                                                                        .severity = SEVERITY_LOW,
                                                                        .occurred_minute = 500});
    add_record(fixture, &late);
}

static void
add_records(struct fixture *fixture)
{
    static const struct event_sample first[] = {
        {"scanner", 10, STAGE_DETECTED, OUTCOME_FAIL, "scan/a", "arn:r1", SEVERITY_HIGH, NULL, 0, false},
        {"scanner", 10, STAGE_DETECTED, OUTCOME_FAIL, "scan/b", "=r2,\"x\"", SEVERITY_MEDIUM, NULL, 0, true},
    };
    static const struct event_sample last[] = {
        {"scanner", 150, STAGE_CLOSED, OUTCOME_NONE, "scan/b", "=r2,\"x\"", SEVERITY_NONE, NULL, 0, false},
        {"scanner", 3 * 24 * 60, STAGE_EVALUATED, OUTCOME_PASS, "scan/a", "arn:r3", SEVERITY_NONE, NULL, 400, false},
    };
    add_ledger(fixture);
    add_ruleset(fixture, at(1), &fixture->earlier, NULL);
    add_source(fixture, "scanner", 0);
    add_source(fixture, "fixer", 1U << MAY_FIX);
    for (size_t i = 0; i < COUNT_OF(first); i++) {
        const struct record record = event_of(fixture, &first[i]);
        add_record(fixture, &record);
    }
    add_ruleset(fixture, at(20), &fixture->in_force, &fixture->earlier);
    add_heartbeat(fixture, 30);
    add_events_before_waiver(fixture);
    add_waiver(fixture);
    const struct record closed = event_of(fixture, &last[0]);
    add_record(fixture, &closed);
    add_unread(fixture);
    const struct record backdated = event_of(fixture, &last[1]);
    add_record(fixture, &backdated);
    if ((fixture->flags & FIXTURE_CLOSED) != 0)
        add_close(fixture);
}

static int
compare_names(const void *a, const void *b)
{
    return slice_compare(((const struct bundle_name *)a)->ref, ((const struct bundle_name *)b)->ref);
}

static void
make_names(struct fixture *fixture)
{
    static const char *const names[] = {"Ada Lovelace", "Grace, =Hopper"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct bundle_name *name = &fixture->names[i];
        char ref[PERSON_REF_MAX];
        memset(name->salt.b, 0xa0 + (int)i, SALT_BYTES);
        name->name = slice_of(names[i]);
        person_ref(ref, &name->salt, name->name);
        name->ref = arena_copy(fixture->arena, slice_of(ref));
    }
    qsort(fixture->names, COUNT_OF(names), sizeof(*fixture->names), compare_names);
}

void
fixture_sign(struct fixture *fixture)
{
    struct compact_range range = {0};
    for (size_t i = 0; i < fixture->count; i++) {
        const struct sha256_digest leaf = merkle_leaf(fixture->records[i]);
        compact_range_append(&range, &leaf);
    }
    const struct checkpoint checkpoint = {
        .origin = fixture->origin, .size = fixture->count, .root = compact_range_root(&range)};
    struct buf out AUTO(buf_release);
    buf_init(&out, 4096);
    ck_assert_int_eq(checkpoint_sign(&out, &checkpoint, fixture->key, NULL), 0);
    fixture->checkpoint = arena_copy(fixture->arena, buf_slice(&out));
}

void
fixture_make(struct fixture *fixture, unsigned flags)
{
    uint8_t seed[ED25519_SEED_BYTES];
    memset(seed, 0x42, sizeof(seed));
    ck_assert_int_eq(crypto_init(NULL), 0);
    *fixture = (struct fixture){.flags = flags, .arena = arena_new(), .key = signing_key_from_seed(seed)};
    fixture->origin = slice_of((flags & FIXTURE_SIMULATED) != 0 ? FIXTURE_ORIGIN "/SIMULATED" : FIXTURE_ORIGIN);
    fixture->earlier = make_files(fixture->arena, earlier_sla_text,
                                  (flags & FIXTURE_WIDER) != 0    ? wider_rule_text
                                  : (flags & FIXTURE_BROKEN) != 0 ? "ancient: true\n"
                                                                  : rule_text);
    fixture->in_force = make_files(fixture->arena, sla_text, rule_text);
    if ((flags & FIXTURE_DECLARED) != 0)
        fixture->in_force = with_file(&fixture->in_force, "daybook.yaml", declaration_text, fixture->arena);
    if ((flags & FIXTURE_CLASSES) != 0)
        fixture->in_force = with_file(&fixture->in_force, "controls/rules/fixed.yaml", class_text, fixture->arena);
    make_names(fixture);
    add_records(fixture);
    if ((flags & FIXTURE_WITHHELD) != 0) {
        fixture->disclosed[fixture->payloads[0].index] = false;
        fixture->payload_count--;
        memmove(fixture->payloads, fixture->payloads + 1, fixture->payload_count * sizeof(*fixture->payloads));
    }
    fixture_sign(fixture);
}

static int
find_files(void *context, const struct sha256_digest *digest, struct file_set *out_files, struct err *err)
{
    const struct fixture *fixture = context;
    const struct file_set *sets[] = {&fixture->in_force, &fixture->earlier};
    for (size_t i = 0; i < COUNT_OF(sets); i++) {
        const struct sha256_digest of = file_set_digest(sets[i]);
        if (sha256_equal(&of, digest)) {
            *out_files = *sets[i];
            return 0;
        }
    }
    return err_set(err, ERR_NOT_FOUND, "no such rule set");
}

static int
find_person(void *context, struct slice ref, struct bundle_name *out_name, struct err *err)
{
    const struct fixture *fixture = context;
    for (size_t i = 0; i < COUNT_OF(fixture->names); i++) {
        if (slice_equal(fixture->names[i].ref, ref)) {
            *out_name = fixture->names[i];
            return 0;
        }
    }
    return err_set(err, ERR_NOT_FOUND, "no such person");
}

struct bundle_inputs
fixture_inputs(struct fixture *fixture)
{
    return (struct bundle_inputs){.from_ms = FIXTURE_FROM_MS,
                                  .to_ms = FIXTURE_TO_MS,
                                  .program = SLICE("0.1.0"),
                                  .checkpoint = fixture->checkpoint,
                                  .ruleset_files = find_files,
                                  .person = find_person,
                                  .context = fixture};
}

void
fixture_feed(struct fixture *fixture)
{
    fixture->builder = bundle_builder_new(fixture->arena);
    if ((fixture->flags & FIXTURE_CLASSES) != 0)
        bundle_builder_foresee(fixture->builder, fixture->in_force);
    for (size_t i = 0; i < fixture->count; i++) {
        const struct bundle_entry entry = {
            .index = i, .bytes = fixture->records[i], .disclosed = fixture->disclosed[i]};
        struct err err;
        const int r = bundle_builder_add(fixture->builder, &entry, &err);
        ck_assert_msg(r == 0, "%s", err.text);
    }
}

void
fixture_init(struct fixture *fixture, unsigned flags)
{
    struct err err;
    fixture_make(fixture, flags);
    fixture_feed(fixture);
    const struct bundle_inputs inputs = fixture_inputs(fixture);
    const int r = bundle_builder_finish(fixture->builder, &inputs, &fixture->model, &err);
    ck_assert_msg(r == 0, "%s", err.text);
}

void
fixture_release(struct fixture *fixture)
{
    bundle_builder_free(fixture->builder);
    signing_key_free(fixture->key);
    arena_free(fixture->arena);
}

static int
next_entry(void *context, struct slice *out_bytes, struct err *err)
{
    struct fixture *fixture = context;
    if (fixture->next_entry == fixture->count)
        return err_set(err, ERR_CONFLICT, "no more entries");
    *out_bytes = fixture->records[fixture->next_entry++];
    return 0;
}

static int
next_payload(void *context, struct payload_line *out_line, struct err *err)
{
    struct fixture *fixture = context;
    if (fixture->next_payload == fixture->payload_count)
        return err_set(err, ERR_CONFLICT, "no more payloads");
    *out_line = fixture->payloads[fixture->next_payload++];
    return 0;
}

static int
sign(void *context, struct slice manifest, struct buf *out_armour, struct err *err)
{
    const struct fixture *fixture = context;
    sshsig_sign(out_armour, fixture->key, SLICE(BUNDLE_NAMESPACE), manifest);
    return buf_finish(out_armour, "signature", err);
}

struct bundle_pack_source
fixture_source(struct fixture *fixture)
{
    fixture->next_entry = 0;
    fixture->next_payload = 0;
    return (struct bundle_pack_source){.entry = next_entry, .payload = next_payload, .sign = sign, .context = fixture};
}

struct slice
fixture_render(struct fixture *fixture, bundle_render render)
{
    struct buf out AUTO(buf_release);
    struct err err;
    buf_init(&out, 1 << 20);
    const int r = render(&fixture->model, &out, &err);
    ck_assert_msg(r == 0, "%s", err.text);
    return arena_copy(fixture->arena, buf_slice(&out));
}
