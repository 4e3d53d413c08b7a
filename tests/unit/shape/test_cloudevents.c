/* The adapter of the intake format: what it takes, and the words in which it refuses. */
#include "fixture.h"

#include "base/limits.h"

#define ENVELOPE(type, more)                                                                                           \
    "{\"specversion\":\"1.0\",\"id\":\"a-1\",\"source\":\"s\",\"type\":\"" type                                        \
    "\",\"time\":\"2026-01-31T11:59:58Z\"" more "}"
#define DATA(type, data) ENVELOPE(type, ",\"data\":" data)
#define FINDING(data) DATA("dev.daybook.finding", data)
#define HEARTBEAT(data) DATA("dev.daybook.heartbeat", data)
#define SOURCE(data) DATA("dev.daybook.source", data)
#define RECONCILIATION(data) DATA("dev.daybook.reconciliation", data)
#define HEX64 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define ALL_STAGES                                                                                                     \
    "detected, notified, triaged, ticketed, contextualized, assigned, reproduced, developed, reviewed, deployed, "     \
    "verified, introduced, evaluated, remediated, failed, closed, reopened, suppressed, unsuppressed, waived, deleted"

struct reading_case {
    const char *payload;
    const char *want;
};

static void
check_cases(const struct reading_case *cases, size_t count)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct adapter_set *set = fixture_sources(arena);
    for (size_t i = 0; i < count; i++)
        ck_assert_slice_eq(fixture_reading(set, "cloudevents", slice_of(cases[i].payload), arena),
                           slice_of(cases[i].want));
}

START_TEST(finding_with_everything)
{
    static const struct reading_case cases[] = {
        {FINDING("{\"stage\":\"detected\",\"outcome\":\"fail\",\"finding\":{\"check\":\"securityhub/S3.4\",\"uid\":"
                 "\"u\",\"title\":\"t\",\"severity\":\"high\"},\"resource\":{\"uid\":\"arn:aws:s3:::acme-logs\","
                 "\"type\":\"AWS::S3::Bucket\",\"account\":\"123456789012\",\"region\":\"us-east-1\",\"owner\":"
                 "\"team-data\"},\"actor\":{\"kind\":\"automation\",\"name\":\"fixer\"},\"refs\":[\"jira:SEC-12\","
                 "\"github:acme/infra#42\"],\"approver\":\"Jane\",\"expires\":\"2026-03-01T00:00:00+01:00\","
                 "\"change\":{\"before\":{ \"a\" : 1.0 },\"after\":null}}"),
         "event\n"
         "  id        a-1\n"
         "  occurred  2026-01-31T11:59:58.000Z\n"
         "  stage     detected\n"
         "  outcome   fail\n"
         "  check     securityhub/S3.4\n"
         "  severity  high\n"
         "  title     t\n"
         "  finding   u\n"
         "  resource  arn:aws:s3:::acme-logs\n"
         "  type      AWS::S3::Bucket\n"
         "  account   123456789012\n"
         "  region    us-east-1\n"
         "  owner     team-data\n"
         "  actor     automation\n"
         "  name      fixer\n"
         "  ref       jira:SEC-12\n"
         "  ref       github:acme/infra#42\n"
         "  approver  Jane  (personal)\n"
         "  expires   2026-02-28T23:00:00.000Z\n"
         "  before    { \"a\" : 1.0 }\n"},
    };
    check_cases(cases, COUNT_OF(cases));
}
END_TEST

#define READS(rest) "event\n  id        a-1\n  occurred  2026-01-31T11:59:58.000Z\n" rest

START_TEST(findings)
{
    static const struct reading_case cases[] = {
        {FINDING("{\"stage\":\"closed\"}"), READS("  stage     closed\n")},
        /* The envelope's subject is the resource when the data names none. */
        {ENVELOPE("dev.daybook.finding", ",\"subject\":\"r\",\"data\":{\"stage\":\"closed\"}"),
         READS("  stage     closed\n  resource  r\n")},
        {ENVELOPE("dev.daybook.finding",
                  ",\"subject\":\"r\",\"data\":{\"stage\":\"closed\",\"resource\":{\"uid\":\"q\"}}"),
         READS("  stage     closed\n  resource  q\n")},
        /* A waiver without approver and expiry is recorded: the statistics list it as invalid. */
        {FINDING("{\"stage\":\"waived\"}"), READS("  stage     waived\n")},
        {FINDING("{\"stage\":\"assigned\",\"refs\":[],\"outcome\":null}"), READS("  stage     assigned\n")},
        /* People. */
        {FINDING("{\"stage\":\"assigned\",\"actor\":{\"name\":\"jane\"}}"),
         READS("  stage     assigned\n  name      jane  (personal)\n")},
        {FINDING("{\"stage\":\"assigned\",\"actor\":{\"kind\":\"human\",\"name\":\"jane\"}}"),
         READS("  stage     assigned\n  actor     human\n  name      jane  (personal)\n")},
        {FINDING("{\"stage\":\"assigned\",\"actor\":{\"kind\":\"system\",\"name\":\"ci\"}}"),
         READS("  stage     assigned\n  actor     system\n  name      ci\n")},
        {FINDING("{\"stage\":\"assigned\",\"finding\":{\"uid\":\"a@b\",\"title\":\"of a@b\"},\"resource\":{\"uid\":"
                 "\"arn:aws:iam::1:user/jane\",\"owner\":\"jane@example.com\"}}"),
         READS("  stage     assigned\n  title     of a@b  (personal)\n  finding   a@b  (personal)\n"
               "  resource  arn:aws:iam::1:user/jane  (personal)\n  owner     jane@example.com  (personal)\n")},
    };
    check_cases(cases, COUNT_OF(cases));
}
END_TEST

START_TEST(findings_that_are_refused)
{
    static const struct reading_case cases[] = {
        {FINDING("{}"), "reject: data.stage is missing, expected one of " ALL_STAGES "\n"},
        {FINDING("{\"stage\":\"\"}"), "reject: data.stage is missing, expected one of " ALL_STAGES "\n"},
        {FINDING("{\"stage\":\"fixed\"}"), "reject: data.stage: expected one of " ALL_STAGES "\n"},
        {FINDING("{\"stage\":\"Detected\"}"), "reject: data.stage: expected one of " ALL_STAGES "\n"},
        {FINDING("{\"stage\":5}"), "reject: data.stage: expected one of " ALL_STAGES "\n"},
        {FINDING("{\"stage\":[]}"), "reject: data.stage is an array, expected a text\n"},
        {FINDING("{\"stage\":\"closed\",\"outcome\":\"ok\"}"), "reject: data.outcome: expected one of pass, fail\n"},
        {FINDING("{\"stage\":\"closed\",\"finding\":{\"severity\":\"HIGH\"}}"),
         "reject: data.finding.severity: expected one of informational, low, medium, high, critical\n"},
        {FINDING("{\"stage\":\"closed\",\"actor\":{\"kind\":\"robot\"}}"),
         "reject: data.actor.kind: expected one of human, automation, system\n"},
        {FINDING("{\"stage\":\"closed\",\"finding\":{\"title\":5}}"),
         "reject: data.finding.title is a number, expected a string\n"},
        {FINDING("{\"stage\":\"closed\",\"finding\":{\"title\":{}}}"),
         "reject: data.finding.title is an object, expected a text\n"},
        {FINDING("{\"stage\":\"closed\",\"resource\":\"r\"}"),
         "reject: data.finding, data.resource, data.actor and data.change must be objects\n"},
        {FINDING("{\"stage\":\"closed\",\"refs\":\"r\"}"), "reject: data.refs is a string, expected an array\n"},
        {FINDING("{\"stage\":\"closed\",\"refs\":[\"r\",5]}"),
         "reject: data.refs[*] holds a number, expected strings\n"},
        {FINDING("{\"stage\":\"closed\",\"refs\":[{}]}"), "reject: data.refs[*] holds an object, expected texts\n"},
        {FINDING("{\"stage\":\"waived\",\"expires\":\"soon\"}"),
         "reject: data.expires: expected an RFC 3339 instant\n"},
        {FINDING("[]"), "reject: data of type dev.daybook.finding must be an object\n"},
        {ENVELOPE("dev.daybook.finding", ""), "reject: data of type dev.daybook.finding must be an object\n"},
        {ENVELOPE("dev.daybook.finding", ",\"data_base64\":\"e30=\""),
         "reject: data of type dev.daybook.finding must be JSON in 'data', not in 'data_base64'\n"},
        {DATA("dev.daybook.findings", "{\"stage\":\"closed\"}"),
         "reject: type: expected dev.daybook.finding, heartbeat, source or reconciliation\n"},
        {"{\"id\":\"a\"}", "reject: specversion is missing, expected a CloudEvent 1.0\n"},
    };
    check_cases(cases, COUNT_OF(cases));
}
END_TEST

START_TEST(long_texts_are_refused_but_titles)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct adapter_set *set = fixture_sources(arena);
    uint8_t *filling = arena_alloc(arena, 100000);
    memset(filling, 'x', 100000);
    const struct {
        const char *format;
        int n;
        const char *want;
    } cases[] = {
        {FINDING("{\"stage\":\"closed\",\"resource\":{\"uid\":\"%.*s\"}}"), LIMIT_UID_BYTES, NULL},
        {FINDING("{\"stage\":\"closed\",\"resource\":{\"uid\":\"%.*s\"}}"), LIMIT_UID_BYTES + 1,
         "reject: data.resource.uid has 1025 bytes, at most 1024 are allowed\n"},
        {FINDING("{\"stage\":\"closed\",\"finding\":{\"check\":\"%.*s\"}}"), LIMIT_UID_BYTES + 1,
         "reject: data.finding.check has 1025 bytes, at most 1024 are allowed\n"},
        {FINDING("{\"stage\":\"closed\",\"refs\":[\"%.*s\"]}"), LIMIT_REF_BYTES + 1,
         "reject: data.refs[*] holds a text of 513 bytes, at most 512 are allowed\n"},
        {FINDING("{\"stage\":\"closed\",\"finding\":{\"title\":\"%.*s\"}}"), 100000, NULL},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        AUTO(buf_release) struct buf payload;
        buf_init(&payload, 1 << 20);
        const char *at = strstr(cases[i].format, "%.*s");
        buf_add(&payload, (struct slice){(const uint8_t *)cases[i].format, (size_t)(at - cases[i].format)});
        buf_add(&payload, (struct slice){filling, (size_t)cases[i].n});
        buf_text(&payload, at + 4);
        const struct slice got = fixture_reading(set, "cloudevents", buf_slice(&payload), arena);
        if (cases[i].want == NULL)
            ck_assert(slice_starts(got, SLICE("event\n")));
        else
            ck_assert_slice_eq(got, slice_of(cases[i].want));
    }
}
END_TEST

START_TEST(at_most_64_refs)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct adapter_set *set = fixture_sources(arena);
    for (size_t count = LIMIT_REF_COUNT; count <= LIMIT_REF_COUNT + 1; count++) {
        AUTO(buf_release) struct buf payload;
        buf_init(&payload, 1 << 16);
        buf_text(&payload, "{\"specversion\":\"1.0\",\"id\":\"a\",\"source\":\"s\",\"type\":\"dev.daybook.finding\","
                           "\"data\":{\"stage\":\"closed\",\"refs\":[");
        for (size_t i = 0; i < count; i++)
            buf_format(&payload, "%s\"r%zu\"", i == 0 ? "" : ",", i);
        buf_text(&payload, "]}}");
        const struct slice got = fixture_reading(set, "cloudevents", buf_slice(&payload), arena);
        if (count == LIMIT_REF_COUNT)
            ck_assert(slice_ends(got, SLICE("  ref       r63\n")));
        else
            ck_assert_slice_eq(got, SLICE("reject: data.refs[*] holds more than 64 texts\n"));
    }
}
END_TEST

#define READ_AS(kind, rest) kind "\n  id        a-1\n  occurred  2026-01-31T11:59:58.000Z\n" rest

START_TEST(heartbeats)
{
    static const struct reading_case cases[] = {
        {HEARTBEAT("{\"basis\":\"polled\"}"), READ_AS("heartbeat", "  basis     polled\n")},
        {HEARTBEAT("{\"basis\":\"sender\",\"received\":7,\"accepted\":4,\"duplicate\":2,\"rejected\":1,\"cursor\":"
                   "\"c\"}"),
         READ_AS("heartbeat", "  basis     sender\n  counts    received 7, accepted 4, duplicate 2, rejected 1\n"
                              "  cursor    c\n")},
        {HEARTBEAT("{}"), "reject: data.basis is missing, expected one of polled, sender, canary, collector\n"},
        {HEARTBEAT("{\"basis\":\"x\"}"), "reject: data.basis: expected one of polled, sender, canary, collector\n"},
        {HEARTBEAT("{\"basis\":\"polled\",\"received\":7}"), "reject: data.accepted is missing\n"},
        {HEARTBEAT("{\"basis\":\"polled\",\"received\":-1}"),
         "reject: data.received: expected an integer of 0 to 2^53\n"},
        {HEARTBEAT("{\"basis\":\"polled\",\"received\":1.5}"),
         "reject: data.received: expected an integer of 0 to 2^53\n"},
        {HEARTBEAT("{\"basis\":\"polled\",\"received\":\"7\"}"),
         "reject: data.received: expected an integer of 0 to 2^53\n"},
        {HEARTBEAT("{\"basis\":\"polled\",\"received\":9007199254740993}"),
         "reject: data.received: expected an integer of 0 to 2^53\n"},
    };
    check_cases(cases, COUNT_OF(cases));
}
END_TEST

START_TEST(sources)
{
    static const struct reading_case cases[] = {
        {SOURCE("{\"action\":\"enrolled\",\"name\":\"n\",\"adapter\":\"aws-eventbridge\",\"interval_s\":3600}"),
         READ_AS("source", "  action    enrolled\n  name      n\n  adapter   aws-eventbridge\n  interval  3600\n")},
        {SOURCE("{\"action\":\"enrolled\",\"name\":\"n\",\"adapter\":\"a\",\"interval_s\":1,\"may\":[\"detect\","
                "\"waive\"],\"lag_s\":0}"),
         READ_AS("source", "  action    enrolled\n  name      n\n  adapter   a\n  interval  1\n  may       22\n"
                           "  lag       0\n")},
        {SOURCE("{\"action\":\"enrolled\",\"name\":\"n\",\"adapter\":\"a\",\"interval_s\":1,\"may\":[]}"),
         READ_AS("source", "  action    enrolled\n  name      n\n  adapter   a\n  interval  1\n  may       0\n")},
        {SOURCE("{\"action\":\"retired\",\"name\":\"n\"}"), READ_AS("source", "  action    retired\n  name      n\n")},
        {SOURCE("{\"name\":\"n\"}"), "reject: data.action is missing, expected one of enrolled, retired\n"},
        {SOURCE("{\"action\":\"retired\"}"), "reject: data.name is missing\n"},
        {SOURCE("{\"action\":\"enrolled\",\"name\":\"n\",\"interval_s\":1}"), "reject: data.adapter is missing\n"},
        {SOURCE("{\"action\":\"enrolled\",\"name\":\"n\",\"adapter\":\"a\"}"), "reject: data.interval_s is missing\n"},
        {SOURCE("{\"action\":\"retired\",\"name\":\"ledger\"}"), "reject: a source cannot have the name 'ledger'\n"},
        {SOURCE("{\"action\":\"retired\",\"name\":\"n\",\"may\":\"fix\"}"),
         "reject: data.may is a string, expected an array\n"},
        {SOURCE("{\"action\":\"retired\",\"name\":\"n\",\"may\":[\"all\"]}"),
         "reject: data.may: expected one of detect, fix, verify, delete, waive\n"},
        {SOURCE("{\"action\":\"retired\",\"name\":\"n\",\"may\":[5]}"),
         "reject: data.may: expected one of detect, fix, verify, delete, waive\n"},
    };
    check_cases(cases, COUNT_OF(cases));
}
END_TEST

#define FROM_TO "\"from\":\"2026-01-01T00:00:00Z\",\"to\":\"2026-02-01T00:00:00Z\""

START_TEST(reconciliations)
{
    static const struct reading_case cases[] = {
        {RECONCILIATION("{" FROM_TO ",\"count\":12,\"query\":\"q\",\"result_sha256\":\"" HEX64 "\"}"),
         READ_AS("reconciliation", "  from      2026-01-01T00:00:00.000Z\n  to        2026-02-01T00:00:00.000Z\n"
                                   "  count     12\n  query     q\n  result    " HEX64 "\n")},
        {RECONCILIATION("{}"), "reject: data.from is missing\n"},
        {RECONCILIATION("{" FROM_TO "}"), "reject: data.count is missing\n"},
        {RECONCILIATION("{" FROM_TO ",\"count\":1}"), "reject: data.query is missing\n"},
        {RECONCILIATION("{" FROM_TO ",\"count\":1,\"query\":\"q\"}"), "reject: data.result_sha256 is missing\n"},
        {RECONCILIATION("{" FROM_TO ",\"count\":1,\"query\":\"q\",\"result_sha256\":\"ABC\"}"),
         "reject: result_sha256: expected 64 lower-case hexadecimal digits\n"},
        {RECONCILIATION("{\"from\":\"2026-02-01T00:00:00Z\",\"to\":\"2026-02-01T00:00:00Z\",\"count\":1,\"query\":"
                        "\"q\",\"result_sha256\":\"" HEX64 "\"}"),
         "reject: the reconciliation's 'from' is not before its 'to'\n"},
        {RECONCILIATION("{\"from\":\"2026-02-01\",\"to\":\"x\"}"), "reject: data.from: expected an RFC 3339 instant\n"},
    };
    check_cases(cases, COUNT_OF(cases));
}
END_TEST

START_TEST(other_types_are_events_without_stage)
{
    static const struct reading_case cases[] = {
        {DATA("com.example.x", "[1,2]"), READS("  title     com.example.x\n")},
        {ENVELOPE("com.example.x", ""), READS("  title     com.example.x\n")},
        {ENVELOPE("com.example.x", ",\"data_base64\":\"e30=\",\"ext\":5"), READS("  title     com.example.x\n")},
    };
    check_cases(cases, COUNT_OF(cases));
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("shape/cloudevents", finding_with_everything, findings, findings_that_are_refused,
                     long_texts_are_refused_but_titles, at_most_64_refs, heartbeats, sources, reconciliations,
                     other_types_are_events_without_stage);
}
