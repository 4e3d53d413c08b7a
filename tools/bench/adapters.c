/* adapters.c - how fast a core reads events of about 1 KB by the adapter aws-eventbridge: three kinds that a
 * company has most of, beside what any reader of them must pay, which is reading their JSON. One line a kind, and one
 * for all. Usage: bench_adapters [EVENTS]. Times are of the processor. */
#include "bench.h"

#include "base/resource.h"
#include "shape/shape.h"

#include <inttypes.h>
#include <stdio.h>

#define SCHEMA "schema/"
#define FOLDER SCHEMA "sources/"
#define ENVELOPE(type, detail)                                                                                         \
    "{\"version\":\"0\",\"id\":\"6f87d04b-9f74-4f04-a780-7acf4b0a9b38\",\"detail-type\":\"" type "\",\"source\":"      \
    "\"aws.service\",\"account\":\"123456789012\",\"time\":\"2026-03-22T13:22:13Z\",\"region\":\"us-east-1\","         \
    "\"resources\":[],\"detail\":" detail "}"
#define IDENTITY                                                                                                       \
    "\"userIdentity\":{\"type\":\"AssumedRole\",\"principalId\":\"AROAEXAMPLE:deploy\",\"arn\":"                       \
    "\"arn:aws:sts::123456789012:assumed-role/deploy/ci\",\"accountId\":\"123456789012\",\"sessionContext\":"          \
    "{\"sessionIssuer\":{\"type\":\"Role\",\"arn\":\"arn:aws:iam::123456789012:role/"                                  \
    "deploy\",\"userName\":\"deploy\"},"                                                                               \
    "\"attributes\":{\"creationDate\":\"2026-03-22T13:00:00Z\",\"mfaAuthenticated\":\"false\"}}}"

static const struct {
    const char *name;
    const char *text;
} kinds[] = {
    {"CloudTrail call",
     ENVELOPE(
         "AWS API Call via CloudTrail",
         "{\"eventVersion\":\"1.08\"," IDENTITY ",\"eventTime\":\"2026-03-22T13:22:13Z\",\"eventSource\":"
         "\"s3.amazonaws.com\",\"eventName\":\"PutBucketEncryption\",\"awsRegion\":\"us-east-1\",\"sourceIPAddress\":"
         "\"203.0.113.7\",\"userAgent\":\"aws-cli/2.15\",\"requestParameters\":{\"bucketName\":\"acme-logs\"},"
         "\"responseElements\":null,\"requestID\":\"3V4N4B6K8Q2M\",\"eventID\":\"5f87d04b-9f74-4f04-a780\","
         "\"readOnly\":false,\"eventType\":\"AwsApiCall\",\"managementEvent\":true}")},
    {"Config change",
     ENVELOPE(
         "Config Rules Compliance Change",
         "{\"resourceId\":\"acme-logs\",\"awsRegion\":\"us-east-1\",\"awsAccountId\":\"123456789012\","
         "\"configRuleName\":"
         "\"s3-bucket-server-side-encryption-enabled\",\"recordVersion\":\"1.0\",\"configRuleARN\":"
         "\"arn:aws:config:us-east-1:123456789012:config-rule/config-rule-abcdef\",\"messageType\":"
         "\"ComplianceChangeNotification\",\"newEvaluationResult\":{\"evaluationResultIdentifier\":"
         "{\"evaluationResultQualifier\":{\"configRuleName\":\"s3-bucket-server-side-encryption-enabled\","
         "\"resourceType\":"
         "\"AWS::S3::Bucket\",\"resourceId\":\"acme-logs\"},\"orderingTimestamp\":\"2026-03-22T13:21:00Z\"},"
         "\"complianceType\":\"COMPLIANT\",\"resultRecordedTime\":\"2026-03-22T13:22:13Z\"},\"oldEvaluationResult\":"
         "{\"complianceType\":\"NON_COMPLIANT\",\"resultRecordedTime\":\"2026-03-21T13:22:13Z\"},"
         "\"notificationCreationTime\":\"2026-03-22T13:22:14Z\",\"resourceType\":\"AWS::S3::Bucket\"}")},
    {"GuardDuty finding",
     ENVELOPE(
         "GuardDuty Finding",
         "{\"schemaVersion\":\"2.0\",\"accountId\":\"123456789012\",\"region\":\"us-east-1\",\"partition\":\"aws\","
         "\"id\":"
         "\"16afba5c5c43e07c9e3e5e2e544e95df\",\"type\":\"Recon:EC2/PortProbeUnprotectedPort\",\"resource\":{"
         "\"resourceType\":\"Instance\",\"instanceDetails\":{\"instanceId\":\"i-0abcdef1234567890\",\"instanceType\":"
         "\"t3.micro\",\"launchTime\":\"2026-01-02T02:05:06Z\",\"tags\":[{\"key\":\"Team\",\"value\":\"data\"}]}},"
         "\"service\":{\"serviceName\":\"guardduty\",\"action\":{\"actionType\":\"PORT_PROBE\"},\"resourceRole\":"
         "\"TARGET\",\"eventFirstSeen\":\"2026-03-22T13:00:00Z\",\"eventLastSeen\":\"2026-03-22T13:22:13Z\","
         "\"archived\":false,\"count\":3},\"severity\":2,\"createdAt\":\"2026-03-22T13:05:00Z\",\"updatedAt\":"
         "\"2026-03-22T13:22:13Z\",\"title\":\"Unprotected port is being probed.\",\"description\":\"An EC2 instance "
         "has a port that is being probed by a known malicious host.\"}")},
};

/* The adapters that are compiled in. */
static struct adapter_set *
load_adapters(struct arena *arena)
{
    struct err err;
    struct adapter_set *set;
    struct file_set files = {arena_array(arena, resource_table_count, sizeof(struct file_set_entry)), 0};
    for (size_t i = 0; i < resource_table_count; i++) {
        const struct resource *resource = &resource_table[i];
        const struct slice path = slice_of(resource->path);
        if (slice_starts(path, SLICE(FOLDER)))
            files.files[files.count++] =
                (struct file_set_entry){slice_sub(path, sizeof(SCHEMA) - 1, path.n), {resource->bytes, resource->len}};
    }
    must(file_set_sort(&files, &err), &err);
    must(adapter_set_load(&files, arena, &set, &err), &err);
    return set;
}

static double
time_of_parsing(struct slice bytes, uint64_t events, struct arena *arena)
{
    struct err err;
    const double begin = cpu_seconds();
    for (uint64_t i = 0; i < events; i++) {
        const struct arena_mark mark = arena_mark(arena);
        struct shape_input input;
        must(shape_open(bytes, SLICE("application/json"), arena, &input, &err), &err);
        arena_rewind(arena, mark);
    }
    return cpu_seconds() - begin;
}

static double
time_of_reading(const struct adapter_set *set, struct slice bytes, uint64_t events, struct arena *arena)
{
    struct err err;
    const struct adapter *adapter = adapter_find(set, SLICE("aws-eventbridge"));
    const double begin = cpu_seconds();
    for (uint64_t i = 0; i < events; i++) {
        const struct arena_mark mark = arena_mark(arena);
        struct shape_input input;
        struct shaping shaping;
        must(shape_open(bytes, SLICE("application/json"), arena, &input, &err), &err);
        must(shape_read(set, adapter, &input, arena, &shaping, &err), &err);
        if (shaping.events[0].record.body.event.stage == 0) {
            fprintf(stderr, "bench: an event has no stage\n");
            exit(EXIT_FAILURE);
        }
        arena_rewind(arena, mark);
    }
    return cpu_seconds() - begin;
}

static void
report(const char *name, size_t bytes, uint64_t events, double reading, double parsing)
{
    printf("adapters, %s (%zu bytes): %.0f events/s a core = %.2f x the time of a bare parse (%.0f/s)\n", name, bytes,
           (double)events / reading, reading / parsing, (double)events / parsing);
}

int
main(int argc, char **argv)
{
    const uint64_t events = argc > 1 ? strtoull(argv[1], NULL, 10) : 300000;
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct adapter_set *set = load_adapters(arena);
    double reading = 0;
    double parsing = 0;
    size_t bytes = 0;
    if (events == 0) {
        fprintf(stderr, "usage: bench_adapters [EVENTS]\n");
        return 2;
    }
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        const struct slice text = slice_of(kinds[i].text);
        const double parse = time_of_parsing(text, events, arena);
        const double read = time_of_reading(set, text, events, arena);
        report(kinds[i].name, text.n, events, read, parse);
        parsing += parse;
        reading += read;
        bytes += text.n;
    }
    report("all", bytes / COUNT_OF(kinds), events * COUNT_OF(kinds), reading, parsing);
    return EXIT_SUCCESS;
}
