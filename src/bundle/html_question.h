/* html_question.h - what an auditor has to evaluate or to ask about: each is a list of the bundle with a count. */
#ifndef DAYBOOK_BUNDLE_HTML_QUESTION_H
#define DAYBOOK_BUNDLE_HTML_QUESTION_H

#include "bundle/model.h"

/* constant, id on the page, title, file, what is in it */
#define HTML_QUESTIONS(X)                                                                                              \
    X(QUESTION_BREACHES, "sla-breaches", "SLA breached or overdue", "exceptions/sla_breaches.csv",                     \
      "Windows decided late in the period, or open at its end past their due.")                                        \
    X(QUESTION_UNVERIFIED, "unverified", "Repairs without an independent check", "exceptions/unverified.csv",          \
      "Passes by whoever made the repair, and tool closures without a pass within 24 hours. Neither closes a window.") \
    X(QUESTION_WAIVERS, "waivers", "Waivers", "exceptions/waivers.csv",                                                \
      "Approved exceptions; one without approver, expiry or open window covers nothing.")                              \
    X(QUESTION_UNMAPPED, "unmapped", "Checks that no rule names", "exceptions/unmapped.csv",                           \
      "Each counts in the totals as a rule of its own and belongs to no criterion.")                                   \
    X(QUESTION_NOT_PERMITTED, "not-permitted", "Events their source was not permitted to send",                        \
      "exceptions/not_permitted.csv", "Recorded, without effect on any window.")                                       \
    X(QUESTION_UNDECIDED, "undecided", "Evaluations without an outcome", "exceptions/undecided.csv",                   \
      "Neither a pass nor a fail, so they decide nothing.")                                                            \
    X(QUESTION_UNATTACHED, "unattached", "Steps on no finding", "exceptions/unattached.csv",                           \
      "They name no check or no resource, and no reference ties them to a finding: they count nowhere.")               \
    X(QUESTION_REJECTS, "rejects", "Deliveries that could not be read", "completeness/rejects.csv",                    \
      "Authenticated, but not understood, or in conflict with an earlier delivery.")                                   \
    X(QUESTION_LATE, "late", "Late events", "completeness/late.csv",                                                   \
      "Received after the period ended, or after the books of their period were closed.")                              \
    X(QUESTION_BACKDATED, "backdated", "Backdated closings", "completeness/backdated.csv",                             \
      "Passes and deletions received later than their source's lag allows: they count when they were received.")       \
    X(QUESTION_FUTURE, "future", "Events from the future", "completeness/future.csv",                                  \
      "Dated more than five minutes after their receipt: they count when they were received.")                         \
    X(QUESTION_WITHHELD, "withheld", "Payloads withheld", "redactions.csv",                                            \
      "The entries commit to them; the bundle does not hold them.")

enum html_question {
#define X(question, id, title, path, meaning) question,
    HTML_QUESTIONS(X)
#undef X
        QUESTION_COUNT
};

struct html_question_text {
    const char *id;
    const char *title;
    const char *path;
    const char *meaning;
};
const struct html_question_text *html_question_text(enum html_question question);
/* How many rows its file has. */
uint64_t html_question_count(const struct bundle_model *model, enum html_question question);
/* Whether the bundle has its file. */
bool html_question_has_file(const struct bundle_model *model, enum html_question question);

#endif
