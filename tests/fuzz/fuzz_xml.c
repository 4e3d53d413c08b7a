/* Hostile bytes as an XML document. */
#include "fuzz_form.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_form(FORM_XML, (struct slice){data, size});
    return 0;
}
