#include "verify/run.h"

static const char *const verdict_names[] = {
#define X(verdict, name) [verdict] = name,
    VERIFY_VERDICTS(X)
#undef X
};

static const char *const state_names[] = {
#define X(state, name) [state] = name,
    VERIFY_STEP_STATES(X)
#undef X
};

const char *
verify_verdict_name(enum verify_verdict verdict)
{
    return verdict_names[verdict];
}

const char *
verify_step_state_name(enum verify_step_state state)
{
    return state_names[state];
}

/* What is wrong weighs more than what could not be seen, and a step that was not reached is no pass. */
static void
conclude(struct verify_run *run)
{
    struct verify_result *result = &run->result;
    bool failed = false;
    bool all_passed = true;
    for (size_t i = 0; i < verify_step_count; i++) {
        result->steps[i] = run->has_failed[i]      ? VERIFY_NOT_PASSED
                           : run->has_could_not[i] ? VERIFY_UNKNOWN
                           : run->reached[i]       ? VERIFY_PASSED
                                                   : VERIFY_NOT_REACHED;
        failed = failed || run->has_failed[i];
        all_passed = all_passed && result->steps[i] == VERIFY_PASSED;
    }
    if (failed)
        result->verdict = VERIFY_FAILED;
    else if (!all_passed)
        result->verdict = VERIFY_COULD_NOT;
    else
        result->verdict = result->basis == VERIFY_BASIS_NONE ? VERIFY_SELF_CONSISTENT : VERIFY_VERIFIED;
}

static int
check_all(struct verify_run *run, struct err *err)
{
    TRY(container_check(run, err));
    if (!run->result.has_manifest)
        return 0;
    TRY(entries_check(run, err));
    TRY(payloads_check(run, err));
    return figures_check(run, err);
}

int
verify_bundle(int fd, const struct verify_options *options, const struct verify_observer *observer, struct arena *arena,
              struct verify_result *out_result, struct err *err)
{
    struct arena *work AUTO(arena_drop) = arena_new();
    struct bundle_builder *builder AUTO(bundle_builder_drop) = bundle_builder_new(work);
    struct verify_run run = {
        .options = options, .observer = observer, .arena = arena, .zip = {.fd = fd}, .builder = builder};
    TRY(check_all(&run, err));
    conclude(&run);
    *out_result = run.result;
    return 0;
}
