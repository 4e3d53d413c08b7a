/* html_sections.h - the sections of report.html, in their order. Each function appends one whole, after its heading;
 * what it needs while doing so goes into `scratch`. A page that does not fit shows as the buffer's overflow. */
#ifndef DAYBOOK_BUNDLE_HTML_SECTIONS_H
#define DAYBOOK_BUNDLE_HTML_SECTIONS_H

#include "bundle/model.h"

/* id, heading, function */
#define HTML_SECTIONS(X)                                                                                               \
    X("brief", "In brief", html_section_brief)                                                                         \
    X("timeline", "Exposure timeline", html_section_timeline)                                                          \
    X("windows", "Windows by severity, rule and criterion", html_section_windows)                                      \
    X("steps", "Where it stalls", html_section_steps)                                                                  \
    X("criteria", "Criteria", html_section_criteria)                                                                   \
    X("own", "Own controls", html_section_own)                                                                         \
    X("changes", "Rule changes", html_section_changes)                                                                 \
    X("sources", "Sources and gaps", html_section_sources)                                                             \
    X("deviations", "Deviations and open questions", html_section_deviations)                                          \
    X("status", "Status and its reasons", html_section_status)                                                         \
    X("method", "How this was made", html_section_method)

#define X(id, heading, section) void section(const struct bundle_model *model, struct buf *out, struct arena *scratch);
HTML_SECTIONS(X)
#undef X

#endif
