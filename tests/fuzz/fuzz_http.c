/* Hostile bytes as a saved HTTP message. */
#include "fuzz_form.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_form(FORM_HTTP, (struct slice){data, size});
    return 0;
}
