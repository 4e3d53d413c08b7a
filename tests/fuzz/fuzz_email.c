/* Hostile bytes as an e-mail. */
#include "fuzz_form.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_form(FORM_EMAIL, (struct slice){data, size});
    return 0;
}
