#include "check_work.h"

#include "batch.h"
#include "fault.h"

enum { NOTES_MAX = 20 }; /* skipped files that are named on standard error */

static struct walk_file *file_at(struct work *w, size_t i)
{
	return &VEC_AT(&w->files, struct walk_file, i);
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

	*j = (struct job){ .source.path = file_at(w, i)->path };
	vec_init(&j->sketches, sizeof(struct sketch));
	source_read(&j->source, &w->request->intake, &w->check);
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

static int remember(struct work *w, const struct source_doc *d, const struct sketch *k)
{
	uint32_t *slot = vec_push(&w->where);

	if (slot == NULL)
		return err_nomem(&w->error);
	*slot = (uint32_t)w->rows.len - 1;
	return similar_add(&w->similar, d->analysis.report->text, k, &w->error);
}

struct visit {
	struct work *work;
	struct job *job;
	size_t next; /* document */
	bool found;
};

static void take_doc(void *context, struct source *s, const struct source_doc *d, const struct err *error)
{
	struct visit *v = context;
	struct work *w = v->work;
	struct row *row = add_row(w, s, d);
	/* Nobody asked for this very file, and its kind, not its reading, is at fault. */
	bool skipped = error != NULL && v->found && (error->code == ERR_INPUT || error->code == ERR_LIMIT);
	size_t doc = d != NULL ? v->next++ : SIZE_MAX;

	if (row == NULL)
		return;
	row->found = v->found;
	if (skipped) {
		skip(w, error);
	} else if (error != NULL) {
		w->failed++;
		complain(error);
	} else {
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
	struct visit v = { .work = w, .job = j, .found = file_at(w, i)->found };

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

static int take_cross(void *context, const struct cross_finding *f)
{
	struct work *w = context;
	const uint32_t *rows = w->where.ptr;

	w->findings[f->severity] += f->rule != NULL;
	for (size_t i = 0; f->rule && i < f->reports; i++)
		VEC_AT(&w->rows, struct row, rows[f->where[i]]).cross++;
	return check_write_cross(w, f);
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
	const struct cross_options o = { .disabled = w->request->disabled, .sink = take_cross, .context = w };

	if (w->error.code != ERR_OK || w->where.len < 2)
		return;
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

static int list_files(struct work *w, char **operands, size_t count)
{
	int rc = walk(operands, count, w->names, &w->files, &w->unreadable, &w->error);

	for (size_t i = 0; i < w->unreadable.len; i++)
		complain(&VEC_AT(&w->unreadable, struct err, i));
	if (rc == 0 && w->files.len == 0 && w->unreadable.len == 0) {
		err_set(&w->error, ERR_INPUT, "目录 %s 里没有可以检查的文件", operands[0]);
		err_hint(&w->error, "以 . 开头的文件、图片、音频、程序等不看");
	}
	return w->error.code != ERR_OK ? w->error.code : rc;
}

static void clear_work(struct work *w)
{
	similar_clear(&w->similar);
	vec_clear(&w->where);
	vec_clear(&w->rows);
	vec_clear(&w->files);
	vec_clear(&w->unreadable);
	free(w->ring);
}

static int run_work(struct work *w, char **operands, size_t count)
{
	vec_init(&w->where, sizeof(uint32_t));
	vec_init(&w->rows, sizeof(struct row));
	vec_init(&w->files, sizeof(struct walk_file));
	vec_init(&w->unreadable, sizeof(struct err));
	w->check = (struct check_options){ .disabled = w->request->disabled, .today = clock_today(&w->cli->clock) };
	w->ring = fault_calloc(BATCH_RING, sizeof(*w->ring));
	if (w->ring == NULL)
		err_nomem(&w->error);
	if (similar_init(&w->similar, &w->error) == 0 && list_files(w, operands, count) == 0)
		check_write_all(w);
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
