/* AWS API calls: which of them are evidence, of what, and who made them. */
#include "fixture.h"

#include "base/file.h"

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
    fixture_expect_whole("aws-eventbridge", (const char *)payload.p,
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
    FIXTURE_EXPECT(
        "aws-eventbridge",
        call(arena, "ec2", "TerminateInstances",
             "\"requestParameters\":{\"instancesSet\":{\"items\":[{\"instanceId\":\"i-1\"},{\"instanceId\":\"i-2\"}"
             "]}}"),
        "id        c-1/1\n", "instance/i-1\n", "id        c-1/2\n", "instance/i-2\n");
    FIXTURE_EXPECT("aws-eventbridge",
                   call(arena, "ec2", "TerminateInstances",
                        "\"requestParameters\":{\"instancesSet\":{\"items\":[{\"instanceId\":\"i-1\"}]}}"),
                   "id        c-1\n");
    FIXTURE_EXPECT(
        "aws-eventbridge",
        call(arena, "rds", "CreateDBInstance",
             "\"requestParameters\":{\"dBInstanceIdentifier\":\"d\"},\"responseElements\":{\"storageEncrypted\":"
             "false,\"publiclyAccessible\":true}"),
        "id        c-1\n", "check     cloudtrail/rds:CreateDBInstance\n", "id        c-1/storageEncrypted\n",
        "check     cloudtrail/rds:CreateDBInstance.storageEncrypted\n");
}
END_TEST

START_TEST(partitions_have_their_own_arns)
{
    FIXTURE_EXPECT("aws-cloudtrail",
                   "{\"eventSource\":\"s3.amazonaws.com\",\"eventName\":\"CreateBucket\",\"awsRegion\":\"cn-north-1\","
                   "\"requestParameters\":{\"bucketName\":\"b\"}}",
                   "resource  arn:aws-cn:s3:::b\n");
    FIXTURE_EXPECT(
        "aws-cloudtrail",
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
        FIXTURE_EXPECT(
            "aws-cloudtrail",
            (const char *)arena_format(arena, "{\"eventName\":\"X\",\"userIdentity\":%s}", cases[i].identity).p,
            cases[i].want);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("shape/cloudtrail", story_reads_as_a_bucket_that_was_introduced, bucket_calls,
                     security_group_calls, calls_of_other_services,
                     one_call_may_end_several_instances_or_break_two_rules, partitions_have_their_own_arns,
                     actors_are_people_unless_a_service_acted);
}
