#include "show_files.h"

#include "batch.h"
#include "fault.h"

static void read_one(void *context, size_t i)
{
	struct show_files *r = context;

	source_read_as(&r->sources[i], &r->intake, &r->check, &r->as);
}

static void finish_doc(void *context, struct source *s, const struct source_doc *d, const struct err *error)
{
	struct show_files *r = context;

	r->several = r->count > 1 || s->docs.len > 1;
	progress_clear(&r->progress);
	if (error != NULL) {
		complain(error);
		r->status = EXIT_TROUBLE;
	}
	arena_reset(r->scratch);
	r->show(r, s, d, error);
	if (d != NULL)
		source_say_notes(d);
}

static void finish_one(void *context, size_t i)
{
	struct show_files *r = context;

	progress_step(&r->progress, (int64_t)i + 1, (int64_t)r->count);
	source_each(&r->sources[i], finish_doc, r);
	source_clear(&r->sources[i]);
}

int show_files_run(struct show_files *r, char **operands, size_t count)
{
	OWN_ARENA struct arena *scratch = open_arena();

	if (!source_intake_options(r->from, &r->intake))
		return EXIT_TROUBLE;
	r->sources = fault_calloc(count, sizeof(*r->sources));
	if (scratch == NULL || r->sources == NULL) {
		complain(&(struct err){ .message = "内存不够" });
		free(r->sources);
		return EXIT_TROUBLE;
	}
	r->scratch = scratch;
	r->count = count;
	for (size_t i = 0; i < count; i++)
		r->sources[i].path = operands[i];
	progress_init(&r->progress, &r->cli->clock, "读取");
	batch_run(&(struct batch){ count, batch_jobs(r->jobs), read_one, finish_one, r });
	progress_clear(&r->progress);
	free(r->sources);
	return r->status;
}

void show_files_json(struct show_files *r, const struct source *s, const struct source_doc *d, show_files_write *write)
{
	struct buf scratch;
	struct json j = begin_json(r->cli, &scratch);

	j.pretty = j.pretty && !r->several;
	if (write(r, s, d, &j) < 0)
		r->status = EXIT_TROUBLE;
	if (end_json(r->cli, &j, &scratch) != EXIT_CLEAN)
		r->status = EXIT_TROUBLE;
}

void show_files_name(struct show_files *r, const struct source_doc *d)
{
	if (!r->several)
		return;
	print_cstr(&r->cli->out, "== ");
	print_text(&r->cli->out, d->doc.name, 0);
	print_cstr(&r->cli->out, "\n");
}
