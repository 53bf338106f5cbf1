#include "facts_print.h"

#include "alias.h"
#include "docno.h"

#define SAID_COLUMNS 60

static const char *const precisions[] = { "day", "month", "year", "quarter", "half" };
static const char *const precision_titles[] = { "日", "月", "年", "季度", "半年" };
static const char *const actions[] = { "issued", "revised", "drafted", "submitted", "trial", "cited" };
static const char *const action_titles[] = { "印发", "修订", "起草", "报请", "试行", "提到" };
static const char *const roles[] = { "lead", "responsible", "cooperating", "other" };
static const char *const role_titles[] = { "牵头", "责任", "配合", "其他" };

static const char *const contacts[] = { "phone", "email", "address", "postcode" };
static const char *const contact_titles[] = { "电话", "邮箱", "地址", "邮编" };

/* --- the table --- */

/* Facts of one kind come in the order of the text: lines are counted as they go. */
struct table {
	struct print *out;
	const struct report *r;
	size_t line, at;
};

static size_t line_of(struct table *t, uint32_t offset)
{
	if (offset < t->at) {
		t->at = 0;
		t->line = 1;
	}
	while (t->at < offset) {
		const char *nl = memchr(t->r->text.ptr + t->at, '\n', offset - t->at);
		if (!nl)
			break;
		t->at = (size_t)(nl - t->r->text.ptr) + 1;
		t->line++;
	}
	return t->line;
}

static void row(struct table *t, const char *kind, struct span s, struct str value, const char *note)
{
	struct print *out = t->out;

	print_fmt(out, "%6zu  %s  ", line_of(t, s.start), kind);
	size_t used = print_text(out, value, 28);
	print_pad(out, used < 28 ? 28 - used : 0);
	print_fmt(out, "  %s  ", note);
	print_text(out, report_slice(t->r, s), SAID_COLUMNS);
	print_cstr(out, "\n");
}

static void begin(struct table *t)
{
	t->at = 0;
	t->line = 1;
}

/* As precise as it is printed: 2023-08, 2023年第3季度. */
static struct str date_value(const struct fact_date *d, struct arena *a)
{
	char day[DATE_TEXT_MAX];

	if (!d->value.year)
		return STR("不能确定");
	switch (d->precision) {
	case DATE_YEAR:
		return arena_fmt(a, "%d", d->value.year);
	case DATE_MONTH:
		return arena_fmt(a, "%04d-%02d", d->value.year, d->value.month);
	case DATE_QUARTER:
		return arena_fmt(a, "%d年第%d季度", d->value.year, (d->value.month + 2) / 3);
	case DATE_HALF:
		return arena_fmt(a, "%d年%s半年", d->value.year, d->value.month > 6 ? "下" : "上");
	default:
		date_format(d->value, day);
		return arena_fmt(a, "%s", day);
	}
}

static void print_dates(struct table *t, struct arena *a)
{
	begin(t);
	for (size_t i = 0; i < t->r->dates.len; i++) {
		const struct fact_date *d = &VEC_AT(&t->r->dates, struct fact_date, i);
		row(t, "日期", d->span, date_value(d, a),
			d->year_inferred && d->value.year ? "年份推断" : precision_titles[d->precision]);
	}
}

static void print_numbers(struct table *t, bool money, struct arena *a)
{
	begin(t);
	for (size_t i = 0; i < t->r->numbers.len; i++) {
		const struct fact_number *n = &VEC_AT(&t->r->numbers, struct fact_number, i);
		if ((n->kind == NUMBER_MONEY) != money || n->kind == NUMBER_ORDINAL)
			continue;
		char text[DECIMAL_TEXT_MAX];
		struct str value =
			money ? arena_fmt(a, "%lld.%02lld 元", (long long)(n->fen / 100), (long long)(n->fen % 100))
			      : arena_fmt(a, STR_FMT " " STR_FMT, STR_ARG(decimal_text(n->value, text)),
					STR_ARG(n->unit));
		row(t, money ? "金额" : "数量", n->span, value, n->approximate ? "约" : "");
	}
}

static void print_documents(struct table *t)
{
	begin(t);
	for (size_t i = 0; i < t->r->documents.len; i++) {
		const struct fact_document *d = &VEC_AT(&t->r->documents, struct fact_document, i);
		char text[DOCNO_TEXT_MAX];
		struct str number = docno_normal(d->number, text);
		row(t, "文件", d->span, number.ptr ? number : STR("没有文号"), action_titles[d->action]);
	}
}

static int print_orgs(struct table *t)
{
	struct vec aliases;
	int rc = report_aliases(t->r, &aliases);

	begin(t);
	for (size_t i = 0; i < t->r->orgs.len && rc == 0; i++) {
		const struct fact_org *o = &VEC_AT(&t->r->orgs, struct fact_org, i);
		struct str full = report_full_name(&aliases, o->name);
		row(t, "单位", o->span, full.ptr ? full : o->name, role_titles[o->role]);
	}
	vec_clear(&aliases);
	return rc;
}

static void print_people(struct table *t, struct arena *a)
{
	begin(t);
	for (size_t i = 0; i < t->r->people.len; i++) {
		const struct fact_people *p = &VEC_AT(&t->r->people, struct fact_people, i);
		struct str value = p->people ? arena_fmt(a, STR_FMT " %u 人", STR_ARG(p->kind), p->people) : p->kind;
		row(t, "人员", p->span, value, "");
	}
}

/* --- limits of measures and items, those told in sentences, contacts --- */

struct limit {
	struct span span;
	struct str text;
	const char *of;
};

static struct span span_of(const struct report *r, struct str s, struct span else_this)
{
	bool inside = s.ptr >= r->text.ptr && s.ptr + s.len <= r->text.ptr + r->text.len;
	uint32_t at = inside ? (uint32_t)(s.ptr - r->text.ptr) : 0;

	return inside ? (struct span){ at, at + (uint32_t)s.len } : else_this;
}

static bool add_limit(struct vec *limits, struct span span, struct str text, const char *of)
{
	struct limit *l = vec_push(limits);

	if (l)
		*l = (struct limit){ span, text, of };
	return l;
}

/* Of nodes that have one; what the item hands down to its measures is told once. */
static bool walk_due(const struct report *r, const struct node *n, struct str above, struct vec *limits)
{
	for (; n; n = n->next) {
		struct str due = node_due(n);
		const char *of = n->kind == NODE_MEASURE ? "measure" : "item";
		if (due.len && due.ptr != above.ptr && !add_limit(limits, span_of(r, due, n->span), due, of))
			return false;
		if (!walk_due(r, n->first, due.len ? due : above, limits))
			return false;
	}
	return true;
}

static int by_place(const void *a, const void *b)
{
	const struct limit *x = a, *y = b;

	return (x->span.start > y->span.start) - (x->span.start < y->span.start);
}

/* In the order of the text; a date inside another limit is that one. */
static int all_limits(const struct report *r, struct vec *limits)
{
	size_t kept = 0;

	vec_init(limits, sizeof(struct limit));
	if (!walk_due(r, r->root->first, STR_NONE, limits) || !walk_due(r, r->others, STR_NONE, limits))
		return ERR_NOMEM;
	for (size_t i = 0; i < r->dates.len; i++) {
		const struct fact_date *d = &VEC_AT(&r->dates, struct fact_date, i);
		if (d->limit && !add_limit(limits, d->span, report_slice(r, d->span), "sentence"))
			return ERR_NOMEM;
	}
	if (limits->len)
		qsort(limits->ptr, limits->len, sizeof(struct limit), by_place);
	for (size_t i = 0; i < limits->len; i++) {
		struct limit l = VEC_AT(limits, struct limit, i);
		bool told = kept && VEC_AT(limits, struct limit, kept - 1).span.end > l.span.start;
		if (!told || strcmp(l.of, "sentence") != 0)
			VEC_AT(limits, struct limit, kept++) = l;
	}
	limits->len = kept;
	return 0;
}

static int print_limits(struct table *t)
{
	struct vec limits;
	int rc = all_limits(t->r, &limits);

	begin(t);
	for (size_t i = 0; i < limits.len && rc == 0; i++) {
		const struct limit *l = &VEC_AT(&limits, struct limit, i);
		row(t, "时限", l->span, l->text, "");
	}
	vec_clear(&limits);
	return rc;
}

static void print_contacts(struct table *t)
{
	begin(t);
	for (size_t i = 0; i < t->r->contacts.len; i++) {
		const struct fact_contact *c = &VEC_AT(&t->r->contacts, struct fact_contact, i);
		row(t, "联系", c->span, c->value, contact_titles[c->kind]);
	}
}

int facts_print(struct print *out, const struct report *r, struct arena *scratch)
{
	struct table t = { .out = out, .r = r, .line = 1 };

	print_cstr(out, "    行  类别  值                            说明  原文\n");
	print_dates(&t, scratch);
	print_numbers(&t, true, scratch);
	print_numbers(&t, false, scratch);
	print_documents(&t);
	int rc = print_orgs(&t);
	print_people(&t, scratch);
	rc = rc < 0 ? rc : print_limits(&t);
	print_contacts(&t);
	return rc;
}

/* --- JSON --- */

static void write_place(struct json *j, const struct report *r, struct span s)
{
	json_member_str(j, "text", report_slice(r, s));
	json_key(j, "span");
	json_array(j);
	json_int(j, s.start);
	json_int(j, s.end);
	json_end_array(j);
	json_end_object(j);
}

static void write_dates(const struct report *r, struct json *j)
{
	json_key(j, "dates");
	json_array(j);
	for (size_t i = 0; i < r->dates.len; i++) {
		const struct fact_date *d = &VEC_AT(&r->dates, struct fact_date, i);
		char day[DATE_TEXT_MAX];
		date_format(d->value, day);
		json_object(j);
		json_key(j, "value");
		d->value.year ? json_cstr(j, day) : json_null(j);
		json_member_cstr(j, "precision", precisions[d->precision]);
		json_member_bool(j, "year_inferred", d->year_inferred);
		date_format(d->range_end, day);
		json_key(j, "range_end");
		d->range_end.year ? json_cstr(j, day) : json_null(j);
		write_place(j, r, d->span);
	}
	json_end_array(j);
}

static void write_numbers(const struct report *r, struct json *j, bool money)
{
	json_key(j, money ? "amounts" : "quantities");
	json_array(j);
	for (size_t i = 0; i < r->numbers.len; i++) {
		const struct fact_number *n = &VEC_AT(&r->numbers, struct fact_number, i);
		char text[DECIMAL_TEXT_MAX];
		if ((n->kind == NUMBER_MONEY) != money || n->kind == NUMBER_ORDINAL)
			continue;
		json_object(j);
		json_key(j, money ? "fen" : "value");
		money ? json_int(j, n->fen) : json_str(j, decimal_text(n->value, text));
		json_member_str(j, "unit", n->unit);
		json_member_bool(j, "approximate", n->approximate);
		write_place(j, r, n->span);
	}
	json_end_array(j);
}

static void write_documents(const struct report *r, struct json *j)
{
	json_key(j, "documents");
	json_array(j);
	for (size_t i = 0; i < r->documents.len; i++) {
		const struct fact_document *d = &VEC_AT(&r->documents, struct fact_document, i);
		char text[DOCNO_TEXT_MAX];
		json_object(j);
		json_member_str(j, "title", d->title);
		json_member_str(j, "number", docno_normal(d->number, text));
		json_member_str(j, "printed_number", d->number);
		json_member_cstr(j, "action", actions[d->action]);
		write_place(j, r, d->span);
	}
	json_end_array(j);
}

static int write_orgs(const struct report *r, struct json *j)
{
	struct vec aliases;
	int rc = report_aliases(r, &aliases);

	json_key(j, "organisations");
	json_array(j);
	for (size_t i = 0; i < r->orgs.len && rc == 0; i++) {
		const struct fact_org *o = &VEC_AT(&r->orgs, struct fact_org, i);
		json_object(j);
		json_member_str(j, "name", o->name);
		json_member_str(j, "full_name", report_full_name(&aliases, o->name));
		json_member_cstr(j, "role", roles[o->role]);
		write_place(j, r, o->span);
	}
	json_end_array(j);
	vec_clear(&aliases);
	return rc;
}

static void write_people(const struct report *r, struct json *j)
{
	json_key(j, "people_actions");
	json_array(j);
	for (size_t i = 0; i < r->people.len; i++) {
		const struct fact_people *p = &VEC_AT(&r->people, struct fact_people, i);
		json_object(j);
		json_member_str(j, "kind", p->kind);
		json_key(j, "people");
		p->people ? json_int(j, p->people) : json_null(j);
		write_place(j, r, p->span);
	}
	json_end_array(j);
}

static int write_limits(const struct report *r, struct json *j)
{
	struct vec limits;
	int rc = all_limits(r, &limits);

	json_key(j, "deadlines");
	json_array(j);
	for (size_t i = 0; i < limits.len && rc == 0; i++) {
		const struct limit *l = &VEC_AT(&limits, struct limit, i);
		json_object(j);
		json_member_cstr(j, "of", l->of);
		write_place(j, r, l->span);
	}
	json_end_array(j);
	vec_clear(&limits);
	return rc;
}

static void write_contacts(const struct report *r, struct json *j)
{
	json_key(j, "contacts");
	json_array(j);
	for (size_t i = 0; i < r->contacts.len; i++) {
		const struct fact_contact *c = &VEC_AT(&r->contacts, struct fact_contact, i);
		json_object(j);
		json_member_cstr(j, "kind", contacts[c->kind]);
		json_member_str(j, "value", c->value);
		write_place(j, r, c->span);
	}
	json_end_array(j);
}

int facts_write_json(const struct report *r, struct json *j)
{
	write_dates(r, j);
	write_numbers(r, j, true);
	write_numbers(r, j, false);
	write_documents(r, j);
	int rc = write_orgs(r, j);
	write_people(r, j);
	rc = rc < 0 ? rc : write_limits(r, j);
	write_contacts(r, j);
	return rc;
}
