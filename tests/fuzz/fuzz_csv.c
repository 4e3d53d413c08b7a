/* Hostile bytes as a table. */
#include "fuzz_form.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_form(FORM_CSV, (struct slice){data, size});
    return 0;
}
