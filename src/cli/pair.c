#include "pair.h"

#include "check_work.h"
#include "file.h"
#include "version.h"

#define OUTPUT_MAX ((size_t)1 << 30)

/* The one report of a file; complains. */
static const struct source_doc *read_report(struct source *s, const struct intake_options *intake)
{
	const struct check_options quiet = { .disabled = "BH" };
	const struct source_doc *one = NULL;
	struct err e = { 0 };

	source_read(s, intake, &quiet);
	if (s->error.code != ERR_OK) {
		complain(&s->error);
		return NULL;
	}
	for (size_t i = 0; i < s->docs.len; i++) {
		const struct source_doc *d = source_doc(s, i);
		if (d->error.code != ERR_OK && s->docs.len == 1) {
			complain(&d->error);
			return NULL;
		}
		if (d->error.code == ERR_OK && one != NULL) {
			err_set(&e, ERR_USAGE, "%s 里有几份文件，不知道比较哪一份", source_name(s));
			err_hint(&e, "请先解压，再指明其中一份");
			complain(&e);
			return NULL;
		}
		one = d->error.code == ERR_OK ? d : one;
	}
	if (one == NULL) {
		err_set(&e, ERR_INPUT, "%s 里没有可以读的文件", source_name(s));
		complain(&e);
		return NULL;
	}
	source_say_notes(one);
	source_warn_if_empty(one);
	return one;
}

static int write_out(struct cli *cli, const struct pair_options *o, struct buf *out)
{
	struct err e = { 0 };

	if (out->failed) {
		err_nomem(&e);
		complain(&e);
		return EXIT_TROUBLE;
	}
	if (o->output == NULL || strcmp(o->output, "-") == 0) {
		print_str(&cli->out, buf_view(out));
		return EXIT_CLEAN;
	}
	if (file_write(o->output, buf_view(out), &e) == 0)
		return EXIT_CLEAN;
	complain(&e);
	return EXIT_TROUBLE;
}

static int compare_both(
	struct cli *cli, const struct pair_options *o, const struct source_doc *const docs[2], pair_compare *compare)
{
	const struct check_request look = { .color = o->color, .output = o->output };
	char time[CLOCK_TEXT_MAX];
	struct out_pair how = { .before = docs[0]->doc.name, .after = docs[1]->doc.name, .version = server_version };
	struct err e = { 0 };
	struct buf out;

	out_format_parse(str_from(o->json ? "json" : o->format), &how.format);
	how.colour = how.format == OUT_TEXT && check_wants_colour(cli, &look);
	check_time(cli, how.format, time);
	how.time = time;
	buf_init(&out, OUTPUT_MAX);
	int status = compare(docs[0]->analysis.report, docs[1]->analysis.report, &how, &out, &e);
	if (status < 0) {
		complain(&e);
		status = EXIT_TROUBLE;
	} else if (write_out(cli, o, &out) != EXIT_CLEAN) {
		status = EXIT_TROUBLE;
	}
	buf_clear(&out);
	return status;
}

int pair_run(struct cli *cli, const struct pair_options *o, char **operands, pair_compare *compare)
{
	struct source sources[2] = { { .path = operands[0] }, { .path = operands[1] } };
	const struct source_doc *docs[2] = { NULL, NULL };
	struct intake_options intake;
	int status = EXIT_TROUBLE;

	if (!source_intake_options(&o->source, &intake))
		return EXIT_TROUBLE;
	for (int i = 0; i < 2; i++)
		docs[i] = read_report(&sources[i], &intake);
	if (docs[0] != NULL && docs[1] != NULL)
		status = compare_both(cli, o, docs, compare);
	for (int i = 0; i < 2; i++)
		source_clear(&sources[i]);
	return status;
}
