#include "check_work.h"

#include <unistd.h>

#include "batch.h"
#include "fault.h"
#include "file.h"

#define BASELINE_LONGEST ((size_t)256 << 20)
enum { NOTES_MAX = 20 }; /* skipped files that are named on standard error */

static struct walk_file *file_at(struct work *w, size_t i)
{
	return &VEC_AT(&w->files, struct walk_file, i);
}

static const struct setting *setting_at(const struct work *w, size_t i)
{
	return &VEC_AT(&w->per_file, struct setting, i);
}

bool check_several(const struct work *w, const struct source *s)
{
	return w->files.len > 1 || s->docs.len > 1;
}

/* --- on any thread --- */

static void clear_job(struct job *j)
{
	for (size_t i = 0; i < j->sketches.len; i++)
		sketch_clear(&VEC_AT(&j->sketches, struct sketch, i));
	vec_clear(&j->sketches);
	source_clear(&j->source);
}

static void make_sketch(struct job *j, struct source_doc *d)
{
	struct sketch *k = vec_push(&j->sketches);

	if (k == NULL)
		err_nomem(&j->source.error);
	else if (d->error.code == ERR_OK && sketch_make(d->analysis.report, k) < 0)
		err_nomem(&d->error);
}

static void read_one(void *context, size_t i)
{
	struct work *w = context;
	struct job *j = &w->ring[i % BATCH_RING];

	const struct setting *setting = setting_at(w, i);
	struct check_options check = w->check;

	j->source = (struct source){ .path = file_at(w, i)->path };
	vec_init(&j->sketches, sizeof(struct sketch));
	config_disabled(setting->config, setting->path, w->check.disabled, j->disabled);
	check.disabled = j->disabled;
	source_read(&j->source, &w->request->intake, &check);
	for (size_t k = 0; check_several(w, &j->source) && k < j->source.docs.len; k++)
		make_sketch(j, source_doc(&j->source, k));
}

/* --- in order --- */

static void skip(struct work *w, const struct err *e)
{
	struct err note = { 0 };

	if (w->skipped++ >= NOTES_MAX)
		return;
	err_set(&note, e->code, "略过：%s", e->message);
	complain(&note);
}

static void count_findings(struct work *w, struct row *row, const struct source_doc *d)
{
	const struct check_result *r = d->analysis.checks;

	for (size_t i = 0; i < r->findings.len; i++) {
		enum severity severity = VEC_AT(&r->findings, struct check_finding, i).severity;
		w->findings[severity]++;
		row->findings[severity]++;
	}
	row->read = true;
	row->problems = d->analysis.report->problems;
	row->items = d->analysis.report->items;
}

static struct row *add_row(struct work *w, const struct source *s, const struct source_doc *d)
{
	bool named = d != NULL && strcmp(s->path, "-") != 0;
	struct str name = named ? arena_dup(w->names, d->doc.name) : str_from(s->path);
	struct row *row = name.ptr != NULL ? vec_push(&w->rows) : NULL;

	if (row == NULL)
		err_nomem(&w->error);
	else
		row->name = name;
	return row;
}

/* Keeps what says where a place of the text is in the file; a file too many goes without. */
static int keep_places(struct work *w, const struct intake_doc *d, struct row *row)
{
	if (d->marks_count == 0 || d->marks_count > MARKS_KEPT - w->marks)
		return 0;
	struct intake_mark *marks = arena_alloc(w->names, d->marks_count * sizeof(*marks));
	struct str *sheets = arena_alloc(w->names, (d->sheets_count + 1) * sizeof(*sheets));
	if (marks == NULL || sheets == NULL)
		return ERR_NOMEM;
	memcpy(marks, d->marks, d->marks_count * sizeof(*marks));
	for (size_t i = 0; i < d->sheets_count; i++) {
		sheets[i] = arena_dup(w->names, d->sheets[i]);
		if (sheets[i].ptr == NULL)
			return ERR_NOMEM;
	}
	row->places = (struct intake_doc){
		.marks = marks, .marks_count = d->marks_count, .sheets = sheets, .sheets_count = d->sheets_count
	};
	w->marks += d->marks_count;
	return 0;
}

static int remember(struct work *w, const struct source_doc *d, const struct sketch *k)
{
	uint32_t *slot = vec_push(&w->where);

	if (slot == NULL || keep_places(w, &d->doc, &VEC_AT(&w->rows, struct row, w->rows.len - 1)) < 0)
		return err_nomem(&w->error);
	*slot = (uint32_t)w->rows.len - 1;
	return similar_add(&w->similar, d->analysis.report->text, k, &w->error);
}

struct visit {
	struct work *work;
	struct job *job;
	size_t next; /* document */
	bool found;
	const struct setting *setting;
};

/* Takes away what is not to be told. */
static int filter(struct work *w, const struct row *row, const struct source_doc *d)
{
	const struct config_filter o = {
		.config = row->setting.config,
		.path = row->setting.path,
		.whitelist = &w->whitelist,
		.baseline = w->baseline,
		.name = row->name,
	};
	if (w->baseline != NULL && baseline_checked(w->baseline, row->name) < 0)
		return err_nomem(&w->error);
	return config_filter(&o, d->analysis.checks) < 0 ? err_nomem(&w->error) : 0;
}

/* A file of a name that reports go by, which cannot be read, is a report lost: that it is damaged or locked must not pass for its
 * being none. */
static bool named_like_report(const struct source *s, const struct source_doc *d)
{
	switch (intake_named(d != NULL ? d->doc.name : str_from(s->path))) {
	case INTAKE_AUTO:
	case INTAKE_TEXT:
	case INTAKE_HTML:
	case INTAKE_CSV:
	case INTAKE_IMAGE:
		return false;
	default:
		return true;
	}
}

static void take_doc(void *context, struct source *s, const struct source_doc *d, const struct err *error)
{
	struct visit *v = context;
	struct work *w = v->work;
	struct row *row = add_row(w, s, d);
	/* Nobody asked for this very file, and its kind, not its reading, is at fault. */
	bool skipped = error != NULL && v->found && (error->code == ERR_INPUT || error->code == ERR_LIMIT) &&
		       !named_like_report(s, d);
	size_t doc = d != NULL ? v->next++ : SIZE_MAX;

	if (row == NULL)
		return;
	row->found = v->found;
	row->setting = *v->setting;
	if (skipped) {
		skip(w, error);
	} else if (error != NULL) {
		w->failed++;
		complain(error);
	} else if (filter(w, row, d) == 0) {
		count_findings(w, row, d);
		source_say_notes(d);
		source_warn_if_empty(d);
	}
	int rc = w->error.code == ERR_OK ? check_write_doc(w, s, d, error, skipped) : 0;
	if (rc == 0 && w->error.code == ERR_OK && error == NULL && doc < v->job->sketches.len)
		rc = remember(w, d, &VEC_AT(&v->job->sketches, struct sketch, doc));
	if (rc < 0)
		err_set(&w->error, rc, "输出没有写成");
}

static void finish_one(void *context, size_t i)
{
	struct work *w = context;
	struct job *j = &w->ring[i % BATCH_RING];
	struct visit v = { .work = w, .job = j, .found = file_at(w, i)->found, .setting = setting_at(w, i) };

	progress_clear(&w->progress);
	source_each(&j->source, take_doc, &v);
	clear_job(j);
	progress_step(&w->progress, (int64_t)i + 1, (int64_t)w->files.len);
}

void check_files_run(struct work *w)
{
	progress_init(&w->progress, &w->cli->clock, "检查");
	batch_run(&(struct batch){ w->files.len, batch_jobs(w->request->jobs), read_one, finish_one, w });
	progress_clear(&w->progress);
	if (w->skipped > NOTES_MAX) {
		struct err note = { 0 };
		err_set(&note, ERR_INPUT, "略过：另有 %zu 个文件不是报告", w->skipped - NOTES_MAX);
		complain(&note);
	}
}

/* --- what several have in common --- */

/* Pages, paragraphs and cells of the places, into `text`; a place keeps its line where the text is the file. */
static void place_in_files(
	const struct work *w, const struct cross_finding *f, struct cross_place *places, char (*text)[OUT_WHERE_TEXT])
{
	const uint32_t *rows = w->where.ptr;

	for (size_t i = 0; i < f->count; i++) {
		const struct row *row = &VEC_AT(&w->rows, struct row, rows[f->places[i].report]);
		places[i] = f->places[i];
		if (row->places.marks_count > 0 &&
			intake_place_text(&row->places, places[i].place.start, text[i])[0] != '\0')
			places[i].where = text[i];
	}
}

static int take_cross(void *context, const struct cross_finding *f)
{
	struct work *w = context;
	const uint32_t *rows = w->where.ptr;
	const struct row *first = &VEC_AT(&w->rows, struct row, rows[f->places[0].report]);
	struct cross_place places[CROSS_PLACES];
	char text[CROSS_PLACES][OUT_WHERE_TEXT];
	struct cross_finding told = *f;

	place_in_files(w, f, places, text);
	told.places = places;

	if (f->rule == NULL)
		return check_write_cross(w, &told);
	if (!config_keeps(first->setting.config, first->setting.path, f->rule, &told.severity))
		return 0;
	const struct baseline_finding known = { f->fingerprint, f->rule->code, first->name };
	int rc = w->baseline != NULL ? baseline_meet(w->baseline, &known) : 0;
	if (rc != 0)
		return rc < 0 ? rc : 0;
	w->findings[told.severity]++;
	for (size_t i = 0; i < f->reports; i++)
		VEC_AT(&w->rows, struct row, rows[f->where[i]]).cross++;
	return check_write_cross(w, &told);
}

/* Files of a folder that are the same byte for byte are compared once: said once. */
static void tell_twins(struct work *w)
{
	const uint32_t *rows = w->where.ptr;
	struct err note = { 0 };
	size_t count = 0, example = 0;

	for (size_t i = 0; i < w->similar.reports.len; i++) {
		if (!VEC_AT(&w->rows, struct row, rows[i]).found ||
			VEC_AT(&w->similar.reports, struct similar_report, i).twin == SIMILAR_NONE)
			continue;
		example = count++ == 0 ? i : example;
	}
	if (count == 0)
		return;
	uint32_t twin = VEC_AT(&w->similar.reports, struct similar_report, example).twin;
	err_set(&note, ERR_INPUT, "%zu 个文件与别的文件内容完全相同，跨报告比较时只算一份：例如 %.*s 与 %.*s", count,
		STR_ARG(VEC_AT(&w->rows, struct row, rows[example]).name),
		STR_ARG(VEC_AT(&w->rows, struct row, rows[twin]).name));
	complain(&note);
}

void check_cross_run(struct work *w)
{
	struct cross_stats stats = { 0 };
	struct cross_options o = { .disabled = w->request->disabled, .sink = take_cross, .context = w };

	if (w->error.code != ERR_OK || w->where.len < 2)
		return;
	for (size_t i = 0; i < settings_count(&w->settings) && o.share == 0; i++) {
		const char *path;
		o.share = settings_at(&w->settings, i, &path)->share;
	}
	tell_twins(w);
	int rc = cross_run(&w->similar, &o, &stats, &w->error);
	if (rc < 0)
		err_set(&w->error, rc, "跨报告的比较没有做完");
}

/* --- the whole --- */

static int status_of(const struct work *w)
{
	size_t found = 0;

	for (unsigned i = w->request->fail_from; i <= SEVERITY_ERROR; i++)
		found += w->findings[i];
	if (w->failed > 0 || w->unreadable.len > 0 || w->error.code != ERR_OK)
		return EXIT_TROUBLE;
	return found > 0 && !w->request->never_fail ? EXIT_FOUND : EXIT_CLEAN;
}

/* Each file's configuration; what that says not to look at is left out. */
static int find_settings(struct work *w)
{
	struct walk_file *all = w->files.ptr;
	size_t kept = 0;

	for (size_t i = 0; i < w->files.len; i++) {
		struct setting setting;
		int rc = settings_find(&w->settings, all[i].path, &setting, &w->error);
		if (rc < 0)
			return rc;
		if (all[i].found && config_ignores(setting.config, setting.path))
			continue;
		struct setting *slot = vec_push(&w->per_file);
		if (slot == NULL)
			return err_nomem(&w->error);
		*slot = setting;
		all[kept++] = all[i];
	}
	w->files.len = kept;
	for (size_t i = 0; i < settings_count(&w->settings); i++) {
		const char *path;
		const struct config *c = settings_at(&w->settings, i, &path);
		if (config_add_phrases(c, &w->whitelist) < 0 || config_add_phrases(c, &w->similar.standing) < 0)
			return err_nomem(&w->error);
	}
	return 0;
}

static int list_files(struct work *w, char **operands, size_t count)
{
	int rc = walk(operands, count, w->names, &w->files, &w->unreadable, &w->error);

	for (size_t i = 0; i < w->unreadable.len; i++)
		complain(&VEC_AT(&w->unreadable, struct err, i));
	if (rc == 0)
		rc = find_settings(w);
	if (rc == 0 && w->files.len == 0 && w->unreadable.len == 0) {
		err_set(&w->error, ERR_INPUT, "目录 %s 里没有可以检查的文件", operands[0]);
		err_hint(&w->error, "以 . 开头的文件、图片、音频、程序等不看");
	}
	return w->error.code != ERR_OK ? w->error.code : rc;
}

/* --- the baseline --- */

static int open_baseline(struct work *w)
{
	const struct check_request *q = w->request;
	struct str text = STR_NONE;

	if (q->baseline == NULL)
		return 0;
	bool absent = q->update_baseline && access(q->baseline, F_OK) != 0;
	int rc = absent ? 0 : file_read(q->baseline, BASELINE_LONGEST, &text, &w->error);
	if (rc == ERR_NOTFOUND) {
		w->error.hint[0] = '\0';
		err_hint(&w->error, "请检查路径；还没有基线的，先加 --update-baseline 运行一次，把现在的疑点写成基线");
	}
	if (rc == 0)
		rc = baseline_read(text, &w->baseline, &w->error);
	if (!absent)
		file_free(&text);
	return rc;
}

static void say_baseline(const struct work *w, const struct baseline_sums *sums)
{
	struct err note = { 0 };

	if (sums->known > 0) {
		err_set(&note, ERR_INPUT, "基线：%zu 条已知的疑点没有列出", sums->known);
		complain(&note);
	}
	if (sums->stale == 0 || w->request->update_baseline)
		return;
	err_clear(&note);
	err_set(&note, ERR_INPUT, "基线里有 %zu 条已经不再出现，例如 %.*s 的 %s（%016llx）", sums->stale,
		STR_ARG(sums->example.name), sums->example.code, (unsigned long long)sums->example.fingerprint);
	err_hint(&note, "--update-baseline 重写基线");
	complain(&note);
}

static void close_baseline(struct work *w)
{
	struct baseline_sums sums;
	struct buf text;

	if (w->baseline == NULL || w->error.code != ERR_OK)
		return;
	baseline_sum(w->baseline, &sums);
	say_baseline(w, &sums);
	if (!w->request->update_baseline)
		return;
	buf_init(&text, BASELINE_LONGEST);
	if (baseline_write(w->baseline, &text) < 0)
		err_nomem(&w->error);
	else
		file_write(w->request->baseline, buf_view(&text), &w->error);
	buf_clear(&text);
	memset(w->findings, 0, sizeof(w->findings)); /* all of them are known from now on */
}

static void clear_work(struct work *w)
{
	settings_clear(&w->settings);
	vec_clear(&w->per_file);
	phrases_clear(&w->whitelist);
	baseline_free(w->baseline);
	similar_clear(&w->similar);
	vec_clear(&w->where);
	vec_clear(&w->rows);
	vec_clear(&w->files);
	vec_clear(&w->unreadable);
	free(w->ring);
}

static int run_work(struct work *w, char **operands, size_t count)
{
	settings_init(&w->settings, w->names, w->request->config, w->request->no_config);
	vec_init(&w->per_file, sizeof(struct setting));
	phrases_init(&w->whitelist);
	vec_init(&w->where, sizeof(uint32_t));
	vec_init(&w->rows, sizeof(struct row));
	vec_init(&w->files, sizeof(struct walk_file));
	vec_init(&w->unreadable, sizeof(struct err));
	w->check = (struct check_options){ .disabled = w->request->disabled, .today = clock_today(&w->cli->clock) };
	w->ring = fault_calloc(BATCH_RING, sizeof(*w->ring));
	if (w->ring == NULL)
		err_nomem(&w->error);
	if (similar_init(&w->similar, &w->error) == 0 && list_files(w, operands, count) == 0 && open_baseline(w) == 0) {
		check_write_all(w);
		close_baseline(w);
	}
	/* A failed standard output is reported when it is closed. */
	if (w->error.code != ERR_OK && w->cli->out.failed == 0)
		complain(&w->error);
	return status_of(w);
}

int check_run_all(struct cli *cli, const struct check_request *q, char **operands, size_t count)
{
	OWN_ARENA struct arena *names = open_arena();
	OWN_ARENA struct arena *scratch = open_arena();
	struct work w = { .cli = cli, .request = q, .names = names, .scratch = scratch };

	if (names == NULL || scratch == NULL)
		return EXIT_TROUBLE;
	int status = run_work(&w, operands, count);
	clear_work(&w);
	return status;
}
