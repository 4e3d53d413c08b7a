#include "sample.h"

#include "base/encoding.h"
#include "base/file.h"
#include "base/limits.h"
#include "collect/intake.h"
#include "crypto/dsse.h"
#include "crypto/ssh_key.h"
#include "ledger/append.h"
#include "shape/shape.h"
#include "unit.h"

#include <inttypes.h>

static const char catalog_text[] = "id: tiny-criteria\n"
                                   "categories:\n"
                                   "  - {name: Security, in_scope: true}\n"
                                   "criteria:\n"
                                   "  - {id: CC6.1, category: Security, series: Access, title: Access is limited}\n"
                                   "  - {id: CC7.1, category: Security, series: Operations, title: Changes are seen}\n";

static const char rule_text[] = "id: tiny.open\n"
                                "title: Left open\n"
                                "owner: team-data\n"
                                "rationale: what is open is read\n"
                                "severity: high\n"
                                "ttl_s: 93600\n"
                                "checks: [scan/a]\n"
                                "criteria:\n"
                                "  soc2:\n"
                                "    - {id: CC6.1, basis: published, strength: direct, rationale: it limits access}\n"
                                "tests:\n"
                                "  - {check: scan/a, rule: tiny.open, soc2: [CC6.1]}\n";

static const char many_text[] = "adapter: many\n"
                                "title: Many events in one payload\n"
                                "read:\n"
                                "  - when: {$.items: {type: array}}\n"
                                "    each: $.items[*]\n"
                                "    event:\n"
                                "      id: .id\n"
                                "      stage: .stage\n"
                                "      finding.check: .check\n"
                                "      finding.uid: .finding\n"
                                "      outcome: .outcome\n"
                                "      resource.uid: .resource\n"
                                "      actor.kind: human\n"
                                "      actor.name: .who\n"
                                "    personal: {finding.uid: {contains: '@'}}\n"
                                "    after:\n"
                                "    - {stage: verified, gives: {stage: reopened, outcome: fail}}\n"
                                "    - {outcome: fail, gives: {stage: verified, outcome: pass}}\n"
                                "  - reject: it holds no items\n";

/* As `many`, but for the outcome: another reading of the same payloads. */
static const char other_text[] = "adapter: other\n"
                                 "title: Another reading\n"
                                 "read:\n"
                                 "  - when: {$.items: {type: array}}\n"
                                 "    each: $.items[*]\n"
                                 "    event: {id: .id, stage: .stage, outcome: pass}\n";

static const char earlier_sla_text[] = "version: \"2025\"\nflap_s: 3600\nsla_s: {high: 7200}\n";
static const char sla_text[] = "version: \"2026\"\nflap_s: 3600\nsla_s: {high: 3600, medium: 7200}\n";

/* A ledger being made. */
struct maker {
    struct arena *arena;
    struct ledger *ledger;
    struct adapter_set *adapters;
    struct slice cloudevents;
    unsigned hour; /* of the next event, since the period began */
    struct buf text;
};

static void
good(int code, const struct err *err)
{
    ck_assert_msg(code >= 0, "%s", err->text);
}

static void
put_rules(struct maker *maker, const char *sla, bool with_other)
{
    const struct file_set_entry files[] = {{SLICE_INIT("controls/rules/open.yaml"), slice_of(rule_text)},
                                           {SLICE_INIT("controls/sla.yaml"), slice_of(sla)},
                                           {SLICE_INIT("controls/soc2.yaml"), slice_of(catalog_text)},
                                           {SLICE_INIT("sources/cloudevents.yaml"), maker->cloudevents},
                                           {SLICE_INIT("sources/many.yaml"), slice_of(many_text)},
                                           {SLICE_INIT("sources/other.yaml"), slice_of(other_text)}};
    struct file_set set = {.files = arena_array(maker->arena, COUNT_OF(files), sizeof(*files)),
                           .count = COUNT_OF(files) - (with_other ? 0 : 1)};
    const struct record_act act = {.by = SLICE("ada@acme.example"), .reason = SLICE("reviewed")};
    struct err err;
    memcpy(set.files, files, sizeof(files));
    good(file_set_sort(&set, &err), &err);
    good(ledger_put_ruleset(maker->ledger, &set, &act, &err), &err);
    good(adapter_set_load(&set, maker->arena, &maker->adapters, &err), &err);
}

static int
read_text(void *context, uint8_t *out, size_t max, size_t *out_n, struct err *err)
{
    struct slice *rest = context;
    (void)err;
    *out_n = rest->n < max ? rest->n : max;
    if (*out_n > 0)
        memcpy(out, rest->p, *out_n);
    *rest = slice_sub(*rest, *out_n, rest->n);
    return 0;
}

/* Take in what was written so far, for `source` when it is not NULL. */
static void
ingest(struct maker *maker, const char *source)
{
    struct slice rest = buf_slice(&maker->text);
    struct intake_counts counts = {0};
    const struct intake_options options = {.source = slice_of(source), .read = read_text, .read_context = &rest};
    struct err err;
    good(intake_stream(maker->ledger, maker->adapters, &options, &counts, &err), &err);
    buf_clear(&maker->text);
}

/* Begin a CloudEvent, an hour after the one before: all but its data. */
static void
begin_event(struct maker *maker, const char *id, const char *source, const char *type)
{
    const unsigned hour = maker->hour++;
    buf_format(&maker->text, "{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"%s\",\"type\":\"%s\",", id, source,
               type);
    char text[INSTANT_TEXT_MAX];
    instant_write(text, SAMPLE_FROM_MS + hour * INT64_C(3600000));
    buf_format(&maker->text, "\"time\":\"%s\",\"receivedtime\":\"%s\",\"data\":", text, text);
}

static void
add_event(struct maker *maker, const char *id, const char *source, const char *type, const char *data)
{
    begin_event(maker, id, source, type);
    buf_format(&maker->text, "%s}\n", data);
}

static void
add_finding(struct maker *maker, const char *id, const char *source, const char *data)
{
    add_event(maker, id, source, "dev.daybook.finding", data);
}

#define ZEROS "0000000000000000000000000000000000000000000000000000000000000000"
#define FINDING(stage, resource, more)                                                                                 \
    "{\"stage\":\"" stage                                                                                              \
    "\",\"finding\":{\"check\":\"scan/a\",\"severity\":\"high\"},\"resource\":{\"uid\":\"" resource "\"}" more "}"
#define HUMAN(name) ",\"actor\":{\"kind\":\"human\",\"name\":\"" name "\"}"

static void
enrol(struct maker *maker)
{
    add_event(maker, "enrol-1", "scanner", "dev.daybook.source",
              "{\"action\":\"enrolled\",\"name\":\"scanner\",\"adapter\":\"cloudevents\",\"interval_s\":86400}");
    add_event(maker, "enrol-2", "fixer", "dev.daybook.source",
              "{\"action\":\"enrolled\",\"name\":\"fixer\",\"adapter\":\"cloudevents\",\"interval_s\":86400,\"may\":["
              "\"fix\",\"waive\"]}");
    add_event(maker, "enrol-3", "old", "dev.daybook.source",
              "{\"action\":\"enrolled\",\"name\":\"old\",\"adapter\":\"cloudevents\",\"interval_s\":86400}");
    ingest(maker, NULL);
    const struct record_source many = {.action = SOURCE_ENROLLED,
                                       .name = SLICE("many"),
                                       .adapter = SLICE("many"),
                                       .has_interval = true,
                                       .interval_s = 3600};
    const struct record_act act = {.by = SLICE("ada@acme.example"),
                                   .approver = SLICE("grace@acme.example"),
                                   .reason = SLICE("a second scanner"),
                                   .approval = SLICE("claimed")};
    struct err err;
    good(ledger_put_source(maker->ledger, &many, &act, &err), &err);
}

static void
add_findings(struct maker *maker)
{
    add_finding(maker, "f-1", "scanner", FINDING("detected", "r1", ",\"outcome\":\"fail\"" HUMAN("ann@acme.example")));
    add_finding(maker, "f-2", "fixer", FINDING("triaged", "r1", HUMAN("ann@acme.example")));
    add_finding(maker, "f-3", "fixer",
                FINDING("remediated", "r1",
                        ",\"change\":{\"before\":{\"open\":true},\"after\":{\"open\":false}}"
                        ",\"actor\":{\"kind\":\"automation\",\"name\":\"robot\"}"));
    add_finding(maker, "f-4", "scanner", FINDING("verified", "r1", ",\"outcome\":\"pass\""));
    add_finding(maker, "f-5", "scanner", FINDING("detected", "r2", ",\"outcome\":\"fail\",\"refs\":[\"jira:SEC-1\"]"));
    add_finding(
        maker, "f-6", "fixer",
        FINDING("waived", "r2",
                ",\"approver\":\"bob@acme.example\",\"expires\":\"2026-02-01T00:00:00Z\"" HUMAN("ann@acme.example")));
    add_finding(maker, "f-7", "scanner", FINDING("deleted", "r2", ""));
    add_event(maker, "h-1", "scanner", "dev.daybook.heartbeat",
              "{\"basis\":\"sender\",\"received\":4,\"accepted\":4,\"duplicate\":0,\"rejected\":0}");
    add_event(maker, "c-1", "scanner", "dev.daybook.reconciliation",
              "{\"from\":\"2026-01-01T00:00:00Z\",\"to\":\"2026-01-02T00:00:00Z\",\"count\":4,\"query\":\"all\","
              "\"result_sha256\":\"" ZEROS "\"}");
    add_event(maker, "x-1", "scanner", "com.example.other", "{\"hello\":\"world\"}");
    ingest(maker, NULL);
}

/* Payloads of several events, with ids of their own, of their delivery, and of neither. */
static void
add_many(struct maker *maker)
{
    add_event(
        maker, "m-1", "many", "com.example.items",
        "{\"items\":[{\"id\":\"m-a\",\"stage\":\"detected\",\"check\":\"scan/a\",\"resource\":\"r3\",\"who\":\"eve\"},"
        "{\"stage\":\"notified\",\"check\":\"scan/a\",\"resource\":\"r3\",\"who\":\"eve\"},"
        "{\"id\":\"m-a\",\"stage\":\"triaged\",\"check\":\"scan/a\",\"resource\":\"r3\"}]}");
    add_event(maker, "m-4", "many", "com.example.items",
              "{\"items\":[{\"id\":\"m-c\",\"stage\":\"assigned\",\"check\":\"scan/a\",\"resource\":\"r3\"},"
              "{\"id\":\"m-d\",\"stage\":\"reproduced\",\"check\":\"scan/a\",\"resource\":\"r3\"}]}");
    ingest(maker, NULL);
}

#define STATE(id, stage, outcome, finding)                                                                             \
    "{\"id\":\"" id "\",\"stage\":\"" stage "\",\"outcome\":\"" outcome "\",\"check\":\"scan/a\",\"resource\":\"r7\"," \
    "\"finding\":\"" finding "\"}"

/* A source that only tells how things are: what happened follows from its last version, of the payload before or of the
 * same. One finding is named after a person. The first payload comes twice: a duplicate, whatever its events came to.
 */
static void
add_states(struct maker *maker)
{
    for (int time = 0; time < 2; time++) {
        add_event(maker, "t-1", "many", "com.example.items",
                  "{\"items\":[" STATE("t-a", "detected", "fail", "lock-7") "," STATE("t-b", "evaluated", "pass",
                                                                                      "lock-7") "]}");
        ingest(maker, NULL);
        maker->hour -= time == 0;
    }
    add_event(maker, "t-2", "many", "com.example.items",
              "{\"items\":[" STATE("t-c", "detected", "fail", "lock-7") "," STATE("t-d", "detected", "fail",
                                                                                  "of zoe@acme.example") "]}");
    add_event(maker, "t-3", "many", "com.example.items",
              "{\"items\":[" STATE("t-e", "evaluated", "pass", "of zoe@acme.example") "]}");
    ingest(maker, NULL);
}

static void
put_many(struct maker *maker, enum source_action action)
{
    const struct record_source change = {.action = action,
                                         .name = SLICE("many"),
                                         .adapter = action == SOURCE_ENROLLED ? SLICE("many") : (struct slice){0}};
    struct err err;
    good(ledger_put_source(maker->ledger, &change, NULL, &err), &err);
}

/* The same bytes twice, first while their source is retired. The first event has an id that is taken, so the second
 * time it leaves no entry: it was rejected before. The second event then comes alone. */
static void
add_partly_duplicate(struct maker *maker)
{
    put_many(maker, SOURCE_RETIRED);
    for (int time = 0; time < 2; time++) {
        add_event(maker, "m-2", "many", "com.example.items",
                  "{\"items\":[{\"id\":\"m-a\",\"stage\":\"assigned\",\"check\":\"scan/a\",\"resource\":\"r3\"},"
                  "{\"id\":\"m-b\",\"stage\":\"deployed\",\"check\":\"scan/a\",\"resource\":\"r3\"}]}");
        ingest(maker, NULL);
        if (time > 0)
            return;
        put_many(maker, SOURCE_ENROLLED);
        maker->hour--;
    }
}

static void
add_rejects(struct maker *maker)
{
    add_finding(maker, "f-0", "scanner", FINDING("evaluated", "r1", ",\"outcome\":\"pass\"")); /* so that it is lines */
    buf_text(&maker->text, "{\"broken\":\n");
    buf_text(&maker->text, "{\"broken\":\"\xff\"}\n");
    buf_text(&maker->text, "{\"no\":\"source\"}\n");
    add_finding(maker, "f-1", "scanner", FINDING("detected", "r9", ""));    /* its id has other bytes */
    add_finding(maker, "f-8", "stranger", FINDING("detected", "r9", ""));   /* not enrolled */
    add_finding(maker, "f-9", "scanner", FINDING("invented", "r9", ""));    /* no such stage */
    add_finding(maker, "hmac:1", "scanner", FINDING("detected", "r9", "")); /* the ledger's ids */
    add_event(maker, "m-3", "many", "com.example.items", "{}");
    add_event(maker, "retire-1", "old", "dev.daybook.source", "{\"action\":\"retired\",\"name\":\"old\"}");
    add_finding(maker, "f-10", "old", FINDING("detected", "r9", "")); /* retired */
    maker->hour -= 5;
    add_finding(maker, "f-11", "scanner", FINDING("detected", "r9", "")); /* late */
    maker->hour += 4;
    buf_text(&maker->text,
             "{\"specversion\":\"1.0\",\"id\":\"f-12\",\"source\":\"scanner\",\"type\":\"a.b\",\"data\":{}}\n");
    begin_event(maker, "f-13", "scanner", "dev.daybook.finding"); /* a name too long for a reference */
    buf_text(&maker->text, "{\"stage\":\"detected\",\"actor\":{\"name\":\"");
    for (size_t i = 0; i <= LIMIT_UID_BYTES; i++)
        buf_byte(&maker->text, 'u');
    buf_text(&maker->text, "\"}}}\n");
    ingest(maker, NULL);
}

static void
add_oversize(struct maker *maker)
{
    begin_event(maker, "f-14", "scanner", "dev.daybook.finding");
    buf_byte(&maker->text, '"');
    for (size_t i = 0; i < LIMIT_PAYLOAD_BYTES; i++)
        buf_byte(&maker->text, 'z');
    buf_text(&maker->text, "\"}\n");
    ingest(maker, NULL);
}

/* An array whose second value has no comma before it: sound in itself, but not where it stands. */
static void
add_misplaced(struct maker *maker)
{
    buf_byte(&maker->text, '[');
    add_finding(maker, "f-15", "scanner", FINDING("evaluated", "r1", ",\"outcome\":\"pass\""));
    add_finding(maker, "f-16", "scanner", FINDING("evaluated", "r1", ",\"outcome\":\"pass\""));
    buf_text(&maker->text, "]\n");
    ingest(maker, NULL);
}

/* A payload without an id, for a source that is named by whoever takes it in. It has no `receivedtime` either, which a
 * simulated ledger rejects; its id is of its bytes. */
static void
add_bare(struct maker *maker)
{
    buf_text(&maker->text, "{\"items\":[{\"stage\":\"detected\"},{\"stage\":\"triaged\"}]}\n");
    ingest(maker, "many");
}

static void
add_signed(struct maker *maker)
{
    static const uint8_t seed[ED25519_SEED_BYTES] = {7};
    struct signing_key *key AUTO(signing_key_drop) = signing_key_from_seed(seed);
    const struct ed25519_public public_key = signing_key_public(key);
    struct buf line AUTO(buf_release);
    struct buf encoding AUTO(buf_release);
    struct err err;
    buf_init(&line, 1 << 16);
    buf_init(&encoding, 1 << 16);
    ssh_key_append(&line, &public_key);
    const struct record_source source = {.action = SOURCE_ENROLLED,
                                         .name = SLICE("signer"),
                                         .adapter = SLICE("cloudevents"),
                                         .source_auth = SLICE("ed25519"),
                                         .source_key = buf_slice(&line)};
    good(ledger_put_source(maker->ledger, &source, NULL, &err), &err);
    add_finding(maker, "s-0", "signer", FINDING("detected", "r4", "")); /* not signed */
    ingest(maker, NULL);
    begin_event(maker, "s-1", "signer", "dev.daybook.finding");
    buf_text(&maker->text, FINDING("detected", "r4", "") "}");
    const struct slice body = arena_copy(maker->arena, buf_slice(&maker->text));
    buf_clear(&maker->text);
    dsse_encoding_append(&encoding, SLICE("application/cloudevents+json"), body);
    const struct ed25519_signature signature = signing_key_sign(key, buf_slice(&encoding));
    buf_text(&maker->text, "{\"payloadType\":\"application/cloudevents+json\",\"payload\":\"");
    base64_append(&maker->text, body);
    buf_text(&maker->text, "\",\"signatures\":[{\"sig\":\"");
    base64_append(&maker->text, (struct slice){signature.b, sizeof(signature.b)});
    buf_text(&maker->text, "\"}]}\n");
    ingest(maker, NULL);
}

static void
add_more(struct maker *maker)
{
    for (unsigned i = 0; i < 600; i++) {
        char id[32];
        snprintf(id, sizeof(id), "more-%u", i);
        add_finding(maker, id, "scanner", FINDING("evaluated", "r5", ",\"outcome\":\"pass\""));
    }
    ingest(maker, NULL);
}

static void
fill(struct maker *maker, enum sample kind)
{
    put_rules(maker, earlier_sla_text, false);
    enrol(maker);
    add_findings(maker);
    add_many(maker);
    add_partly_duplicate(maker);
    put_rules(maker, sla_text, true);
    add_rejects(maker);
    add_oversize(maker);
    add_misplaced(maker);
    add_bare(maker);
    add_signed(maker);
    add_states(maker);
    if (kind == SAMPLE_LARGE)
        add_more(maker);
    add_finding(maker, "f-17", "scanner", FINDING("detected", "r6", ",\"outcome\":\"fail\"" HUMAN("Zoë")));
    maker->hour = 24 * 91;
    add_finding(maker, "f-18", "scanner", FINDING("evaluated", "r6", ",\"outcome\":\"pass\""));
    ingest(maker, NULL);
}

struct ledger *
sample_ledger(enum sample kind)
{
    struct maker maker = {.arena = arena_new()};
    const char *folder = file_join(maker.arena, unit_new_folder(), "ledger");
    const struct ledger_options options = {.origin = SLICE("ledger.example/unit"), .simulated = kind != SAMPLE_REAL};
    struct ledger *ledger;
    struct err err;
    buf_init(&maker.text, 8 << 20);
    good(crypto_init(&err), &err);
    good(file_read(unit_source_path("schema/sources/cloudevents.yaml"), LIMIT_YAML_BYTES, maker.arena,
                   &maker.cloudevents, &err),
         &err);
    good(ledger_create(folder, &options, &err), &err);
    good(ledger_open(folder, LEDGER_WRITE, &maker.ledger, &err), &err);
    fill(&maker, kind);
    ledger_close(maker.ledger);
    good(ledger_open(folder, LEDGER_READ, &ledger, &err), &err);
    buf_release(&maker.text);
    arena_free(maker.arena);
    return ledger;
}
