#include "bundle/html_sections.h"

#include "bundle/html_figure.h"
#include "bundle/html_name.h"
#include "bundle/html_table.h"
#include "bundle/own_controls.h"

/* Rule ids named in the row of one control. */
enum { CONTROL_RULES_MAX = 20 };

static void
write_criteria(struct buf *out, struct record_texts criteria)
{
    for (size_t i = 0; i < criteria.count; i++) {
        buf_text(out, i == 0 ? "" : " ");
        html_code(out, criteria.items[i]);
    }
}

static uint32_t
rule_number(const struct bundle_model *model, struct slice id)
{
    const struct rule_list *rules = &model->controls->rules;
    return (uint32_t)(rule_find(rules, id) - rules->rules);
}

static void
write_rules(struct buf *out, const struct bundle_model *model, struct record_texts rules)
{
    for (size_t i = 0; i < rules.count && i < CONTROL_RULES_MAX; i++) {
        buf_text(out, i == 0 ? "" : ", ");
        html_rule(out, model, rule_number(model, rules.items[i]));
    }
    if (rules.count > CONTROL_RULES_MAX)
        buf_format(out, " and %zu more", rules.count - CONTROL_RULES_MAX);
    if (rules.count == 0)
        buf_text(out, "none");
}

static void
write_control(struct html_table *table, const struct bundle_model *model, const struct own_control *control,
              const struct rule_tally *tallies)
{
    struct rule_tally sum = {0};
    for (size_t i = 0; i < control->rules.count; i++) {
        const struct rule_tally *tally = &tallies[rule_number(model, control->rules.items[i])];
        sum.events += tally->events;
        sum.open += tally->open;
    }
    html_table_row(table);
    html_table_cell(table);
    html_code(table->out, control->id);
    buf_text(table->out, " <span class=\"rule\">");
    html_text(table->out, control->statement);
    buf_text(table->out, "</span>");
    html_table_cell(table);
    html_text(table->out, control->owner);
    html_table_cell(table);
    html_text(table->out, control->frequency);
    html_table_cell(table);
    write_criteria(table->out, control->criteria);
    html_table_cell_count(table, sum.events);
    html_table_cell_count(table, sum.open);
    html_table_cell(table);
    write_rules(table->out, model, control->rules);
}

static void
write_controls(struct buf *out, const struct bundle_model *model, struct arena *scratch)
{
    static const struct html_column columns[] = {{.title = "Control", .kind = HTML_COLUMN_NAME},
                                                 {.title = "Owner", .kind = HTML_COLUMN_TEXT},
                                                 {.title = "Frequency", .kind = HTML_COLUMN_TEXT},
                                                 {.title = "Criteria", .kind = HTML_COLUMN_TEXT},
                                                 {.title = "Events", .kind = HTML_COLUMN_FIGURE},
                                                 {.title = "Open at the end", .kind = HTML_COLUMN_FIGURE},
                                                 {.title = "Rules that bear on it", .kind = HTML_COLUMN_NAME}};
    const struct own_control_list *own = &model->controls->declaration.own;
    const struct rule_tally *tallies = bundle_rule_tallies(model, scratch);
    struct html_table table;
    html_table_open(&table, out, "own-controls-table");
    buf_text(out, "Own controls, with the events of their rules in the period and the windows open at its end");
    html_table_columns(&table, columns, COUNT_OF(columns));
    for (size_t i = 0; i < own->count; i++)
        write_control(&table, model, &own->controls[i], tallies);
    html_table_close(&table);
}

static void
write_complementary(struct html_table *table, const struct own_control *control)
{
    for (size_t i = 0; i < control->complementary_count; i++) {
        const struct complementary_control *other = &control->complementary[i];
        html_table_row(table);
        html_table_cell(table);
        html_code(table->out, control->id);
        html_table_cell_text(table, complementary_kind_name(other->kind));
        html_table_cell(table);
        html_text(table->out, other->organisation);
        html_table_cell(table);
        html_text(table->out, other->statement);
        html_table_cell(table);
        write_criteria(table->out, other->criteria);
    }
}

static void
write_others(struct buf *out, const struct own_control_list *own)
{
    static const struct html_column columns[] = {{.title = "Control", .kind = HTML_COLUMN_TEXT},
                                                 {.title = "Kind", .kind = HTML_COLUMN_TEXT},
                                                 {.title = "Organisation", .kind = HTML_COLUMN_TEXT},
                                                 {.title = "What it is relied on for", .kind = HTML_COLUMN_NAME},
                                                 {.title = "Criteria", .kind = HTML_COLUMN_TEXT}};
    size_t count = 0;
    for (size_t i = 0; i < own->count; i++)
        count += own->controls[i].complementary_count;
    if (count == 0)
        return;
    struct html_table table;
    html_table_open(&table, out, "complementary-table");
    buf_text(out, "Complementary controls of others");
    html_table_columns(&table, columns, COUNT_OF(columns));
    for (size_t i = 0; i < own->count; i++)
        write_complementary(&table, &own->controls[i]);
    html_table_close(&table);
}

void
html_section_own(const struct bundle_model *model, struct buf *out, struct arena *scratch)
{
    const struct own_control_list *own = &model->controls->declaration.own;
    if (own->count == 0) {
        buf_text(out, "<p>The rule set in force declares no controls of the organisation's own.</p>\n");
        return;
    }
    buf_text(out, "<p>As the organisation declares them; in full in ");
    html_path(out, "controls/controls.json");
    buf_text(out, ". Neither events nor their absence say that a control works.</p>\n");
    write_controls(out, model, scratch);
    write_others(out, own);
}
