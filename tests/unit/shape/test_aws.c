/* The AWS adapters over the shapes that the vendor documents, beyond the payloads of the corpus. */
#include "fixture.h"

#include "base/file.h"

static void
expect_all(const char *adapter, const char *payload, const char *const *wants, size_t count)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct adapter_set *set = fixture_sources(arena);
    const struct slice got = fixture_reading(set, adapter, slice_of(payload), arena);
    for (size_t i = 0; i < count; i++)
        ck_assert_msg(strstr((const char *)got.p, wants[i]) != NULL, "'%s' is not in\n%.*s", wants[i], SLICE_ARG(got));
}
#define EXPECT(adapter, payload, ...)                                                                                  \
    expect_all(adapter, payload, (const char *const[]){__VA_ARGS__},                                                   \
               sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

static void
expect_whole(const char *adapter, const char *payload, const char *want)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct adapter_set *set = fixture_sources(arena);
    ck_assert_slice_eq(fixture_reading(set, adapter, slice_of(payload), arena), slice_of(want));
}

/* A CloudTrail call as the envelope carries it. */
static const char *
call(struct arena *arena, const char *service, const char *name, const char *rest)
{
    return (const char *)arena_format(arena,
                                      "{\"version\":\"0\",\"id\":\"e-1\",\"detail-type\":\"AWS API Call via "
                                      "CloudTrail\",\"source\":\"aws.%s\",\"account\":\"123456789012\",\"time\":"
                                      "\"2026-01-31T12:00:00Z\",\"region\":\"eu-west-1\",\"detail\":{\"eventSource\":"
                                      "\"%s.amazonaws.com\",\"eventName\":\"%s\",\"eventID\":\"c-1\",%s}}",
                                      service, service, name, rest)
        .p;
}

struct call_case {
    const char *service;
    const char *name;
    const char *rest;  /* members of the record */
    const char *stage; /* the "stage" line's word, or NULL */
    const char *check;
    const char *resource;
};

static void
check_calls(const struct call_case *cases, size_t count)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct adapter_set *set = fixture_sources(arena);
    for (size_t i = 0; i < count; i++) {
        const struct call_case *c = &cases[i];
        const char *payload = call(arena, c->service, c->name, c->rest);
        const struct slice got = fixture_reading(set, "aws-eventbridge", slice_of(payload), arena);
        const char *text = (const char *)got.p;
        const char *stage = c->stage == NULL ? "" : (const char *)arena_format(arena, "stage     %s\n", c->stage).p;
        const char *check = c->check == NULL ? "" : (const char *)arena_format(arena, "check     %s\n", c->check).p;
        ck_assert_msg(strstr(text, stage) != NULL && (c->stage != NULL || strstr(text, "stage ") == NULL),
                      "%s %s: stage\n%s", c->name, c->rest, text);
        ck_assert_msg(strstr(text, check) != NULL && (c->check != NULL || strstr(text, "check ") == NULL),
                      "%s %s: check\n%s", c->name, c->rest, text);
        if (c->resource != NULL)
            ck_assert_msg(strstr(text, c->resource) != NULL, "%s %s: resource\n%s", c->name, c->rest, text);
    }
}

#define BUCKET "\"requestParameters\":{\"bucketName\":\"b\"}"
#define BUCKET_AND(more) "\"requestParameters\":{\"bucketName\":\"b\"," more "}"
#define BLOCK(all)                                                                                                     \
    BUCKET_AND("\"PublicAccessBlockConfiguration\":{\"BlockPublicAcls\":true,\"IgnorePublicAcls\":true,"               \
               "\"BlockPublicPolicy\":true,\"RestrictPublicBuckets\":" all "}")
#define STATEMENT(text) BUCKET_AND("\"bucketPolicy\":{\"Statement\":" text "}")
#define ARN "resource  arn:aws:s3:::b\n"

START_TEST(story_reads_as_a_bucket_that_was_introduced)
{
    const char *shared = unit_shared();
    if (shared == NULL)
        return;
    struct err err;
    struct slice payload;
    AUTO(arena_drop) struct arena *arena = arena_new();
    const char *path = (const char *)arena_format(arena, "%s/data/story/createbucket.eventbridge.json", shared).p;
    ck_assert_msg(file_read(path, 1 << 20, arena, &payload, &err) == 0, "%s", err.text);
    expect_whole("aws-eventbridge", (const char *)payload.p,
                 "event\n"
                 "  id        cdc12345-6789-abcd-efgh-1234567890ab\n"
                 "  occurred  2024-05-20T12:00:00.000Z\n"
                 "  stage     introduced\n"
                 "  check     cloudtrail/s3:CreateBucket\n"
                 "  title     s3:CreateBucket\n"
                 "  resource  arn:aws:s3:::sensitive-data-leak\n"
                 "  type      AWS::S3::Bucket\n"
                 "  account   123456789012\n"
                 "  region    us-east-1\n");
}
END_TEST

START_TEST(bucket_calls)
{
    static const struct call_case cases[] = {
        {"s3", "CreateBucket", BUCKET, "introduced", "cloudtrail/s3:CreateBucket", ARN},
        {"s3", "DeleteBucket", BUCKET, "deleted", NULL, ARN},
        {"s3", "DeleteBucketEncryption", BUCKET, "introduced", "cloudtrail/s3:DeleteBucketEncryption", ARN},
        {"s3", "PutBucketEncryption", BUCKET, "deployed", "cloudtrail/s3:PutBucketEncryption", ARN},
        {"s3", "DeleteBucketPolicy", BUCKET, "deployed", "cloudtrail/s3:DeleteBucketPolicy", ARN},
        {"s3", "DeletePublicAccessBlock", BUCKET, "introduced", "cloudtrail/s3:DeletePublicAccessBlock", ARN},
        {"s3", "DeleteBucketPublicAccessBlock", BUCKET, "introduced", "cloudtrail/s3:DeleteBucketPublicAccessBlock",
         ARN},
        {"s3", "PutBucketPublicAccessBlock", BLOCK("true"), "deployed", "cloudtrail/s3:PutBucketPublicAccessBlock",
         ARN},
        {"s3", "PutPublicAccessBlock", BLOCK("false"), "introduced", "cloudtrail/s3:PutPublicAccessBlock", ARN},
        {"s3", "PutPublicAccessBlock", BUCKET, NULL, NULL, ARN},
        {"s3", "PutBucketAcl", BUCKET_AND("\"x-amz-acl\":[\"public-read\"]"), "introduced",
         "cloudtrail/s3:PutBucketAcl", ARN},
        {"s3", "PutBucketAcl", BUCKET_AND("\"x-amz-acl\":\"authenticated-read\""), "introduced",
         "cloudtrail/s3:PutBucketAcl", ARN},
        {"s3", "PutBucketAcl", BUCKET_AND("\"x-amz-acl\":[\"private\"]"), "deployed", "cloudtrail/s3:PutBucketAcl",
         ARN},
        {"s3", "PutBucketAcl",
         BUCKET_AND("\"AccessControlPolicy\":{\"AccessControlList\":{\"Grant\":{\"Grantee\":{\"URI\":"
                    "\"http://acs.amazonaws.com/groups/global/AllUsers\"}}}}"),
         "introduced", "cloudtrail/s3:PutBucketAcl", ARN},
        {"s3", "PutBucketAcl",
         BUCKET_AND("\"x-amz-grant-read\":[\"uri=http://acs.amazonaws.com/groups/global/AllUsers\"]"), "introduced",
         "cloudtrail/s3:PutBucketAcl", ARN},
        {"s3", "PutBucketPolicy", STATEMENT("[{\"Effect\":\"Allow\",\"Principal\":\"*\"}]"), "introduced",
         "cloudtrail/s3:PutBucketPolicy", ARN},
        {"s3", "PutBucketPolicy", STATEMENT("[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":[\"*\"]}}]"), "introduced",
         "cloudtrail/s3:PutBucketPolicy", ARN},
        {"s3", "PutBucketPolicy", STATEMENT("{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"*\"}}"), "introduced",
         "cloudtrail/s3:PutBucketPolicy", ARN},
        /* A condition narrows it, which the call alone cannot judge. */
        {"s3", "PutBucketPolicy", STATEMENT("[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Condition\":{\"Bool\":{}}}]"),
         NULL, NULL, ARN},
        /* "Deny everybody without TLS" opens nothing. */
        {"s3", "PutBucketPolicy", STATEMENT("[{\"Effect\":\"Deny\",\"Principal\":\"*\"}]"), "deployed",
         "cloudtrail/s3:PutBucketPolicy", ARN},
        {"s3", "PutBucketPolicy", BUCKET, NULL, NULL, ARN},
        {"s3", "DeleteAccountPublicAccessBlock", "\"requestParameters\":{\"accountId\":\"123456789012\"}", "introduced",
         "cloudtrail/s3:DeleteAccountPublicAccessBlock", "resource  AWS::::Account:123456789012\n"},
        {"s3", "GetBucketAcl", "\"readOnly\":true," BUCKET, NULL, NULL, NULL},
        {"s3", "PutBucketTagging", BUCKET, NULL, NULL, ARN},
        {"s3", "PutObject", BUCKET_AND("\"key\":\"k\""), NULL, NULL, NULL},
        /* What was refused did not happen. */
        {"s3", "CreateBucket", "\"errorCode\":\"BucketAlreadyExists\"," BUCKET, NULL, NULL, NULL},
    };
    check_calls(cases, COUNT_OF(cases));
}
END_TEST

#define GROUP(rule) "\"requestParameters\":{\"groupId\":\"sg-1\",\"ipPermissions\":{\"items\":[" rule "]}}"
#define RULE(protocol, from, to, ranges)                                                                               \
    "{\"ipProtocol\":" protocol ",\"fromPort\":" from ",\"toPort\":" to ",\"groups\":{}," ranges "}"
#define WORLD "\"ipRanges\":{\"items\":[{\"cidrIp\":\"10.0.0.0/8\"},{\"cidrIp\":\"0.0.0.0/0\"}]}"
#define WORLD6 "\"ipRanges\":{},\"ipv6Ranges\":{\"items\":[{\"cidrIpv6\":\"::/0\"}]}"
#define LAN "\"ipRanges\":{\"items\":[{\"cidrIp\":\"10.0.0.0/8\"}]}"
#define SG "resource  arn:aws:ec2:eu-west-1:123456789012:security-group/sg-1\n"
#define AUTHORIZE "cloudtrail/ec2:AuthorizeSecurityGroupIngress"

START_TEST(security_group_calls)
{
    static const struct call_case cases[] = {
        {"ec2", "AuthorizeSecurityGroupIngress", GROUP(RULE("\"tcp\"", "22", "22", WORLD)), "introduced", AUTHORIZE,
         SG},
        {"ec2", "AuthorizeSecurityGroupIngress", GROUP(RULE("\"6\"", "0", "65535", WORLD6)), "introduced", AUTHORIZE,
         SG},
        {"ec2", "AuthorizeSecurityGroupIngress", GROUP("{\"ipProtocol\":\"-1\"," WORLD "}"), "introduced", AUTHORIZE,
         SG},
        {"ec2", "AuthorizeSecurityGroupIngress", GROUP(RULE("\"tcp\"", "443", "443", WORLD)), NULL, NULL, SG},
        {"ec2", "AuthorizeSecurityGroupIngress", GROUP(RULE("\"udp\"", "22", "22", WORLD)), NULL, NULL, SG},
        {"ec2", "AuthorizeSecurityGroupIngress", GROUP(RULE("\"tcp\"", "22", "22", LAN)), NULL, NULL, SG},
        /* Two rules, each with half of it, are not one with both. */
        {"ec2", "AuthorizeSecurityGroupIngress",
         GROUP(RULE("\"tcp\"", "22", "22", LAN) "," RULE("\"tcp\"", "443", "443", WORLD)), NULL, NULL, SG},
        {"ec2", "AuthorizeSecurityGroupIngress",
         "\"requestParameters\":{\"groupId\":\"sg-1\",\"cidrIp\":\"0.0.0.0/0\",\"ipProtocol\":\"tcp\",\"fromPort\":22,"
         "\"toPort\":22}",
         "introduced", AUTHORIZE, SG},
        {"ec2", "RevokeSecurityGroupIngress", GROUP(RULE("\"tcp\"", "22", "22", WORLD)), "deployed",
         "cloudtrail/ec2:RevokeSecurityGroupIngress", SG},
        {"ec2", "RevokeSecurityGroupIngress", GROUP(RULE("\"tcp\"", "22", "22", LAN)), NULL, NULL, SG},
        {"ec2", "RevokeSecurityGroupIngress",
         "\"requestParameters\":{\"groupId\":\"sg-1\",\"securityGroupRuleIds\":{\"items\":[{\"securityGroupRuleId\":"
         "\"sgr-1\"}]}},\"responseElements\":{\"revokedSecurityGroupRuleSet\":{\"items\":[{\"ipProtocol\":\"tcp\","
         "\"fromPort\":22,\"toPort\":22,\"cidrIpv4\":\"0.0.0.0/0\"}]}}",
         "deployed", "cloudtrail/ec2:RevokeSecurityGroupIngress", SG},
        {"ec2", "DeleteSecurityGroup", "\"requestParameters\":{\"groupId\":\"sg-1\"}", "deleted", NULL, SG},
    };
    check_calls(cases, COUNT_OF(cases));
}
END_TEST

#define VOLUME "resource  arn:aws:ec2:eu-west-1:123456789012:volume/vol-1\n"
#define DATABASE "resource  arn:aws:rds:eu-west-1:123456789012:db:d\n"
#define USER "resource  arn:aws:iam::123456789012:user/u  (personal)\n"
#define NAMED "\"requestParameters\":{\"userName\":\"u\"}"
#define BY_LAMBDA                                                                                                      \
    "\"userIdentity\":{\"type\":\"AssumedRole\",\"arn\":\"arn:aws:sts::123456789012:assumed-role/fix/fn\","            \
    "\"sessionContext\":{\"sessionIssuer\":{\"type\":\"Role\",\"arn\":\"arn:aws:iam::123456789012:role/fix\"}}},"      \
    "\"userAgent\":\"Boto3/1.26 Python/3.9 exec-env/AWS_Lambda_python3.9\","

START_TEST(calls_of_other_services)
{
    static const struct call_case cases[] = {
        {"ec2", "CreateVolume",
         "\"requestParameters\":{\"size\":\"8\"},\"responseElements\":{\"volumeId\":\"vol-1\",\"encrypted\":false}",
         "introduced", "cloudtrail/ec2:CreateVolume", VOLUME},
        /* Encrypted by the account's default, though the request does not ask for it. */
        {"ec2", "CreateVolume",
         "\"requestParameters\":{\"encrypted\":false},\"responseElements\":{\"volumeId\":\"vol-1\",\"encrypted\":true}",
         NULL, NULL, VOLUME},
        {"ec2", "DeleteVolume", "\"requestParameters\":{\"volumeId\":\"vol-1\"}", "deleted", NULL, VOLUME},
        {"rds", "CreateDBInstance",
         "\"requestParameters\":{\"dBInstanceIdentifier\":\"d\",\"publiclyAccessible\":true,\"storageEncrypted\":true}",
         "introduced", "cloudtrail/rds:CreateDBInstance", DATABASE},
        {"rds", "CreateDBInstance",
         "\"requestParameters\":{\"dBInstanceIdentifier\":\"d\",\"publiclyAccessible\":false}", NULL, NULL, DATABASE},
        {"rds", "ModifyDBInstance",
         "\"requestParameters\":{\"dBInstanceIdentifier\":\"d\",\"publiclyAccessible\":true}", "introduced",
         "cloudtrail/rds:ModifyDBInstance", DATABASE},
        {"rds", "ModifyDBInstance",
         "\"requestParameters\":{\"dBInstanceIdentifier\":\"d\",\"publiclyAccessible\":false}", "deployed",
         "cloudtrail/rds:ModifyDBInstance", DATABASE},
        {"rds", "ModifyDBInstance", "\"requestParameters\":{\"dBInstanceIdentifier\":\"d\"}", NULL, NULL, DATABASE},
        {"rds", "DeleteDBInstance", "\"requestParameters\":{\"dBInstanceIdentifier\":\"d\"}", "deleted", NULL,
         DATABASE},
        {"rds", "CreateDBCluster",
         "\"requestParameters\":{\"dBClusterIdentifier\":\"d\"},\"responseElements\":{\"storageEncrypted\":false}",
         "introduced", "cloudtrail/rds:CreateDBCluster", "resource  arn:aws:rds:eu-west-1:123456789012:cluster:d\n"},
        {"iam", "CreateLoginProfile", NAMED, "introduced", "cloudtrail/iam:CreateLoginProfile", USER},
        {"iam", "DeactivateMFADevice", NAMED, "introduced", "cloudtrail/iam:DeactivateMFADevice", USER},
        {"iam", "EnableMFADevice", NAMED, "deployed", "cloudtrail/iam:EnableMFADevice", USER},
        {"iam", "DeleteUser", NAMED, "deleted", NULL, USER},
        {"iam", "CreateUser", NAMED, NULL, NULL, NULL},
        {"s3", "PutBucketEncryption", BY_LAMBDA BUCKET, "remediated", "cloudtrail/s3:PutBucketEncryption", ARN},
    };
    check_calls(cases, COUNT_OF(cases));
}
END_TEST

START_TEST(one_call_may_end_several_instances_or_break_two_rules)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    EXPECT("aws-eventbridge",
           call(arena, "ec2", "TerminateInstances",
                "\"requestParameters\":{\"instancesSet\":{\"items\":[{\"instanceId\":\"i-1\"},{\"instanceId\":\"i-2\"}"
                "]}}"),
           "id        c-1/1\n", "instance/i-1\n", "id        c-1/2\n", "instance/i-2\n");
    EXPECT("aws-eventbridge",
           call(arena, "ec2", "TerminateInstances",
                "\"requestParameters\":{\"instancesSet\":{\"items\":[{\"instanceId\":\"i-1\"}]}}"),
           "id        c-1\n");
    EXPECT("aws-eventbridge",
           call(arena, "rds", "CreateDBInstance",
                "\"requestParameters\":{\"dBInstanceIdentifier\":\"d\"},\"responseElements\":{\"storageEncrypted\":"
                "false,\"publiclyAccessible\":true}"),
           "id        c-1\n", "check     cloudtrail/rds:CreateDBInstance\n", "id        c-1/storageEncrypted\n",
           "check     cloudtrail/rds:CreateDBInstance.storageEncrypted\n");
}
END_TEST

START_TEST(partitions_have_their_own_arns)
{
    EXPECT("aws-cloudtrail",
           "{\"eventSource\":\"s3.amazonaws.com\",\"eventName\":\"CreateBucket\",\"awsRegion\":\"cn-north-1\","
           "\"requestParameters\":{\"bucketName\":\"b\"}}",
           "resource  arn:aws-cn:s3:::b\n");
    EXPECT("aws-cloudtrail",
           "{\"eventSource\":\"s3.amazonaws.com\",\"eventName\":\"CreateBucket\",\"awsRegion\":\"us-gov-west-1\","
           "\"requestParameters\":{\"bucketName\":\"b\"}}",
           "resource  arn:aws-us-gov:s3:::b\n");
}
END_TEST

START_TEST(actors_are_people_unless_a_service_acted)
{
    static const struct {
        const char *identity;
        const char *want;
    } cases[] = {
        {"{\"type\":\"IAMUser\",\"arn\":\"arn:aws:iam::1:user/jane\",\"userName\":\"jane\"}",
         "actor     human\n  name      arn:aws:iam::1:user/jane  (personal)\n"},
        {"{\"type\":\"Root\",\"arn\":\"arn:aws:iam::1:root\"}",
         "actor     human\n  name      arn:aws:iam::1:root  (personal)\n"},
        {"{\"type\":\"SAMLUser\",\"principalId\":\"p\",\"userName\":\"jane\"}",
         "actor     human\n  name      jane  (personal)\n"},
        {"{\"type\":\"AssumedRole\",\"arn\":\"arn:aws:sts::1:assumed-role/Admin/jane@example.com\"}",
         "actor     human\n  name      arn:aws:sts::1:assumed-role/Admin/jane@example.com  (personal)\n"},
        {"{\"type\":\"IAMUser\",\"arn\":\"a\",\"invokedBy\":\"signin.amazonaws.com\"}",
         "actor     human\n  name      a  (personal)\n"},
        {"{\"type\":\"AWSService\",\"invokedBy\":\"config.amazonaws.com\"}",
         "actor     automation\n  name      config.amazonaws.com\n"},
        {"{\"type\":\"AssumedRole\",\"arn\":\"a\",\"invokedBy\":\"ssm.amazonaws.com\"}",
         "actor     automation\n  name      ssm.amazonaws.com\n"},
        {"{\"type\":\"AssumedRole\",\"arn\":\"arn:aws:sts::1:assumed-role/AWSServiceRoleForConfig/s\"}",
         "actor     automation\n"},
        {"{\"type\":\"AWSAccount\",\"accountId\":\"444455556666\"}", "actor     system\n  name      444455556666\n"},
    };
    AUTO(arena_drop) struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        EXPECT("aws-cloudtrail",
               (const char *)arena_format(arena, "{\"eventName\":\"X\",\"userIdentity\":%s}", cases[i].identity).p,
               cases[i].want);
}
END_TEST

#define CONFIG(new, old)                                                                                               \
    "{\"id\":\"e-1\",\"detail-type\":\"Config Rules Compliance Change\",\"source\":\"aws.config\",\"account\":"        \
    "\"123456789012\",\"time\":\"2026-01-31T12:00:09Z\",\"region\":\"eu-west-1\",\"detail\":{\"resourceId\":\"b\","    \
    "\"resourceType\":\"AWS::S3::Bucket\",\"awsRegion\":\"eu-west-1\",\"awsAccountId\":\"123456789012\","              \
    "\"configRuleName\":\"securityhub-s3-bucket-server-side-encryption-enabled-855f82d1\",\"newEvaluationResult\":{"   \
    "\"complianceType\":\"" new "\",\"resultRecordedTime\":\"2026-01-31T12:00:05Z\"},\"oldEvaluationResult\":" old     \
                                "}}"

START_TEST(config_rules)
{
    EXPECT("aws-eventbridge", CONFIG("NON_COMPLIANT", "{\"complianceType\":\"COMPLIANT\"}"), "id        e-1\n",
           "occurred  2026-01-31T12:00:05.000Z\n", "stage     detected\n  outcome   fail\n",
           "check     config/S3_BUCKET_SERVER_SIDE_ENCRYPTION_ENABLED\n", "resource  arn:aws:s3:::b\n");
    EXPECT("aws-eventbridge", CONFIG("COMPLIANT", "{\"complianceType\":\"NON_COMPLIANT\"}"),
           "stage     verified\n  outcome   pass\n");
    EXPECT("aws-eventbridge", CONFIG("COMPLIANT", "null"), "stage     evaluated\n  outcome   pass\n");
    EXPECT("aws-eventbridge", CONFIG("NOT_APPLICABLE", "{\"complianceType\":\"NON_COMPLIANT\"}"),
           "stage     evaluated\n  check");
    EXPECT("aws-eventbridge", CONFIG("INSUFFICIENT_DATA", "null"), "12:00:05.000Z\n  check     config/");
    EXPECT("aws-eventbridge",
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
    ck_assert_int_eq(shape_open(slice_of(payload), arena, &input, &err), 0);
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
        {STATES("PASSED", "RESOLVED", "ACTIVE"), "verified pass"},
        {STATES("PASSED", "NEW", "ACTIVE"), "verified pass"},
        {STATES("PASSED", "SUPPRESSED", "ACTIVE"), "verified pass"},
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
    EXPECT("aws-securityhub", PRODUCT(":product/aws/securityhub", "security-control/EC2.13", ""),
           "check     securityhub/EC2.13\n");
    EXPECT("aws-securityhub", PRODUCT(":product/aws/securityhub", "pci-dss/v/3.2.1/PCI.S3.1", ""),
           "check     securityhub/PCI.S3.1\n");
    EXPECT("aws-securityhub",
           PRODUCT(":product/aws/securityhub", "x", "\"ProductFields\":{\"ControlId\":\"CT.CloudTrail.2\"},"),
           "check     securityhub/CloudTrail.2\n");
    EXPECT("aws-securityhub", PRODUCT(":product/aws/securityhub", "cis-aws-foundations-benchmark/v/1.4.0/3.7", ""),
           "check     securityhub/cis-aws-foundations-benchmark/v/1.4.0/3.7\n");
    EXPECT("aws-securityhub",
           PRODUCT(":product/aws/guardduty", "d",
                   "\"Types\":[\"TTPs/Command and Control/Backdoor:EC2-C&CActivity.B!DNS\"],"),
           "check     guardduty/Backdoor:EC2/C&CActivity.B!DNS\n");
    EXPECT("aws-securityhub",
           PRODUCT(":product/aws/inspector", "AWSInspector", "\"Vulnerabilities\":[{\"Id\":\"CVE-1\"}],"),
           "check     inspector/CVE-1\n");
    EXPECT(
        "aws-securityhub",
        PRODUCT(":product/aws/config", "arn",
                "\"ProductFields\":{\"aws/config/ConfigRuleName\":\"rds-storage-encrypted-conformance-pack-a1b2c3\"},"),
        "check     config/RDS_STORAGE_ENCRYPTED\n");
    EXPECT("aws-securityhub", PRODUCT(":product/prowler/prowler", "prowler-s3_bucket_public_access", ""),
           "check     prowler/s3_bucket_public_access\n");
    EXPECT("aws-securityhub",
           PRODUCT("123456789012:product/123456789012/default", "g", "\"ProductName\":\"Our Scanner\","),
           "check     our-scanner/g\n");
    EXPECT("aws-securityhub", PRODUCT("123456789012:product/123456789012/default", "g", ""), "check     custom/g\n");
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
        EXPECT("aws-securityhub",
               (const char *)arena_format(arena, PRODUCT(":product/aws/macie", "g", "%s"), words[i][0]).p,
               (const char *)arena_format(arena, "severity  %s\n", words[i][1]).p);
}
END_TEST

START_TEST(findings_come_in_lists_and_envelopes)
{
    EXPECT("aws-securityhub", "{\"Findings\":[" STATES("FAILED", "NEW", "ACTIVE") "]}",
           "id        f-1/2026-01-31T12:00:00Z/FAILED/NEW/ACTIVE\n");
    /* Over EventBridge the message's id tells versions apart, and its time is when the workflow changed. */
    EXPECT("aws-eventbridge",
           "{\"id\":\"e-1\",\"detail-type\":\"Security Hub Findings - Imported\",\"source\":\"aws.securityhub\","
           "\"time\":\"2026-02-01T00:00:00Z\",\"detail\":{\"findings\":[" STATES("FAILED", "NOTIFIED", "ACTIVE") "]}}",
           "id        f-1/2026-01-31T12:00:00Z/e-1\n  occurred  2026-01-31T12:00:00.000Z\n  stage     evaluated\n",
           "id        f-1/2026-01-31T12:00:00Z/e-1/workflow\n  occurred  2026-02-01T00:00:00.000Z\n  stage     "
           "notified\n");
    expect_whole("aws-securityhub", "{\"findings\":[]}", "event\n");
    EXPECT("aws-securityhub", "{\"findings\":[" STATES("FAILED", "NEW", "ACTIVE") ",{\"Id\":5}]}",
           "reject: item 2 of findings[*]: neither an ASFF finding");
    EXPECT("aws-securityhub", "{\"findings\":{}}", "reject: neither an ASFF finding");
}
END_TEST

START_TEST(a_finding_named_after_a_person_takes_no_id_from_it)
{
    expect_whole("aws-securityhub",
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
    EXPECT("aws-eventbridge",
           "{\"id\":\"e-1\",\"detail-type\":\"GuardDuty Finding\",\"source\":\"aws.guardduty\",\"detail\":{\"id\":"
           "\"g-1\",\"type\":\"UnauthorizedAccess:EC2/SSHBruteForce\",\"severity\":9.0,\"accountId\":\"1\",\"region\":"
           "\"eu-west-1\",\"updatedAt\":\"2026-01-31T12:00:00Z\",\"service\":{\"archived\":false},\"resource\":{"
           "\"resourceType\":\"Instance\",\"instanceDetails\":{\"instanceId\":\"i-1\"}}}}",
           "id        e-1\n", "stage     detected\n" FAILS,
           "check     guardduty/UnauthorizedAccess:EC2/SSHBruteForce\n", "severity  critical\n",
           "resource  arn:aws:ec2:eu-west-1:1:instance/i-1\n");
    EXPECT("aws-guardduty", "{\"id\":\"g\",\"type\":\"t\",\"severity\":3.9,\"service\":{\"archived\":true}}",
           "stage     closed\n  check", "severity  low\n");
}
END_TEST

START_TEST(what_is_no_aws_event_is_refused)
{
    expect_whole("aws-eventbridge", "{\"a\":1}",
                 "reject: neither an EventBridge event (source, detail-type) nor a CloudTrail record\n");
    expect_whole("aws-eventbridge", "[]",
                 "reject: neither an EventBridge event (source, detail-type) nor a CloudTrail record\n");
    expect_whole("aws-securityhub", "\"x\"",
                 "reject: neither an ASFF finding (Id, ProductArn, Resources) nor a list of them\n");
    expect_whole("aws-cloudtrail", "{}", "reject: not a CloudTrail record (eventName is missing)\n");
    expect_whole("aws-cloudtrail", "{\"eventName\":\"X\",\"eventTime\":\"...\"}",
                 "reject: eventTime is '...', expected an RFC 3339 instant\n");
    expect_whole("aws-cloudtrail", "{\"eventName\":{}}", "reject: eventName is an object, expected a text\n");
}
END_TEST

START_TEST(a_cloudevent_may_carry_an_aws_event)
{
    EXPECT("aws-eventbridge",
           "{\"specversion\":\"1.0\",\"id\":\"ce-1\",\"source\":\"s\",\"type\":\"com.amazon.event\",\"time\":"
           "\"2026-01-31T12:00:00Z\",\"data\":{\"detail-type\":\"X\",\"source\":\"aws.x\"}}",
           "id        ce-1\n  occurred  2026-01-31T12:00:00.000Z\n  title     X\n");
    EXPECT("aws-eventbridge", "{\"specversion\":\"1.0\",\"id\":\"ce-1\",\"source\":\"s\",\"type\":\"t\"}",
           "reject: the CloudEvent has no 'data' for adapter 'aws-eventbridge' to read\n");
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("shape/aws", story_reads_as_a_bucket_that_was_introduced, bucket_calls, security_group_calls,
                     calls_of_other_services, one_call_may_end_several_instances_or_break_two_rules,
                     partitions_have_their_own_arns, actors_are_people_unless_a_service_acted, config_rules,
                     finding_states, checks_of_findings, severities_of_findings, findings_come_in_lists_and_envelopes,
                     a_finding_named_after_a_person_takes_no_id_from_it, guardduty_findings,
                     what_is_no_aws_event_is_refused, a_cloudevent_may_carry_an_aws_event);
}
