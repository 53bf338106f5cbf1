#include "docno.h"
#include "report.h"

static void write_span(struct json *j, const char *key, struct span s)
{
	json_key(j, key);
	json_array(j);
	json_int(j, s.start);
	json_int(j, s.end);
	json_end_array(j);
}

static void write_str(struct json *j, const char *key, struct str s)
{
	json_member_str(j, key, s.len ? s : STR_NONE);
}

static void write_date(struct json *j, const char *key, struct date d)
{
	char text[DATE_TEXT_MAX];
	date_format(d, text);
	json_key(j, key);
	if (date_is_none(d))
		json_null(j);
	else
		json_cstr(j, text);
}

/* A list of names: 环卫科、市容科 */
static void write_names(struct json *j, const char *key, struct str names)
{
	static const char *const marks[] = { "、", "，", ",", "；", ";" };
	json_key(j, key);
	json_array(j);
	while (names.len) {
		size_t end = names.len, skip = 0;
		for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
			size_t at = str_find(names, str_from(marks[i]), 0);
			if (at < end) {
				end = at;
				skip = strlen(marks[i]);
			}
		}
		struct str name = str_trim(str_sub(names, 0, end));
		if (name.len)
			json_str(j, name);
		names = str_sub(names, end + skip, names.len);
	}
	json_end_array(j);
}

static void write_entry(struct json *j, const struct node *n)
{
	json_object(j);
	write_str(j, "marker", n->no);
	write_str(j, "heading", n->title);
	write_str(j, "text", n->text);
	write_span(j, "span", n->span);
	if (n->kind == NODE_MEASURE) {
		write_names(j, "depts", node_depts(n));
		write_str(j, "due", node_due(n));
	}
	json_end_object(j);
}

static void write_entries(struct json *j, const char *key, const struct node *item, enum node_kind kind)
{
	json_key(j, key);
	json_array(j);
	for (const struct node *n = item->first; n; n = n->next)
		if (n->kind == kind)
			write_entry(j, n);
	json_end_array(j);
}

static void write_result(struct json *j, const struct node *item)
{
	const struct node *result = NULL;
	for (const struct node *n = item->first; n; n = n->next)
		if (n->kind == NODE_RESULT)
			result = n;
	json_key(j, "result");
	json_object(j);
	const char *status = result ? result_status_name(result->status) : NULL;
	json_key(j, "status");
	if (status)
		json_cstr(j, status);
	else
		json_null(j);
	write_str(j, "text", result ? result->text : STR_NONE);
	write_date(j, "date", result ? node_date(result) : (struct date){ 0, 0, 0 });
	json_key(j, "span");
	if (result) {
		json_array(j);
		struct span at = result->head_span.end ? result->head_span : result->span;
		json_int(j, at.start);
		json_int(j, at.end);
		json_end_array(j);
	} else {
		json_null(j);
	}
	json_end_object(j);
}

/* What the columns of a ledger say that no other member holds. */
static void write_told(struct json *j, const struct node *item)
{
	if (!node_told(item))
		return;
	json_key(j, "details");
	json_array(j);
	for (const struct column_said *t = node_told(item); t; t = t->next) {
		json_object(j);
		json_member_cstr(j, "column", ledger_column_key(t->column));
		write_str(j, "header", t->header);
		write_str(j, "text", t->text);
		write_span(j, "span", t->span);
		json_end_object(j);
	}
	json_end_array(j);
}

static void write_item(struct json *j, const struct node *n)
{
	json_object(j);
	write_str(j, "no", n->no);
	write_str(j, "finding", n->text);
	write_span(j, "span", n->span);
	write_span(j, "finding_span", n->head_span);
	write_str(j, "group", node_group(n));
	write_names(j, "depts", node_depts(n));
	write_str(j, "due", node_due(n));
	write_told(j, n);
	write_entries(j, "measures", n, NODE_MEASURE);
	write_entries(j, "progress", n, NODE_PROGRESS);
	write_result(j, n);
	json_end_object(j);
}

static struct str group_of(const struct node *problem)
{
	for (const struct node *n = problem->first; n; n = n->next)
		if (n->kind == NODE_ITEM && node_group(n).len)
			return node_group(n);
	return STR_NONE;
}

static void write_problem(struct json *j, const struct node *n, bool other)
{
	json_object(j);
	if (other) {
		json_member_cstr(j, "kind", problem_kind_name(n->problem));
	}
	write_str(j, "no", n->no);
	write_str(j, "title", n->title);
	write_span(j, "span", n->span);
	write_span(j, "title_span", n->head_span);
	write_str(j, "group", group_of(n));
	json_key(j, "items");
	json_array(j);
	for (const struct node *i = n->first; i; i = i->next)
		if (i->kind == NODE_ITEM)
			write_item(j, i);
	json_end_array(j);
	json_end_object(j);
}

static void write_aspect(struct json *j, const struct node *n)
{
	json_object(j);
	write_str(j, "no", n->no);
	write_str(j, "title", n->title);
	write_span(j, "span", n->span);
	write_span(j, "title_span", n->head_span);
	json_key(j, "problems");
	json_array(j);
	for (const struct node *p = n->first; p; p = p->next)
		if (p->kind == NODE_PROBLEM)
			write_problem(j, p, false);
	json_end_array(j);
	json_end_object(j);
}

/* An item tells its last result; what stands before is text. */
static bool is_earlier_result(const struct node *n)
{
	bool later = false;

	for (const struct node *k = n->kind == NODE_RESULT ? n->next : NULL; k && !later; k = k->next)
		later = k->kind == NODE_RESULT;
	return later;
}

static void write_prose(struct json *j, const struct node *top)
{
	for (const struct node *n = top; n; n = node_walk(top, (struct node *)(uintptr_t)n)) {
		bool text = is_earlier_result(n);
		if (n->kind != NODE_PROSE && !text)
			continue;
		json_object(j);
		json_member_cstr(j, "kind", text ? "text" : prose_kind_name(n->prose));
		write_span(j, "span", n->span);
		json_end_object(j);
	}
}

static void write_contacts(struct json *j, const struct report *r)
{
	static const char *const kinds[] = { "phone", "email", "address", "postcode" };
	json_key(j, "contacts");
	json_array(j);
	for (size_t i = 0; i < r->contacts.len; i++) {
		const struct fact_contact *c = &VEC_AT(&r->contacts, struct fact_contact, i);
		json_object(j);
		json_member_cstr(j, "kind", kinds[c->kind]);
		write_str(j, "value", c->value);
		write_span(j, "span", c->span);
		json_end_object(j);
	}
	json_end_array(j);
}

static void write_inspection(struct json *j, const struct report *r)
{
	json_key(j, "inspection");
	if (date_is_none(r->inspection_start)) {
		json_null(j);
		return;
	}
	json_object(j);
	write_date(j, "start", r->inspection_start);
	write_date(j, "end", r->inspection_end);
	json_end_object(j);
}

static void write_report(struct json *j, const struct report *r)
{
	json_key(j, "report");
	json_object(j);
	write_str(j, "title", r->title);
	write_str(j, "unit", r->unit);
	write_str(j, "inspector", r->inspector);
	write_str(j, "round_kind", r->round_kind);
	write_inspection(j, r);
	write_date(j, "feedback_date", r->feedback_date);
	write_date(j, "signed_date", r->signed_date);
	write_date(j, "published_date", r->published_date);
	write_contacts(j, r);
	json_key(j, "aspects");
	json_array(j);
	for (const struct node *n = r->root->first; n; n = n->next)
		if (n->kind == NODE_ASPECT)
			write_aspect(j, n);
	json_end_array(j);
	json_key(j, "others");
	json_array(j);
	for (const struct node *n = r->others; n; n = n->next)
		write_problem(j, n, true);
	json_end_array(j);
	json_key(j, "prose");
	json_array(j);
	write_prose(j, r->root);
	for (const struct node *n = r->others; n; n = n->next)
		write_prose(j, n);
	json_end_array(j);
	json_end_object(j);
}

static void write_text_span(struct json *j, const struct report *r, struct span s)
{
	write_str(j, "text", report_slice(r, s));
	write_span(j, "span", s);
}

static void write_decimal(struct json *j, const char *key, struct decimal d)
{
	char text[DECIMAL_TEXT_MAX];

	json_member_str(j, key, decimal_text(d, text));
}

static void write_dates(struct json *j, const struct report *r)
{
	static const char *const precisions[] = { "day", "month", "year", "quarter", "half" };
	json_key(j, "dates");
	json_array(j);
	for (size_t i = 0; i < r->dates.len; i++) {
		const struct fact_date *d = &VEC_AT(&r->dates, struct fact_date, i);
		json_object(j);
		write_date(j, "value", d->value);
		json_member_cstr(j, "precision", precisions[d->precision]);
		write_text_span(j, r, d->span);
		json_end_object(j);
	}
	json_end_array(j);
}

static void write_numbers(struct json *j, const struct report *r, bool money)
{
	json_key(j, money ? "amounts" : "quantities");
	json_array(j);
	for (size_t i = 0; i < r->numbers.len; i++) {
		const struct fact_number *n = &VEC_AT(&r->numbers, struct fact_number, i);
		if ((n->kind == NUMBER_MONEY) != money || n->kind == NUMBER_ORDINAL)
			continue;
		json_object(j);
		if (money) {
			json_member_int(j, "fen", n->fen);
			write_str(j, "text", report_slice(r, n->span));
		} else {
			write_decimal(j, "value", n->value);
			write_str(j, "unit", n->unit);
		}
		json_member_bool(j, "approximate", n->approximate);
		write_span(j, "span", n->span);
		json_end_object(j);
	}
	json_end_array(j);
}

static void write_documents(struct json *j, const struct report *r)
{
	static const char *const actions[] = { "issued", "revised", "drafted", "submitted", "trial", "cited" };
	json_key(j, "documents");
	json_array(j);
	for (size_t i = 0; i < r->documents.len; i++) {
		const struct fact_document *d = &VEC_AT(&r->documents, struct fact_document, i);
		char number[DOCNO_TEXT_MAX];
		json_object(j);
		write_str(j, "title", d->title);
		write_str(j, "number", docno_normal(d->number, number));
		json_member_cstr(j, "action", actions[d->action]);
		write_span(j, "span", d->span);
		json_end_object(j);
	}
	json_end_array(j);
}

static void write_orgs(struct json *j, const struct report *r)
{
	static const char *const roles[] = { "lead", "responsible", "cooperating", "other" };
	json_key(j, "organisations");
	json_array(j);
	for (size_t i = 0; i < r->orgs.len; i++) {
		const struct fact_org *o = &VEC_AT(&r->orgs, struct fact_org, i);
		json_object(j);
		write_str(j, "name", o->name);
		json_member_cstr(j, "role", roles[o->role]);
		write_span(j, "span", o->span);
		json_end_object(j);
	}
	json_end_array(j);
}

static void write_people(struct json *j, const struct report *r)
{
	json_key(j, "people_actions");
	json_array(j);
	for (size_t i = 0; i < r->people.len; i++) {
		const struct fact_people *p = &VEC_AT(&r->people, struct fact_people, i);
		json_object(j);
		write_str(j, "kind", p->kind);
		json_key(j, "people");
		if (p->people)
			json_int(j, p->people);
		else
			json_null(j);
		write_span(j, "span", p->span);
		json_end_object(j);
	}
	json_end_array(j);
}

static void write_claims(struct json *j, const struct report *r)
{
	json_key(j, "claims");
	json_array(j);
	for (size_t i = 0; i < r->claims.len; i++) {
		const struct fact_claim *c = &VEC_AT(&r->claims, struct fact_claim, i);
		json_object(j);
		json_member_cstr(j, "key", c->key);
		char text[DECIMAL_TEXT_MAX];
		json_key(j, "value");
		json_raw(j, decimal_text(c->value, text)); /* a JSON number */
		write_str(j, "unit", c->unit);
		write_text_span(j, r, c->span);
		json_key(j, "counted");
		if (c->counted < 0)
			json_null(j);
		else
			json_int(j, c->counted);
		json_end_object(j);
	}
	json_end_array(j);
}

/* A, B ... Z, AA. */
static void write_letters(struct json *j, size_t i)
{
	char text[4];
	size_t n = sizeof text;

	for (i++; i && n; i = (i - 1) / 26)
		text[--n] = (char)('A' + (i - 1) % 26);
	json_member_str(j, "column", (struct str){ text + n, sizeof text - n });
}

static void write_table(struct json *j, const struct report_table *t)
{
	json_object(j);
	write_span(j, "span", t->span);
	json_member_int(j, "rows", (int64_t)t->rows);
	json_key(j, "columns");
	json_array(j);
	for (size_t i = 0; i < t->count; i++) {
		json_object(j);
		write_letters(j, i);
		write_str(j, "header", t->columns[i].header);
		json_member_cstr(j, "means", ledger_column_key(t->columns[i].means));
		json_member_cstr(j, "name", ledger_column_name(t->columns[i].means));
		json_member_cstr(j, "sure", ledger_sure_key(t->columns[i].sure));
		json_end_object(j);
	}
	json_end_array(j);
	json_end_object(j);
}

/* Which column of each ledger was taken for what; nothing for a text without ledgers. */
static void write_tables(struct json *j, const struct report *r)
{
	if (r->tables.len == 0)
		return;
	json_key(j, "columns");
	json_array(j);
	for (size_t i = 0; i < r->tables.len; i++)
		write_table(j, &VEC_AT(&r->tables, struct report_table, i));
	json_end_array(j);
}

void report_write_json(const struct report *r, struct json *j)
{
	json_key(j, "copies");
	json_array(j);
	for (size_t i = 0; i < r->copies.len; i++) {
		json_object(j);
		write_span(j, "span", VEC_AT(&r->copies, struct span, i));
		json_end_object(j);
	}
	json_end_array(j);
	write_report(j, r);
	json_key(j, "facts");
	json_object(j);
	write_dates(j, r);
	write_numbers(j, r, true);
	write_numbers(j, r, false);
	write_documents(j, r);
	write_orgs(j, r);
	write_people(j, r);
	json_end_object(j);
	write_claims(j, r);
	write_tables(j, r);
}
