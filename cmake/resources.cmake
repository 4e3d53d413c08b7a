# The files that are compiled into the program (base/resource.h). Included by src/base/CMakeLists.txt.
# Each is listed, so that a stray file never becomes part of a release.
set(DAYBOOK_RESOURCES
    controls/rules/aws.ebs.unencrypted.yaml
    controls/rules/aws.iam.user_no_mfa.yaml
    controls/rules/aws.rds.public.yaml
    controls/rules/aws.rds.unencrypted.yaml
    controls/rules/aws.s3.public.yaml
    controls/rules/aws.s3.unencrypted.yaml
    controls/rules/aws.sg.ssh_world.yaml
    controls/sla.yaml
    controls/soc2.yaml
    reports/report.css
    schema/sources/aws-cloudtrail.yaml
    schema/sources/aws-eventbridge.yaml
    schema/sources/aws-guardduty.yaml
    schema/sources/aws-securityhub.yaml
    schema/sources/cloudevents.yaml
    schema/sqlite/0001_init.sql
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
    ${CMAKE_SOURCE_DIR}/schema/sqlite/*.sql ${CMAKE_SOURCE_DIR}/schema/sources/*.yaml
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
