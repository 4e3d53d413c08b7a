# The files that are compiled into the program (base/resource.h). Included by src/base/CMakeLists.txt.
# Each is listed, so that a stray file never becomes part of a release.
set(DAYBOOK_RESOURCES
    controls/iso27001.yaml
    controls/nist80053.yaml
    controls/nist_csf2.yaml
    controls/rules/aws.acm.expiring.yaml
    controls/rules/aws.cloudtrail.no_kms.yaml
    controls/rules/aws.cloudtrail.no_validation.yaml
    controls/rules/aws.cloudtrail.off.yaml
    controls/rules/aws.config.off.yaml
    controls/rules/aws.dynamodb.no_pitr.yaml
    controls/rules/aws.ebs.default_encryption_off.yaml
    controls/rules/aws.ebs.snapshot_public.yaml
    controls/rules/aws.ebs.unencrypted.yaml
    controls/rules/aws.ec2.imdsv1.yaml
    controls/rules/aws.ec2.public_ip.yaml
    controls/rules/aws.ecr.no_scan.yaml
    controls/rules/aws.efs.unencrypted.yaml
    controls/rules/aws.eks.public_endpoint.yaml
    controls/rules/aws.elb.no_https.yaml
    controls/rules/aws.elb.no_waf.yaml
    controls/rules/aws.guardduty.off.yaml
    controls/rules/aws.iam.admin_star.yaml
    controls/rules/aws.iam.key_age_90.yaml
    controls/rules/aws.iam.password_policy.yaml
    controls/rules/aws.iam.root_access_key.yaml
    controls/rules/aws.iam.root_no_mfa.yaml
    controls/rules/aws.iam.unused_credentials.yaml
    controls/rules/aws.iam.user_no_mfa.yaml
    controls/rules/aws.kms.no_rotation.yaml
    controls/rules/aws.lambda.public.yaml
    controls/rules/aws.logs.short_retention.yaml
    controls/rules/aws.opensearch.public.yaml
    controls/rules/aws.rds.no_backup.yaml
    controls/rules/aws.rds.no_minor_upgrade.yaml
    controls/rules/aws.rds.public.yaml
    controls/rules/aws.rds.single_az.yaml
    controls/rules/aws.rds.snapshot_public.yaml
    controls/rules/aws.rds.unencrypted.yaml
    controls/rules/aws.redshift.public.yaml
    controls/rules/aws.s3.no_access_log.yaml
    controls/rules/aws.s3.no_tls.yaml
    controls/rules/aws.s3.no_versioning.yaml
    controls/rules/aws.s3.public.yaml
    controls/rules/aws.s3.unencrypted.yaml
    controls/rules/aws.secrets.in_env.yaml
    controls/rules/aws.secrets.no_rotation.yaml
    controls/rules/aws.securityhub.off.yaml
    controls/rules/aws.sg.any_port_world.yaml
    controls/rules/aws.sg.rdp_world.yaml
    controls/rules/aws.sg.ssh_world.yaml
    controls/rules/aws.sns_sqs.unencrypted.yaml
    controls/rules/aws.ssm.patch_noncompliant.yaml
    controls/rules/aws.vpc.default_sg.yaml
    controls/rules/aws.vpc.flow_logs_off.yaml
    controls/rules/azure.blob_public.yaml
    controls/rules/azure.nsg_ssh_rdp.yaml
    controls/rules/class.assignment.yaml
    controls/rules/class.detection.yaml
    controls/rules/class.development.yaml
    controls/rules/class.evaluation.yaml
    controls/rules/class.failed_fix.yaml
    controls/rules/class.notification.yaml
    controls/rules/class.remediation.yaml
    controls/rules/class.review.yaml
    controls/rules/class.triage.yaml
    controls/rules/class.verification.yaml
    controls/rules/class.waiver.yaml
    controls/rules/drift.baseline.yaml
    controls/rules/edr.missing.yaml
    controls/rules/exception.expired.yaml
    controls/rules/gcp.bucket_public.yaml
    controls/rules/gcp.firewall_ssh.yaml
    controls/rules/gh.admin_bypass.yaml
    controls/rules/gh.branch_unprotected.yaml
    controls/rules/gh.dependency_vuln.yaml
    controls/rules/gh.org_no_mfa.yaml
    controls/rules/gh.secret_scanning.yaml
    controls/rules/gh.status_checks.yaml
    controls/rules/gh.workflow_risk.yaml
    controls/rules/hr.leaver_access.yaml
    controls/rules/iam.access_review_overdue.yaml
    controls/rules/idp.no_mfa.yaml
    controls/rules/time.skew.yaml
    controls/rules/vuln.past_sla.yaml
    controls/sla.yaml
    controls/soc2.yaml
    reports/report.css
    schema/sources/1password.yaml
    schema/sources/alertmanager.yaml
    schema/sources/asana.yaml
    schema/sources/atlassian-audit.yaml
    schema/sources/aws-access-analyzer.yaml
    schema/sources/aws-cloudformation.yaml
    schema/sources/aws-cloudtrail.yaml
    schema/sources/aws-cloudwatch-alarm.yaml
    schema/sources/aws-cloudwatch-logs.yaml
    schema/sources/aws-codesuite.yaml
    schema/sources/aws-config.yaml
    schema/sources/aws-eventbridge.yaml
    schema/sources/aws-guardduty.yaml
    schema/sources/aws-health.yaml
    schema/sources/aws-inspector.yaml
    schema/sources/aws-securityhub.yaml
    schema/sources/aws-sns.yaml
    schema/sources/aws-sqs.yaml
    schema/sources/aws-streams.yaml
    schema/sources/azure-activity-log.yaml
    schema/sources/azure-defender.yaml
    schema/sources/azure-devops.yaml
    schema/sources/azure-eventgrid.yaml
    schema/sources/azure-monitor.yaml
    schema/sources/azure-policy.yaml
    schema/sources/azure-sentinel.yaml
    schema/sources/bitbucket.yaml
    schema/sources/cloud-custodian.yaml
    schema/sources/cloudevents.yaml
    schema/sources/cloudflare.yaml
    schema/sources/cloudsploit.yaml
    schema/sources/crowdstrike.yaml
    schema/sources/databricks.yaml
    schema/sources/datadog.yaml
    schema/sources/elastic.yaml
    schema/sources/email.yaml
    schema/sources/falco.yaml
    schema/sources/gcp-audit-log.yaml
    schema/sources/gcp-cloudbuild.yaml
    schema/sources/gcp-monitoring.yaml
    schema/sources/gcp-pubsub.yaml
    schema/sources/gcp-scc.yaml
    schema/sources/gitea.yaml
    schema/sources/github-api.yaml
    schema/sources/github-audit-log.yaml
    schema/sources/github-sequences.yaml
    schema/sources/github.yaml
    schema/sources/gitlab-reports.yaml
    schema/sources/gitlab.yaml
    schema/sources/grafana.yaml
    schema/sources/graylog.yaml
    schema/sources/gsuite.yaml
    schema/sources/itsm-other.yaml
    schema/sources/jira-api.yaml
    schema/sources/jira-service-management.yaml
    schema/sources/jira.yaml
    schema/sources/jumpcloud.yaml
    schema/sources/keycloak.yaml
    schema/sources/kubernetes-audit.yaml
    schema/sources/lacework.yaml
    schema/sources/linear.yaml
    schema/sources/microsoft365.yaml
    schema/sources/monitoring-other.yaml
    schema/sources/netbox.yaml
    schema/sources/newrelic.yaml
    schema/sources/notion.yaml
    schema/sources/ocsf.yaml
    schema/sources/okta.yaml
    schema/sources/openscap.yaml
    schema/sources/opsgenie.yaml
    schema/sources/orca.yaml
    schema/sources/osquery.yaml
    schema/sources/pagerduty-api.yaml
    schema/sources/pagerduty.yaml
    schema/sources/policyreport.yaml
    schema/sources/powerpipe.yaml
    schema/sources/prowler.yaml
    schema/sources/push-security.yaml
    schema/sources/salesforce.yaml
    schema/sources/sarif.yaml
    schema/sources/scanners.yaml
    schema/sources/sentinelone.yaml
    schema/sources/sentry.yaml
    schema/sources/servicenow.yaml
    schema/sources/slack-audit.yaml
    schema/sources/slack.yaml
    schema/sources/snyk.yaml
    schema/sources/splunk.yaml
    schema/sources/sublime.yaml
    schema/sources/syslog.yaml
    schema/sources/teleport.yaml
    schema/sources/terraform-cloud.yaml
    schema/sources/terraform.yaml
    schema/sources/thinkst-canary.yaml
    schema/sources/tines.yaml
    schema/sources/upwind.yaml
    schema/sources/wazuh.yaml
    schema/sources/wiz.yaml
    schema/sqlite/0001_init.sql
    schema/sqlite/0002_versions.sql
)

# What `init --demo` replays is written anew by each build, the same bytes every time.
set(quarter ${CMAKE_BINARY_DIR}/generated/quarter.ndjson.gz)
add_custom_command(OUTPUT ${quarter}
    COMMAND ${CMAKE_SOURCE_DIR}/tools/demo-quarter ${quarter}
    DEPENDS ${CMAKE_SOURCE_DIR}/tools/demo-quarter
    COMMENT "Writing the quarter of the demo")

set(resource_arguments)
set(resource_files)
list(SORT DAYBOOK_RESOURCES)
foreach(name ${DAYBOOK_RESOURCES})
    list(APPEND resource_arguments ${name}=${CMAKE_SOURCE_DIR}/${name})
    list(APPEND resource_files ${CMAKE_SOURCE_DIR}/${name})
endforeach()
list(APPEND resource_arguments demo/quarter.ndjson.gz=${quarter})
list(SORT resource_arguments)
list(APPEND resource_files ${quarter})
file(GLOB present RELATIVE ${CMAKE_SOURCE_DIR} CONFIGURE_DEPENDS
    ${CMAKE_SOURCE_DIR}/schema/sqlite/[0-9]*.sql ${CMAKE_SOURCE_DIR}/schema/sources/*.yaml
    ${CMAKE_SOURCE_DIR}/controls/*.yaml ${CMAKE_SOURCE_DIR}/controls/rules/*.yaml)
foreach(name ${present})
    if(NOT name IN_LIST DAYBOOK_RESOURCES)
        message(WARNING "${name} is not listed in cmake/resources.cmake")
    endif()
endforeach()

set(resource_source ${CMAKE_BINARY_DIR}/generated/resources.c)
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/generated)
add_custom_command(OUTPUT ${resource_source}
    COMMAND embed ${resource_source} ${resource_arguments}
    DEPENDS embed ${resource_files} ${CMAKE_CURRENT_LIST_FILE}
    COMMENT "Embedding resources")
target_sources(layer_base PRIVATE ${resource_source})
