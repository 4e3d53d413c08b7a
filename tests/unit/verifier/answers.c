#include "answers.h"

struct answer
answer_good(void)
{
    static const struct slice reasons[] = {SLICE_INIT("draft: not closed"), SLICE_INIT("gaps: two")};
    struct answer answer = {.file = "q1.zip", .has_result = true};
    struct verify_result *result = &answer.result;
    *result = (struct verify_result){
        .verdict = VERIFY_VERIFIED,
        .steps = {VERIFY_PASSED, VERIFY_PASSED, VERIFY_PASSED, VERIFY_PASSED},
        .has_manifest = true,
        .manifest = {.origin = SLICE("ledger.example/prod"),
                     .program = SLICE("0.1.0"),
                     .from_ms = INT64_C(1767225600000),
                     .to_ms = INT64_C(1775001600000),
                     .status = BUNDLE_DRAFT,
                     .reasons = reasons,
                     .reason_count = COUNT_OF(reasons)},
        .has_signature = true,
        .fingerprint = "SHA256:abc",
        .basis = VERIFY_BASIS_KEY,
        .entries = 1284310,
        .root = {{0x9f, 0x3a, 0x41}},
        .payloads = 1201554,
        .withheld = 82756,
        .recomputed = 27,
        .rendered = 6,
        .gaps = 2,
    };
    result->root.b[30] = 0xc1;
    result->root.b[31] = 0xd7;
    return answer;
}

struct answer
answer_failed(void)
{
    static const struct verify_block_source sources[] = {
        {SLICE_INIT("github"), INT64_C(1771588681000), INT64_C(1771591213000), SLICE_INIT("CC8.1")},
        {SLICE_INIT("jira"), INT64_C(1771588681000), INT64_C(1771677613000), SLICE_INIT("")},
    };
    static const struct verify_block blocks[] = {{48128, 256, sources, COUNT_OF(sources)}};
    static const struct answer_finding findings[] = {
        {{.step = VERIFY_SIGNATURE,
          .code = VERIFY_CODE_DIGEST,
          .place = {.member = SLICE_INIT("ledger/entries/0000.ndjson"), .index = VERIFY_NO_INDEX}},
         SLICE_INIT("ledger/entries/0000.ndjson: the file is not the one that was signed (SHA-256)")},
        {{.step = VERIFY_ENTRIES, .code = VERIFY_CODE_ROOT, .place = {.index = VERIFY_NO_INDEX}},
         SLICE_INIT("the entries do not have the root that the manifest gives")},
        {{.step = VERIFY_ENTRIES, .code = VERIFY_CODE_BLOCK, .place = {.index = VERIFY_NO_INDEX}},
         SLICE_INIT("a record in 48,128..48,383 was changed after it was sealed")},
    };
    struct answer answer = answer_good();
    answer.result.verdict = VERIFY_FAILED;
    answer.result.steps[VERIFY_SIGNATURE] = VERIFY_NOT_PASSED;
    answer.result.steps[VERIFY_ENTRIES] = VERIFY_NOT_PASSED;
    answer.result.steps[VERIFY_PAYLOADS] = VERIFY_NOT_REACHED;
    answer.result.steps[VERIFY_FIGURES] = VERIFY_NOT_REACHED;
    answer.result.blocks = (struct verify_block_list){blocks, COUNT_OF(blocks)};
    answer.result.intact_blocks = 5016;
    answer.result.findings = COUNT_OF(findings);
    answer.findings = findings;
    answer.finding_count = COUNT_OF(findings);
    return answer;
}
