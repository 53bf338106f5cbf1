/* bihuan-intake: reads one file and ends. Started by worker_run.c with the file as descriptor 3 and its answer as 4; by nobody else. */
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "answer.h"
#include "ole.h"
#include "package.h"
#include "prepare.h"
#include "sandbox.h"

enum { EXIT_NOT_STARTED = ANSWER_EXIT_OPEN, EXIT_NOT_ANSWERED = 3 };

static opener_fn *const openers[INTAKE_FORMATS] = {
#define HERE(opener) NULL
#define WORKER(opener) opener
#define FORMAT(id, name, title, extensions, opener) [INTAKE_##id] = (opener),
#include "intake_formats.def"
#undef FORMAT
};

/* The descriptor's content; NULL when it is not what worker_run.c gives. */
static const struct answer_request *map_request(void)
{
	struct stat st;

	if (fstat(ANSWER_FILE_FD, &st) < 0 || st.st_size < (off_t)sizeof(struct answer_request))
		return NULL;
	void *p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, ANSWER_FILE_FD, 0);
	if (p == MAP_FAILED)
		return NULL;
	const struct answer_request *q = p;
	bool good = memcmp(q->magic, ANSWER_MAGIC, sizeof(q->magic)) == 0 && q->version == ANSWER_VERSION &&
		    q->format < INTAKE_FORMATS && q->bytes == (uint64_t)st.st_size - sizeof(*q) &&
		    memchr(q->charset, '\0', sizeof(q->charset)) != NULL &&
		    memchr(q->name, '\0', sizeof(q->name)) != NULL;
	return good ? q : NULL;
}

static int child(void *context, struct str name, struct str bytes, const char *why)
{
	(void)context;
	return answer_write_child(ANSWER_FD, name, bytes, why);
}

/* Documents in the clothes of ZIP and of compound files go to their own opener, whatever the file is called. */
static int find_format(struct opener *o, struct str bytes, struct err *e)
{
	struct package *p = NULL;

	if (o->format == INTAKE_DOC || o->format == INTAKE_XLS)
		o->format = ole_format(bytes, o->format);
	if (o->format != INTAKE_ZIP && o->format != INTAKE_DOCX && o->format != INTAKE_XLSX && o->format != INTAKE_OFD)
		return 0;
	int rc = package_open(o, bytes, &p, e);
	if (rc == 0)
		o->format = package_format(p);
	package_close(p);
	return rc;
}

static int answer(const struct answer_request *q)
{
	struct opener o;
	struct err e = { 0 };
	struct str bytes = { (const char *)(q + 1), q->bytes };

	opener_init(&o, &q->limits);
	o.charset = q->charset[0] != '\0' ? q->charset : NULL;
	o.no_ocr = q->no_ocr != 0;
	o.name = str_from(q->name);
	o.format = (enum intake_format)q->format;
	o.child = child;
	int rc = find_format(&o, bytes, &e);
	if (rc >= 0)
		rc = openers[o.format](&o, bytes, &e);
	if (rc >= 0)
		rc = opener_end(&o, &e);
	if (rc >= 0)
		return answer_write_doc(ANSWER_FD, &o);
	if (e.code == 0)
		err_set(&e, rc, "%s 没有读成", q->name);
	return answer_write_error(ANSWER_FD, &e);
}

int main(void)
{
	const struct answer_request *q = map_request();

	if (q == NULL || openers[q->format] == NULL) {
		static const char say[] = "bihuan-intake 由 bihuan 启动，不能单独运行。\n";
		(void)!write(STDERR_FILENO, say, sizeof(say) - 1);
		return EXIT_NOT_STARTED;
	}
	if (!sandbox_limit(&q->limits))
		return EXIT_NOT_STARTED;
	bool read_system = prepare(q);
	if (!sandbox_enter(read_system))
		return EXIT_NOT_STARTED;
	/* Nothing is put back: the process is the arena. */
	_exit(answer(q) < 0 ? EXIT_NOT_ANSWERED : 0);
}
