#include "bundle/html_sections.h"

#include "bundle/html_figure.h"
#include "bundle/html_name.h"
#include "bundle/html_table.h"
#include "bundle/own_controls.h"

/* Rule ids named in the row of one criterion. */
enum { CRITERION_RULES_MAX = 20 };

/* A mark beside each word, so that the column can be skimmed without colour. */
static const char *const state_marks[] = {[CRITERION_RECORDED] = "●",
                                          [CRITERION_NO_OCCURRENCE] = "○",
                                          [CRITERION_UNKNOWN] = "?",
                                          [CRITERION_NOT_COVERED] = "–"};
static const char *const state_meanings[] = {
    [CRITERION_RECORDED] = "at least one event in the period, of a rule that maps to it",
    [CRITERION_NO_OCCURRENCE] =
        "rules map to it, nothing occurred, and every source that ever sent one of their checks "
        "was covered for all of the period",
    [CRITERION_UNKNOWN] = "rules map to it, nothing was recorded, and such a source was not covered, or none is known",
    [CRITERION_NOT_COVERED] = "no rule maps to it"};

static void
write_state(struct buf *out, enum criterion_state state)
{
    buf_format(out, "<span class=\"state s%d\"><span aria-hidden=\"true\">%s</span> %s</span>", (int)state,
               state_marks[state], criterion_state_name(state));
}

static void
write_states(struct buf *out, const struct criteria *criteria)
{
    buf_text(out, "<ul class=\"states\">\n");
    for (enum criterion_state state = CRITERION_RECORDED; state < criterion_state_count; state++) {
        uint64_t count = 0;
        for (size_t i = 0; i < criteria->count; i++)
            count += criteria->criteria[i].state == state ? 1 : 0;
        buf_text(out, "<li><b>");
        html_count(out, count);
        buf_text(out, "</b> ");
        write_state(out, state);
        buf_format(out, " <span class=\"note\">%s</span></li>\n", state_meanings[state]);
    }
    buf_text(out, "</ul>\n<p><strong>One event evidences nothing by itself.</strong> The mapping of rules to criteria "
                  "is in ");
    html_path(out, "controls/criteria.csv");
    buf_text(out, ", with who says so and why.</p>\n");
}

/* Why the last column stands beside the states and not in them. */
static void
write_classes(struct buf *out, const struct bundle_model *model)
{
    if (model->controls->class_rules.count == 0)
        return;
    buf_text(out, "<p class=\"note\">“Events of a class” counts the permitted events of the period that evidence the "
                  "criterion by what they are, a fix or a review, whatever the check. They decide no state: one fix "
                  "anywhere would make the criterion recorded. Which classes there are is in ");
    html_path(out, "controls/classes.csv");
    buf_text(out, ".</p>\n");
}

static void
write_rules(struct buf *out, const struct bundle_model *model, uint32_t criterion)
{
    size_t found = 0;
    for (size_t i = 0; i < model->policy->rule_count; i++) {
        const struct policy_rule *rule = &model->policy->rules[i];
        for (size_t j = 0; j < rule->criteria_count; j++) {
            if (rule->criteria[j] != criterion || ++found > CRITERION_RULES_MAX)
                continue;
            buf_text(out, found > 1 ? ", " : "");
            html_rule(out, model, (uint32_t)i);
        }
    }
    if (found > CRITERION_RULES_MAX)
        buf_format(out, " and %zu more", found - CRITERION_RULES_MAX);
    if (found == 0)
        buf_text(out, "none");
}

static void
write_line(struct html_table *table, const struct bundle_model *model, const struct criteria_line *line)
{
    const struct slice id = model->policy->criteria[line->criterion].id;
    const struct criterion *criterion = catalog_find(&model->controls->catalog, id);
    struct buf *out = table->out;
    html_table_row(table);
    html_table_cell(table);
    html_code(out, id);
    buf_text(out, " <span class=\"rule\">");
    html_text(out, criterion != NULL ? criterion->title : (struct slice){0});
    buf_text(out, "</span>");
    html_table_cell(table);
    write_state(out, line->state);
    html_table_cell_count(table, line->events);
    html_table_cell_count(table, line->rules);
    html_table_cell(table);
    write_rules(out, model, line->criterion);
    html_table_cell_count(table, model->analytics->classes.criterion_events[line->criterion]);
}

static void
write_manual(struct html_table *table, const struct bundle_model *model, const struct criteria_line *line,
             struct arena *scratch)
{
    html_table_cell(table);
    html_text(table->out, bundle_manual_answers(model, model->policy->criteria[line->criterion].id, scratch));
}

static struct slice
series_of(const struct bundle_model *model, const struct criteria_line *line)
{
    const struct criterion *criterion =
        catalog_find(&model->controls->catalog, model->policy->criteria[line->criterion].id);
    return criterion != NULL ? criterion->series : (struct slice){0};
}

void
html_section_criteria(const struct bundle_model *model, struct buf *out, struct arena *scratch)
{
    static const struct html_column columns[] = {{.title = "Criterion", .kind = HTML_COLUMN_NAME},
                                                 {.title = "State", .kind = HTML_COLUMN_TEXT},
                                                 {.title = "Events", .kind = HTML_COLUMN_FIGURE},
                                                 {.title = "Rules", .kind = HTML_COLUMN_FIGURE},
                                                 {.title = "that map to it", .kind = HTML_COLUMN_NAME},
                                                 {.title = "Events of a class", .kind = HTML_COLUMN_FIGURE},
                                                 {.title = "Manual evidence", .kind = HTML_COLUMN_NAME}};
    const bool has_manual = model->controls->declaration.manual_count > 0;
    const struct criteria *criteria = &model->analytics->criteria;
    struct slice series = {0};
    struct html_table table;
    write_states(out, criteria);
    write_classes(out, model);
    html_table_open(&table, out, "criteria-table");
    buf_text(out, "Criteria in scope, of catalog ");
    html_code(out, model->controls->catalog.id);
    html_table_columns(&table, columns, COUNT_OF(columns) - (has_manual ? 0 : 1));
    for (size_t i = 0; i < criteria->count; i++) {
        if (i == 0 || !slice_equal(series, series_of(model, &criteria->criteria[i]))) {
            series = series_of(model, &criteria->criteria[i]);
            html_table_group(&table);
            html_text(out, series);
        }
        write_line(&table, model, &criteria->criteria[i]);
        if (has_manual)
            write_manual(&table, model, &criteria->criteria[i], scratch);
    }
    html_table_close(&table);
}
