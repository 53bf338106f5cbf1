#include "out_pair.h"

#include "utf8.h"

#define CONTEXT 16 /* characters of what is the same around a change */
#define SUBJECT 40

static const char *const red = "\033[31m", *const green = "\033[32m", *const bold = "\033[1m", *const reset = "\033[0m";

/* --- text --- */

/* What is the same: its ends only where it is long. `first` and `last` tell whether a change stands on that side. */
static void put_same(struct buf *b, struct str s, bool first, bool last)
{
	size_t chars = utf8_count(s), keep = (first ? 0 : CONTEXT) + (last ? 0 : CONTEXT);
	if (chars <= keep + 2) {
		pair_text(b, s, 0);
		return;
	}
	if (!first)
		pair_text(b, str_sub(s, 0, utf8_prefix(s, CONTEXT)), 0);
	buf_cstr(b, "…");
	if (!last)
		pair_text(b, str_sub(s, utf8_prefix(s, chars - CONTEXT), s.len), 0);
}

static void put_edit(struct buf *b, const struct out_pair *o, struct str s, bool gone)
{
	if (s.len == 0)
		return;
	pair_paint(b, o, gone ? red : green);
	buf_cstr(b, gone ? "[-" : "{+");
	pair_text(b, s, 0);
	buf_cstr(b, gone ? "-]" : "+}");
	pair_paint(b, o, reset);
}

static void put_runs(
	struct buf *b, const struct out_pair *o, const struct vec *runs, struct str before, struct str after)
{
	for (size_t i = 0; i < runs->len; i++) {
		const struct textdiff_run *r = &VEC_AT(runs, struct textdiff_run, i);
		if (r->same) {
			put_same(b, str_sub(after, r->b, r->b_end), i == 0, i + 1 == runs->len);
			continue;
		}
		put_edit(b, o, str_sub(before, r->a, r->a_end), true);
		put_edit(b, o, str_sub(after, r->b, r->b_end), false);
	}
	buf_chr(b, '\n');
}

static void put_head(struct buf *b, const struct out_pair *o, const struct version_change *c)
{
	static const char *const signs[] = { "=", "~", "+", "-" };
	const struct thing *t = c->after ? c->after : c->before;
	pair_paint(b, o, c->kind == VERSION_ADDED ? green : c->kind == VERSION_GONE ? red : bold);
	buf_fmt(b, "%s ", signs[c->kind]);
	if (c->renumbered) {
		pair_text(b, c->before->label, 0);
		buf_cstr(b, " → ");
	}
	pair_text(b, t->label, 0);
	buf_cstr(b, "  ");
	pair_text(b, thing_subject(t), SUBJECT);
	pair_paint(b, o, reset);
	buf_cstr(b, c->renumbered ? "（编号变动）\n" : "\n");
}

static void put_change(struct buf *b, const struct out_pair *o, const struct version_change *c)
{
	put_head(b, o, c);
	if (c->status)
		buf_fmt(b, "    状态：%s → %s\n", thing_status_title(c->before->status),
			thing_status_title(c->after->status));
	for (int i = 0; i < PARTS; i++) {
		if (!c->parts[i].changed)
			continue;
		buf_fmt(b, "    %s：", thing_part_title((enum thing_part)i));
		put_runs(b, o, &c->parts[i].runs, c->before->parts[i], c->after->parts[i]);
	}
	for (size_t i = 0; i < c->numbers.len; i++) {
		const struct version_number *n = &VEC_AT(&c->numbers, struct version_number, i);
		buf_cstr(b, i == 0 ? "    数字：" : "，");
		pair_text(b, n->before, 0);
		buf_cstr(b, " → ");
		pair_text(b, n->after, 0);
		buf_cstr(b, i + 1 == c->numbers.len ? "\n" : "");
	}
}

static void put_counts(struct buf *b, const struct versions *v)
{
	buf_fmt(b,
		"未变 %zu 条，改动 %zu 条，新增 %zu 条，删去 %zu 条；其中编号变动 %zu 条，状态变动 %zu 条；数字变动 %zu 处",
		v->counts[VERSION_SAME], v->counts[VERSION_CHANGED], v->counts[VERSION_ADDED], v->counts[VERSION_GONE],
		v->renumbered, v->status, v->numbers);
}

static void write_text(const struct versions *v, const struct out_pair *o, struct buf *b)
{
	buf_cstr(b, "--- ");
	pair_text(b, o->before, 0);
	buf_cstr(b, "\n+++ ");
	pair_text(b, o->after, 0);
	buf_chr(b, '\n');
	for (size_t i = 0; i < v->facts.len; i++) {
		const struct version_fact *f = &VEC_AT(&v->facts, struct version_fact, i);
		buf_fmt(b, "  %s：", f->what);
		pair_text(b, f->before, 0);
		buf_cstr(b, " → ");
		pair_text(b, f->after, 0);
		buf_chr(b, '\n');
	}
	if (v->rest.changed) {
		buf_cstr(b, "  条目之外的文字：");
		put_runs(b, o, &v->rest.runs, v->prose[0], v->prose[1]);
	}
	for (size_t i = 0; i < v->changes.len; i++) {
		const struct version_change *c = &VEC_AT(&v->changes, struct version_change, i);
		if (c->kind != VERSION_SAME)
			put_change(b, o, c);
	}
	put_counts(b, v);
	buf_cstr(b, "。\n");
}

/* --- JSON --- */

static void write_runs(struct json *j, const struct vec *runs, struct str before, struct str after)
{
	json_array(j);
	for (size_t i = 0; i < runs->len; i++) {
		const struct textdiff_run *r = &VEC_AT(runs, struct textdiff_run, i);
		json_object(j);
		if (r->same) {
			pair_key(j, "same", str_sub(after, r->b, r->b_end));
		} else {
			pair_key(j, "gone", str_sub(before, r->a, r->a_end));
			pair_key(j, "new", str_sub(after, r->b, r->b_end));
		}
		json_end_object(j);
	}
	json_end_array(j);
}

static void write_change(struct json *j, const struct version_change *c)
{
	static const char *const names[] = { "same", "changed", "added", "gone" };
	json_object(j);
	pair_key(j, "kind", str_from(names[c->kind]));
	pair_thing(j, "before", c->before);
	pair_thing(j, "after", c->after);
	json_member_int(j, "alike_permille", c->permille);
	json_member_bool(j, "renumbered", c->renumbered);
	json_member_bool(j, "status_changed", c->status);
	json_key(j, "texts");
	json_object(j);
	for (int i = 0; i < PARTS; i++) {
		if (!c->parts[i].changed)
			continue;
		json_key(j, thing_part_name((enum thing_part)i));
		write_runs(j, &c->parts[i].runs, c->before->parts[i], c->after->parts[i]);
	}
	json_end_object(j);
	json_key(j, "numbers");
	json_array(j);
	for (size_t i = 0; i < c->numbers.len; i++) {
		const struct version_number *n = &VEC_AT(&c->numbers, struct version_number, i);
		json_object(j);
		pair_key(j, "before", n->before);
		pair_key(j, "after", n->after);
		json_end_object(j);
	}
	json_end_array(j);
	json_end_object(j);
}

static void write_counts(struct json *j, const struct versions *v)
{
	const struct {
		const char *name;
		size_t count;
	} all[] = { { "same", v->counts[VERSION_SAME] }, { "changed", v->counts[VERSION_CHANGED] },
		{ "added", v->counts[VERSION_ADDED] }, { "gone", v->counts[VERSION_GONE] },
		{ "renumbered", v->renumbered }, { "status_changed", v->status }, { "numbers_changed", v->numbers } };
	json_key(j, "summary");
	json_object(j);
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		json_member_int(j, all[i].name, (int64_t)all[i].count);
	}
	json_end_object(j);
}

static void write_json(const struct versions *v, const struct out_pair *o, struct buf *out)
{
	struct json j;
	json_init(&j, out, NULL, NULL);
	json_object(&j);
	pair_key(&j, "before", o->before);
	pair_key(&j, "after", o->after);
	json_key(&j, "facts");
	json_array(&j);
	for (size_t i = 0; i < v->facts.len; i++) {
		const struct version_fact *f = &VEC_AT(&v->facts, struct version_fact, i);
		json_object(&j);
		pair_key(&j, "what", str_from(f->what));
		pair_key(&j, "before", f->before);
		pair_key(&j, "after", f->after);
		json_end_object(&j);
	}
	json_end_array(&j);
	json_key(&j, "prose");
	write_runs(&j, &v->rest.runs, v->prose[0], v->prose[1]);
	json_key(&j, "changes");
	json_array(&j);
	for (size_t i = 0; i < v->changes.len; i++) {
		const struct version_change *c = &VEC_AT(&v->changes, struct version_change, i);
		if (c->kind != VERSION_SAME)
			write_change(&j, c);
	}
	json_end_array(&j);
	write_counts(&j, v);
	json_end_object(&j);
	json_finish(&j);
	buf_chr(out, '\n');
}

/* --- HTML --- */

static void html_runs(struct buf *b, const char *title, const struct vec *runs, struct str before, struct str after)
{
	buf_fmt(b, "<p class=msg><b>%s</b>　", title);
	for (size_t i = 0; i < runs->len; i++) {
		const struct textdiff_run *r = &VEC_AT(runs, struct textdiff_run, i);
		if (r->same) {
			pair_html(b, str_sub(after, r->b, r->b_end));
			continue;
		}
		if (r->a_end > r->a) {
			buf_cstr(b, "<del>");
			pair_html(b, str_sub(before, r->a, r->a_end));
			buf_cstr(b, "</del>");
		}
		if (r->b_end > r->b) {
			buf_cstr(b, "<ins>");
			pair_html(b, str_sub(after, r->b, r->b_end));
			buf_cstr(b, "</ins>");
		}
	}
	buf_cstr(b, "</p>\n");
}

static void html_change(struct buf *b, const struct version_change *c)
{
	static const char *const titles[] = { "未变", "改动", "新增", "删去" };
	static const char *const classes[] = { "", "warning", "note", "error" };
	const struct thing *t = c->after ? c->after : c->before;
	buf_fmt(b, "<div class=\"card pair %s\"><div class=top><span class=sev>%s</span><span>", classes[c->kind],
		titles[c->kind]);
	if (c->renumbered) {
		pair_html(b, c->before->label);
		buf_cstr(b, " → ");
	}
	pair_html(b, t->label);
	buf_cstr(b, "</span></div><div class=title>");
	pair_html(b, thing_subject(t));
	buf_cstr(b, "</div>\n");
	const bool both = c->before && c->after;
	if (both && c->status)
		buf_fmt(b, "<p class=msg><b>状态</b>　<del>%s</del> <ins>%s</ins></p>\n",
			thing_status_title(c->before->status), thing_status_title(c->after->status));
	for (int i = 0; i < PARTS; i++) {
		if (both && c->parts[i].changed)
			html_runs(b, thing_part_title((enum thing_part)i), &c->parts[i].runs, c->before->parts[i],
				c->after->parts[i]);
	}
	buf_cstr(b, "</div>\n");
}

static void write_html(const struct versions *v, const struct out_pair *o, struct buf *b)
{
	pair_html_begin(b, o, "两个版本的差别");
	buf_cstr(b, "<p class=msg>");
	put_counts(b, v);
	buf_cstr(b, "。</p>\n");
	for (size_t i = 0; i < v->facts.len; i++) {
		const struct version_fact *f = &VEC_AT(&v->facts, struct version_fact, i);
		buf_fmt(b, "<p class=msg><b>%s</b>　<del>", f->what);
		pair_html(b, f->before);
		buf_cstr(b, "</del> <ins>");
		pair_html(b, f->after);
		buf_cstr(b, "</ins></p>\n");
	}
	if (v->rest.changed)
		html_runs(b, "条目之外的文字", &v->rest.runs, v->prose[0], v->prose[1]);
	for (size_t i = 0; i < v->changes.len; i++) {
		const struct version_change *c = &VEC_AT(&v->changes, struct version_change, i);
		if (c->kind != VERSION_SAME)
			html_change(b, c);
	}
	pair_html_end(b, o);
}

void out_versions(const struct versions *v, const struct out_pair *o, struct buf *out)
{
	if (o->format == OUT_JSON)
		write_json(v, o, out);
	else if (o->format == OUT_HTML)
		write_html(v, o, out);
	else
		write_text(v, o, out);
}
