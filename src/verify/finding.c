#include "verify/finding.h"

static const char *const step_names[] = {
#define X(step, name) [step] = name,
    VERIFY_STEPS(X)
#undef X
};

static const char *const code_names[] = {
#define X(code, name) [code] = name,
    VERIFY_CODES(X)
#undef X
};

const char *
verify_step_name(enum verify_step step)
{
    return step_names[step];
}

const char *
verify_code_name(enum verify_code code)
{
    return code_names[code];
}
