/* Findings and rules of AWS over the shapes that the vendor documents, beyond the payloads of the corpus. */
#include "fixture.h"

#define CONFIG(new, old)                                                                                               \
    "{\"id\":\"e-1\",\"detail-type\":\"Config Rules Compliance Change\",\"source\":\"aws.config\",\"account\":"        \
    "\"123456789012\",\"time\":\"2026-01-31T12:00:09Z\",\"region\":\"eu-west-1\",\"detail\":{\"resourceId\":\"b\","    \
    "\"resourceType\":\"AWS::S3::Bucket\",\"awsRegion\":\"eu-west-1\",\"awsAccountId\":\"123456789012\","              \
    "\"configRuleName\":\"securityhub-s3-bucket-server-side-encryption-enabled-855f82d1\",\"newEvaluationResult\":{"   \
    "\"complianceType\":\"" new "\",\"resultRecordedTime\":\"2026-01-31T12:00:05Z\"},\"oldEvaluationResult\":" old     \
                                "}}"

START_TEST(config_rules)
{
    FIXTURE_EXPECT("aws-eventbridge", CONFIG("NON_COMPLIANT", "{\"complianceType\":\"COMPLIANT\"}"), "id        e-1\n",
                   "occurred  2026-01-31T12:00:05.000Z\n", "stage     detected\n  outcome   fail\n",
                   "check     config/S3_BUCKET_SERVER_SIDE_ENCRYPTION_ENABLED\n", "resource  arn:aws:s3:::b\n");
    FIXTURE_EXPECT("aws-eventbridge", CONFIG("COMPLIANT", "{\"complianceType\":\"NON_COMPLIANT\"}"),
                   "stage     verified\n  outcome   pass\n");
    FIXTURE_EXPECT("aws-eventbridge", CONFIG("COMPLIANT", "null"), "stage     evaluated\n  outcome   pass\n");
    FIXTURE_EXPECT("aws-eventbridge", CONFIG("NOT_APPLICABLE", "{\"complianceType\":\"NON_COMPLIANT\"}"),
                   "stage     evaluated\n  check");
    FIXTURE_EXPECT("aws-eventbridge", CONFIG("INSUFFICIENT_DATA", "null"), "12:00:05.000Z\n  check     config/");
    FIXTURE_EXPECT(
        "aws-eventbridge",
        "{\"id\":\"e\",\"detail-type\":\"Config Rules Compliance Change\",\"source\":\"aws.config\",\"detail\":{"
        "\"configRuleName\":\"restricted-ssh\",\"resourceId\":\"db-ABC\",\"resourceType\":\"AWS::RDS::DBInstance\","
        "\"newEvaluationResult\":{\"complianceType\":\"NON_COMPLIANT\"}}}",
        "check     config/INCOMING_SSH_DISABLED\n", "resource  AWS::RDS::DBInstance:db-ABC\n");
}
END_TEST

#define FINDING(states)                                                                                                \
    "{\"SchemaVersion\":\"2018-10-08\",\"Id\":\"f-1\",\"ProductArn\":"                                                 \
    "\"arn:aws:securityhub:eu-west-1::product/aws/securityhub\",\"GeneratorId\":\"security-control/S3.4\","            \
    "\"AwsAccountId\":\"123456789012\",\"UpdatedAt\":\"2026-01-31T12:00:00Z\",\"Severity\":{\"Label\":\"HIGH\"},"      \
    "\"Title\":\"t\"," states ",\"Resources\":[{\"Type\":\"AwsS3Bucket\",\"Id\":\"arn:aws:s3:::b\"}]}"
#define STATES(compliance, workflow, record)                                                                           \
    FINDING("\"Compliance\":{\"Status\":\"" compliance "\"},\"Workflow\":{\"Status\":\"" workflow                      \
            "\"},\"RecordState\":\"" record "\"")
#define NO_COMPLIANCE(workflow, record)                                                                                \
    FINDING("\"Workflow\":{\"Status\":\"" workflow "\"},\"RecordState\":\"" record "\"")
#define FAILS "  outcome   fail\n"

/* The stages of a reading, one after another: "detected fail, notified". */
static struct slice
stages_of(const char *payload, struct arena *arena)
{
    struct err err;
    struct shape_input input;
    struct shaping shaping;
    AUTO(buf_release) struct buf out;
    buf_init(&out, 1 << 12);
    const struct adapter_set *set = fixture_sources(arena);
    ck_assert_int_eq(shape_open(slice_of(payload), SLICE("application/json"), arena, &input, &err), 0);
    const struct adapter *adapter = adapter_find(set, SLICE("aws-securityhub"));
    ck_assert_msg(shape_read(set, adapter, &input, arena, &shaping, &err) == 0, "%s", err.text);
    for (size_t i = 0; i < shaping.count; i++) {
        const struct record_event *event = &shaping.events[i].record.body.event;
        const char *outcome = outcome_name(event->outcome);
        buf_format(&out, "%s%s%s%s", i == 0 ? "" : ", ", stage_name(event->stage), outcome == NULL ? "" : " ",
                   outcome == NULL ? "" : outcome);
    }
    return arena_copy(arena, buf_slice(&out));
}

START_TEST(finding_states)
{
    static const struct {
        const char *payload;
        const char *stages;
    } cases[] = {
        {STATES("FAILED", "NEW", "ACTIVE"), "detected fail"},
        {STATES("FAILED", "NOTIFIED", "ACTIVE"), "evaluated fail, notified"},
        {STATES("FAILED", "SUPPRESSED", "ACTIVE"), "evaluated fail, suppressed"},
        {STATES("FAILED", "RESOLVED", "ACTIVE"), "evaluated fail, closed"},
        {STATES("FAILED", "NEW", "ARCHIVED"), "closed"},
        {STATES("FAILED", "RESOLVED", "ARCHIVED"), "closed"},
        {STATES("PASSED", "RESOLVED", "ACTIVE"), "evaluated pass"},
        {STATES("PASSED", "NEW", "ACTIVE"), "evaluated pass"},
        {STATES("PASSED", "SUPPRESSED", "ACTIVE"), "evaluated pass"},
        {STATES("WARNING", "NEW", "ACTIVE"), "evaluated"},
        {STATES("NOT_AVAILABLE", "NOTIFIED", "ACTIVE"), "evaluated, notified"},
        {NO_COMPLIANCE("NEW", "ACTIVE"), "detected fail"},
        {NO_COMPLIANCE("NOTIFIED", "ACTIVE"), "detected fail, notified"},
        {NO_COMPLIANCE("SUPPRESSED", "ACTIVE"), "detected fail, suppressed"},
        {NO_COMPLIANCE("RESOLVED", "ACTIVE"), "closed"},
        {NO_COMPLIANCE("NEW", "ARCHIVED"), "closed"},
        {NO_COMPLIANCE("RESOLVED", "ARCHIVED"), "closed"},
        {FINDING("\"WorkflowState\":\"ASSIGNED\",\"Compliance\":{\"Status\":\"FAILED\"}"), "evaluated fail, assigned"},
        {FINDING("\"Compliance\":{\"Status\":\"PASSED\",\"StatusReasons\":[{\"ReasonCode\":"
                 "\"CONFIG_EVALUATIONS_EMPTY\"}]}"),
         "evaluated"},
    };
    AUTO(arena_drop) struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        ck_assert_slice_eq(stages_of(cases[i].payload, arena), slice_of(cases[i].stages));
}
END_TEST

#define PRODUCT(product, generator, more)                                                                              \
    "{\"Id\":\"f\",\"ProductArn\":\"arn:aws:securityhub:eu-west-1:" product "\",\"GeneratorId\":\"" generator          \
    "\"," more "\"Resources\":[{\"Type\":\"Other\",\"Id\":\"r\"}]}"

START_TEST(checks_of_findings)
{
    FIXTURE_EXPECT("aws-securityhub", PRODUCT(":product/aws/securityhub", "security-control/EC2.13", ""),
                   "check     securityhub/EC2.13\n");
    FIXTURE_EXPECT("aws-securityhub", PRODUCT(":product/aws/securityhub", "pci-dss/v/3.2.1/PCI.S3.1", ""),
                   "check     securityhub/PCI.S3.1\n");
    FIXTURE_EXPECT("aws-securityhub",
                   PRODUCT(":product/aws/securityhub", "x", "\"ProductFields\":{\"ControlId\":\"CT.CloudTrail.2\"},"),
                   "check     securityhub/CloudTrail.2\n");
    FIXTURE_EXPECT("aws-securityhub",
                   PRODUCT(":product/aws/securityhub", "cis-aws-foundations-benchmark/v/1.4.0/3.7", ""),
                   "check     securityhub/cis-aws-foundations-benchmark/v/1.4.0/3.7\n");
    FIXTURE_EXPECT("aws-securityhub",
                   PRODUCT(":product/aws/guardduty", "d",
                           "\"Types\":[\"TTPs/Command and Control/Backdoor:EC2-C&CActivity.B!DNS\"],"),
                   "check     guardduty/Backdoor:EC2/C&CActivity.B!DNS\n");
    FIXTURE_EXPECT("aws-securityhub",
                   PRODUCT(":product/aws/inspector", "AWSInspector", "\"Vulnerabilities\":[{\"Id\":\"CVE-1\"}],"),
                   "check     inspector/CVE-1\n");
    FIXTURE_EXPECT(
        "aws-securityhub",
        PRODUCT(":product/aws/config", "arn",
                "\"ProductFields\":{\"aws/config/ConfigRuleName\":\"rds-storage-encrypted-conformance-pack-a1b2c3\"},"),
        "check     config/RDS_STORAGE_ENCRYPTED\n");
    FIXTURE_EXPECT("aws-securityhub", PRODUCT(":product/prowler/prowler", "prowler-s3_bucket_public_access", ""),
                   "check     prowler/s3_bucket_public_access\n");
    FIXTURE_EXPECT("aws-securityhub",
                   PRODUCT("123456789012:product/123456789012/default", "g", "\"ProductName\":\"Our Scanner\","),
                   "check     our-scanner/g\n");
    FIXTURE_EXPECT("aws-securityhub", PRODUCT("123456789012:product/123456789012/default", "g", ""),
                   "check     custom/g\n");
}
END_TEST

START_TEST(severities_of_findings)
{
    static const char *const words[][2] = {
        {"\"Severity\":{\"Label\":\"CRITICAL\",\"Normalized\":1},", "critical"},
        {"\"FindingProviderFields\":{\"Severity\":{\"Label\":\"LOW\"}},", "low"},
        {"\"Severity\":{\"Normalized\":0},", "informational"},
        {"\"Severity\":{\"Normalized\":39},", "low"},
        {"\"Severity\":{\"Normalized\":40},", "medium"},
        {"\"Severity\":{\"Normalized\":70},", "high"},
        {"\"Severity\":{\"Normalized\":90},", "critical"},
    };
    AUTO(arena_drop) struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT_OF(words); i++)
        FIXTURE_EXPECT("aws-securityhub",
                       (const char *)arena_format(arena, PRODUCT(":product/aws/macie", "g", "%s"), words[i][0]).p,
                       (const char *)arena_format(arena, "severity  %s\n", words[i][1]).p);
}
END_TEST

START_TEST(findings_come_in_lists_and_envelopes)
{
    FIXTURE_EXPECT("aws-securityhub", "{\"Findings\":[" STATES("FAILED", "NEW", "ACTIVE") "]}",
                   "id        f-1/2026-01-31T12:00:00Z/FAILED/NEW/ACTIVE\n");
    /* Over EventBridge the message's id tells versions apart, and its time is when the workflow changed. */
    FIXTURE_EXPECT(
        "aws-eventbridge",
        "{\"id\":\"e-1\",\"detail-type\":\"Security Hub Findings - Imported\",\"source\":\"aws.securityhub\","
        "\"time\":\"2026-02-01T00:00:00Z\",\"detail\":{\"findings\":[" STATES("FAILED", "NOTIFIED", "ACTIVE") "]}}",
        "id        f-1/2026-01-31T12:00:00Z/e-1\n  occurred  2026-01-31T12:00:00.000Z\n  stage     evaluated\n",
        "id        f-1/2026-01-31T12:00:00Z/e-1/workflow\n  occurred  2026-02-01T00:00:00.000Z\n  stage     "
        "notified\n");
    fixture_expect_whole("aws-securityhub", "{\"findings\":[]}", "event\n");
    /* What is none is an event that evidences nothing. */
    FIXTURE_EXPECT("aws-securityhub", "{\"findings\":[" STATES("FAILED", "NEW", "ACTIVE") ",{\"Id\":5}]}",
                   "stage     detected\n");
    fixture_expect_whole("aws-securityhub", "{\"findings\":{}}", "event\n  title     AWS Security Hub\n");
}
END_TEST

START_TEST(a_finding_named_after_a_person_takes_no_id_from_it)
{
    fixture_expect_whole(
        "aws-securityhub",
        "{\"Id\":\"arn:aws:access-analyzer:eu-west-1:1:analyzer/a/arn:aws:iam::1:user/jane\",\"ProductArn\":"
        "\"arn:aws:securityhub:eu-west-1::product/aws/access-analyzer\",\"Resources\":[{\"Type\":"
        "\"AwsIamUser\",\"Id\":\"arn:aws:iam::1:user/jane\",\"Tags\":{\"Owner\":\"Jane\"}}]}",
        "event\n"
        "  stage     detected\n"
        "  outcome   fail\n"
        "  finding   arn:aws:access-analyzer:eu-west-1:1:analyzer/a/arn:aws:iam::1:user/jane  (personal)\n"
        "  resource  arn:aws:iam::1:user/jane  (personal)\n"
        "  type      AWS::IAM::User\n"
        "  region    eu-west-1\n"
        "  owner     Jane  (personal)\n");
}
END_TEST

START_TEST(guardduty_findings)
{
    FIXTURE_EXPECT(
        "aws-eventbridge",
        "{\"id\":\"e-1\",\"detail-type\":\"GuardDuty Finding\",\"source\":\"aws.guardduty\",\"detail\":{\"id\":"
        "\"g-1\",\"type\":\"UnauthorizedAccess:EC2/SSHBruteForce\",\"severity\":9.0,\"accountId\":\"1\",\"region\":"
        "\"eu-west-1\",\"updatedAt\":\"2026-01-31T12:00:00Z\",\"service\":{\"archived\":false},\"resource\":{"
        "\"resourceType\":\"Instance\",\"instanceDetails\":{\"instanceId\":\"i-1\"}}}}",
        "id        e-1\n", "stage     detected\n" FAILS, "check     guardduty/UnauthorizedAccess:EC2/SSHBruteForce\n",
        "severity  critical\n", "resource  arn:aws:ec2:eu-west-1:1:instance/i-1\n");
    FIXTURE_EXPECT("aws-guardduty", "{\"id\":\"g\",\"type\":\"t\",\"severity\":3.9,\"service\":{\"archived\":true}}",
                   "stage     closed\n  check", "severity  low\n");
}
END_TEST

#define NATIVE(type, source, detail)                                                                                   \
    "{\"id\":\"e-1\",\"detail-type\":\"" type "\",\"source\":\"" source                                                \
    "\",\"account\":\"1\",\"time\":\"2026-01-31T12:00:00Z\",\"region\":\"eu-west-1\",\"detail\":{" detail "}}"
#define ANALYZED(status, more)                                                                                         \
    NATIVE("Access Analyzer Finding", "aws.access-analyzer",                                                           \
           "\"id\":\"f\",\"resource\":\"arn:aws:s3:::b\",\"resourceType\":\"AWS::S3::Bucket\",\"status\":\"" status    \
           "\",\"isDeleted\":" more)

START_TEST(access_analyzer_findings)
{
    FIXTURE_EXPECT("aws-eventbridge", ANALYZED("ACTIVE", "false"), "stage     detected\n" FAILS,
                   "check     access-analyzer/External Access Granted\n", "resource  arn:aws:s3:::b\n");
    FIXTURE_EXPECT("aws-eventbridge", ANALYZED("RESOLVED", "false"), "stage     verified\n  outcome   pass\n");
    FIXTURE_EXPECT("aws-eventbridge", ANALYZED("ARCHIVED", "false"), "stage     suppressed\n");
    FIXTURE_EXPECT("aws-eventbridge", ANALYZED("ACTIVE", "false,\"error\":\"ACCESS_DENIED\""),
                   "stage     evaluated\n  check");
    /* A finding that is deleted resolves nothing. */
    FIXTURE_EXPECT("aws-eventbridge", ANALYZED("RESOLVED", "true"), "12:00:00.000Z\n  check");
}
END_TEST

#define INSPECTED(status)                                                                                              \
    NATIVE(                                                                                                            \
        "Inspector2 Finding", "aws.inspector2",                                                                        \
        "\"findingArn\":\"f\",\"severity\":\"CRITICAL\",\"title\":\"t\",\"updatedAt\":\"Jan 19, 2022, 10:46:15 PM\","  \
        "\"packageVulnerabilityDetails\":{\"vulnerabilityId\":\"CVE-1\"},\"resources\":[{\"id\":\"i-1\",\"type\":"     \
        "\"AWS_EC2_INSTANCE\"}],\"status\":\"" status "\"")

START_TEST(inspector_findings)
{
    FIXTURE_EXPECT("aws-eventbridge", INSPECTED("ACTIVE"), "occurred  2026-01-31T12:00:00.000Z\n  stage     detected\n",
                   "check     inspector/CVE-1\n", "severity  critical\n",
                   "resource  arn:aws:ec2:eu-west-1:1:instance/i-1\n  type      AWS::EC2::Instance\n");
    FIXTURE_EXPECT("aws-eventbridge", INSPECTED("SUPPRESSED"), "id        e-1\n", "stage     detected\n",
                   "id        e-1/workflow\n", "stage     suppressed\n");
    FIXTURE_EXPECT("aws-eventbridge", INSPECTED("CLOSED"), "stage     closed\n  check");
}
END_TEST

START_TEST(macie_findings)
{
    FIXTURE_EXPECT(
        "aws-eventbridge",
        NATIVE("Macie Finding", "aws.macie",
               "\"id\":\"m\",\"type\":\"Policy:IAMUser/S3BucketPublic\",\"severity\":{\"score\":3,"
               "\"description\":\"High\"},\"resourcesAffected\":{\"s3Bucket\":{\"arn\":\"arn:aws:s3:::b\"}}"),
        "stage     detected\n", "check     macie/Policy:IAMUser/S3BucketPublic\n", "severity  high\n",
        "resource  arn:aws:s3:::b\n");
    FIXTURE_EXPECT("aws-eventbridge",
                   NATIVE("Macie Finding", "aws.macie", "\"id\":\"m\",\"type\":\"t\",\"archived\":true"),
                   "stage     closed\n");
    FIXTURE_EXPECT("aws-securityhub",
                   PRODUCT(":product/aws/macie", "aws/macie",
                           "\"Types\":[\"Software and Configuration Checks/AWS Security Best Practices/"
                           "Policy:IAMUser-S3BucketPublic\"],"),
                   "check     macie/Policy:IAMUser/S3BucketPublic\n");
}
END_TEST

START_TEST(resources_that_are_gone)
{
    FIXTURE_EXPECT("aws-eventbridge",
                   NATIVE("Config Configuration Item Change", "aws.config",
                          "\"configurationItem\":{\"configurationItemStatus\":\"ResourceDeleted\",\"resourceType\":"
                          "\"AWS::S3::Bucket\",\"resourceId\":\"b\",\"configurationItemCaptureTime\":"
                          "\"2026-01-31T11:00:00Z\"}"),
                   "occurred  2026-01-31T11:00:00.000Z\n  stage     deleted\n", "resource  arn:aws:s3:::b\n");
    FIXTURE_EXPECT("aws-eventbridge",
                   NATIVE("Config Configuration Item Change", "aws.config",
                          "\"configurationItem\":{\"configurationItemStatus\":\"OK\"}"),
                   "12:00:00.000Z\n");
    FIXTURE_EXPECT(
        "aws-eventbridge",
        NATIVE("EC2 Instance State-change Notification", "aws.ec2", "\"instance-id\":\"i-1\",\"state\":\"terminated\""),
        "stage     deleted\n");
    FIXTURE_EXPECT(
        "aws-eventbridge",
        NATIVE("EC2 Instance State-change Notification", "aws.ec2", "\"instance-id\":\"i-1\",\"state\":\"stopped\""),
        "12:00:00.000Z\n  title     EC2 Instance State-change Notification\n");
}
END_TEST

START_TEST(what_is_no_aws_event_evidences_nothing)
{
    static const char *const payloads[] = {"[]", "\"x\"", "{\"a\":1}", "{\"detail-type\":5}", "{\"Records\":[]}"};
    static const char *const adapters[] = {"aws-eventbridge", "aws-securityhub", "aws-guardduty",
                                           "aws-config",      "aws-sns",         "aws-sqs"};
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct adapter_set *set = fixture_sources(arena);
    for (size_t i = 0; i < COUNT_OF(adapters) * COUNT_OF(payloads); i++) {
        const char *payload = payloads[i / COUNT_OF(adapters)];
        const struct slice got = fixture_reading(set, adapters[i % COUNT_OF(adapters)], slice_of(payload), arena);
        ck_assert_msg(slice_starts(got, SLICE("event\n")) && strstr((const char *)got.p, "stage ") == NULL,
                      "%s by %s: %.*s", payload, adapters[i % COUNT_OF(adapters)], SLICE_ARG(got));
    }
    fixture_expect_whole("aws-cloudtrail", "{}", "event\n  title     AWS CloudTrail\n");
    fixture_expect_whole("aws-cloudtrail", "{\"eventName\":\"X\",\"eventTime\":\"...\"}", "event\n  title     X\n");
    fixture_expect_whole("aws-cloudtrail", "{\"eventName\":{}}", "event\n");
}
END_TEST

START_TEST(a_cloudevent_may_carry_an_aws_event)
{
    FIXTURE_EXPECT("aws-eventbridge",
                   "{\"specversion\":\"1.0\",\"id\":\"ce-1\",\"source\":\"s\",\"type\":\"com.amazon.event\",\"time\":"
                   "\"2026-01-31T12:00:00Z\",\"data\":{\"detail-type\":\"X\",\"source\":\"aws.x\"}}",
                   "id        ce-1\n  occurred  2026-01-31T12:00:00.000Z\n  title     X\n");
    FIXTURE_EXPECT("aws-eventbridge", "{\"specversion\":\"1.0\",\"id\":\"ce-1\",\"source\":\"s\",\"type\":\"t\"}",
                   "reject: the CloudEvent has no 'data' for adapter 'aws-eventbridge' to read\n");
}
END_TEST

START_TEST(notes_hold_references)
{
    FIXTURE_EXPECT("aws-securityhub",
                   FINDING("\"Note\":{\"Text\":\"UTF-8, see https://acme.atlassian.net/browse/SEC-12, "
                           "https://github.com/Acme/infra/pull/42.\"}"),
                   "ref       jira:SEC-12\n", "ref       github:acme/infra#42\n");
    AUTO(arena_drop) struct arena *arena = arena_new();
    static const char *const notes[] = {"SEC-12",
                                        "/browse/sec-12",
                                        "/browse/SEC-12b",
                                        "/browse/SEC-0",
                                        "github.com/acme/infra/pull/42a",
                                        "github.com/acme/pull/42"};
    for (size_t i = 0; i < COUNT_OF(notes); i++) {
        const struct slice payload = arena_format(arena, FINDING("\"Note\":{\"Text\":\"%s\"}"), notes[i]);
        const struct slice got = fixture_reading(fixture_sources(arena), "aws-securityhub", payload, arena);
        ck_assert_msg(memmem(got.p, got.n, "  ref ", 6) == NULL, "%.*s", SLICE_ARG(got));
    }
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("shape/aws", notes_hold_references, config_rules, finding_states, checks_of_findings,
                     severities_of_findings, findings_come_in_lists_and_envelopes,
                     a_finding_named_after_a_person_takes_no_id_from_it, guardduty_findings, access_analyzer_findings,
                     inspector_findings, macie_findings, resources_that_are_gone,
                     what_is_no_aws_event_evidences_nothing, a_cloudevent_may_carry_an_aws_event);
}
