#include "check.h"

#include <inttypes.h>
#include <stdarg.h>

#include "closure.h"
#include "fault.h"
#include "numbers_reckon.h"
#include "rules.h"
#include "sight.h"

/* Findings' messages and references; the vector of findings itself is on the heap. */
#define CHECK_ARENA_MAX ((size_t)1 << 30)
#define MESSAGE_MAX 4096
#define FNV_OFFSET UINT64_C(14695981039346656037)
#define FNV_PRIME UINT64_C(1099511628211)

#define RULE(code, slug, title, severity, function) { code, slug, title, severity, function },
const struct rule check_rules[] = {
#include "rules.def"
};
#undef RULE
const size_t check_rules_count = sizeof(check_rules) / sizeof(check_rules[0]);

const struct rule *check_rule_find(struct str code)
{
	for (size_t i = 0; i < check_rules_count; i++) {
		if (str_eq(str_from(check_rules[i].code), code))
			return &check_rules[i];
	}
	return NULL;
}

const char *severity_name(enum severity s)
{
	switch (s) {
	case SEVERITY_NOTE:
		return "note";
	case SEVERITY_WARNING:
		return "warning";
	case SEVERITY_ERROR:
		return "error";
	}
	return "note";
}

/* One entry of the list names a rule ("BH204") or is the beginning of a family ("BH2"). */
static bool is_disabled(struct str code, struct str list)
{
	for (size_t at = 0; at < list.len;) {
		size_t end = str_find(list, STR(","), at);
		if (end == STR_NPOS)
			end = list.len;
		struct str entry = str_trim(str_sub(list, at, end));
		if (entry.len > 0 && str_starts(code, entry))
			return true;
		at = end + 1;
	}
	return false;
}

/* First bytes of blanks. */
static const bool may_be_blank[256] = {
	[' '] = true,
	['\t' ... '\r'] = true,
	[0xC2] = true,
	[0xE2] = true,
	[0xE3] = true,
	[0xEF] = true,
};

/* White space of any width is no part of a fingerprint: re-flowed text stays the same text. What may_be_blank[] says may begin it. */
static size_t blank_at(struct str s, size_t pos)
{
	static const struct str wide[] = { { "\u3000", 3 }, { "\u00a0", 2 }, { "\u200b", 3 }, { "\ufeff", 3 } };
	unsigned char ch = (unsigned char)s.ptr[pos];
	if (ch < 0x80)
		return 1;
	for (size_t i = 0; i < sizeof(wide) / sizeof(wide[0]); i++) {
		if (s.len - pos >= wide[i].len && memcmp(s.ptr + pos, wide[i].ptr, wide[i].len) == 0)
			return wide[i].len;
	}
	return 0;
}

static uint64_t hash_text(uint64_t h, struct str s)
{
	for (size_t pos = 0; pos < s.len;) {
		unsigned char ch = (unsigned char)s.ptr[pos];
		size_t skip = may_be_blank[ch] ? blank_at(s, pos) : 0;
		if (skip > 0) {
			pos += skip;
			continue;
		}
		h = (h ^ ch) * FNV_PRIME;
		pos++;
	}
	return (h ^ 0xFF) * FNV_PRIME; /* a byte that UTF-8 does not know parts the fields */
}

static uint64_t fingerprint_of(const struct check_finding *f)
{
	uint64_t h = hash_text(FNV_OFFSET, str_from(f->rule->code));
	h = hash_text(h, f->quote);
	const struct node *n = f->node;
	while (n && n->kind != NODE_PROBLEM)
		n = n->parent;
	return n ? hash_text(h, n->title) : h;
}

struct check_finding *check_add(struct check *c, const struct node *node, struct span span, const char *fmt, ...)
{
	char text[MESSAGE_MAX];
	va_list args;
	va_start(args, fmt);
	int len = vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	if (len < 0)
		return NULL;
	struct str view = { text, (size_t)len < sizeof(text) ? (size_t)len : sizeof(text) - 1 };
	if (view.len < (size_t)len) /* cut between characters */
		while (view.len > 0 && ((unsigned char)text[view.len] & 0xC0) == 0x80)
			view.len--;
	struct str message = arena_dup(c->result->arena, view);
	if (!message.ptr)
		return NULL;
	struct check_finding *f = vec_push(&c->result->findings);
	if (!f)
		return NULL;
	f->rule = c->rule;
	f->severity = c->rule->severity;
	f->message = message;
	f->quote = str_sub(c->report->text, span.start, span.end);
	f->span = span;
	f->node = node;
	return f;
}

int check_relate(struct check *c, struct check_finding *f, struct span related)
{
	size_t n = f->related_count;
	if ((n & (n - 1)) == 0) { /* full at every power of two */
		struct span *grown = arena_array(c->result->arena, n ? n * 2 : 1, sizeof(*grown));
		if (!grown)
			return ERR_NOMEM;
		if (n > 0)
			memcpy(grown, f->related, n * sizeof(*grown));
		f->related = grown;
	}
	f->related[f->related_count++] = related;
	return 0;
}

/* A total order: equal elements would leave the output to qsort's taste. */
static int by_place(const void *pa, const void *pb)
{
	const struct check_finding *a = pa, *b = pb;
	if (a->span.start != b->span.start)
		return a->span.start < b->span.start ? -1 : 1;
	int order = strcmp(a->rule->code, b->rule->code);
	if (order != 0)
		return order;
	if (a->span.end != b->span.end)
		return a->span.end < b->span.end ? -1 : 1;
	return str_cmp(a->message, b->message);
}

struct print {
	uint64_t value;
	size_t index;
};

static int by_print(const void *pa, const void *pb)
{
	const struct print *a = pa, *b = pb;
	if (a->value != b->value)
		return a->value < b->value ? -1 : 1;
	return a->index < b->index ? -1 : a->index > b->index;
}

/* The second of two equal doubts gets another fingerprint, the same in every run. */
static int set_fingerprints(struct check_result *r)
{
	size_t count = r->findings.len;
	struct check_finding *all = r->findings.ptr;
	if (count == 0)
		return 0;
	struct print *prints = fault_calloc(count, sizeof(*prints));
	if (!prints)
		return ERR_NOMEM;
	for (size_t i = 0; i < count; i++)
		prints[i] = (struct print){ fingerprint_of(&all[i]), i };
	qsort(prints, count, sizeof(*prints), by_print);
	uint64_t ordinal = 0;
	for (size_t i = 0; i < count; i++) {
		ordinal = i > 0 && prints[i].value == prints[i - 1].value ? ordinal + 1 : 0;
		uint64_t h = prints[i].value;
		for (uint64_t n = ordinal; n > 0; n >>= 8)
			h = (h ^ (n & 0xFF)) * FNV_PRIME;
		all[prints[i].index].fingerprint = h;
	}
	free(prints);
	return 0;
}

bool check_enabled(const struct check *c, const char *code)
{
	return !is_disabled(str_from(code), str_from(c->options->disabled));
}

static int run_rules(struct check *c)
{
	for (size_t i = 0; i < check_rules_count; i++) {
		if (!check_enabled(c, check_rules[i].code))
			continue;
		c->rule = &check_rules[i];
		int rc = c->rule->run(c);
		if (rc < 0)
			return rc;
	}
	if (c->result->findings.len > 1)
		qsort(c->result->findings.ptr, c->result->findings.len, sizeof(struct check_finding), by_place);
	return set_fingerprints(c->result);
}

int check_run(const struct report *r, const struct check_options *o, struct check_result **ret, struct err *e)
{
	static const struct check_options none = { 0 };
	struct check_result *result = fault_calloc(1, sizeof(*result));
	if (!result)
		return err_nomem(e);
	vec_init(&result->findings, sizeof(struct check_finding));
	result->arena = arena_new(CHECK_ARENA_MAX);
	if (!result->arena) {
		check_result_free(result);
		return err_nomem(e);
	}
	struct check c = { .report = r, .options = o ? o : &none, .result = result };
	int rc = run_rules(&c);
	sights_free(c.sights);
	closure_free(c.closure);
	reckon_free(c.reckoned);
	if (rc < 0) {
		check_result_free(result);
		return rc == ERR_NOMEM ? err_nomem(e) : err_set(e, rc, "规则 %s 未能运行完", c.rule->code);
	}
	*ret = result;
	return 0;
}

void check_result_free(struct check_result *r)
{
	if (!r)
		return;
	vec_clear(&r->findings);
	arena_free(r->arena);
	free(r);
}

static void write_span(struct json *j, struct span s)
{
	json_array(j);
	json_int(j, s.start);
	json_int(j, s.end);
	json_end_array(j);
}

void check_write_finding(const struct check_finding *f, struct json *j)
{
	char hex[17];
	snprintf(hex, sizeof(hex), "%016" PRIx64, f->fingerprint);
	json_member_cstr(j, "code", f->rule->code);
	json_member_cstr(j, "severity", severity_name(f->severity));
	json_member_str(j, "message", f->message);
	json_member_str(j, "quote", f->quote);
	json_key(j, "span");
	write_span(j, f->span);
	json_key(j, "related");
	json_array(j);
	for (size_t i = 0; i < f->related_count; i++)
		write_span(j, f->related[i]);
	json_end_array(j);
	json_member_cstr(j, "fingerprint", hex);
}

void check_write_json(const struct check_result *r, struct json *j)
{
	json_array(j);
	for (size_t i = 0; i < r->findings.len; i++) {
		json_object(j);
		check_write_finding(&VEC_AT(&r->findings, struct check_finding, i), j);
		json_end_object(j);
	}
	json_end_array(j);
}
