/* Hostile bytes as a line of text. */
#include "fuzz_form.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_form(FORM_TEXT, (struct slice){data, size});
    return 0;
}
