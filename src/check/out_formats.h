/* For the output formats only: what they share, and the table they stand in. */
#ifndef OUT_FORMATS_H
#define OUT_FORMATS_H

#include "out.h"
#include "place.h"

struct out {
	struct out_options options;
	const struct out_writer *writer;
	struct out_summary summary;
	struct buf buf;   /* on its way to the sink */
	struct json json; /* JSON and SARIF; writes through buf */
	int error;        /* the first one; nothing is written after it */
	struct vec files; /* struct out_name: all so far */
	struct arena *names;
	bool cross; /* a finding about several files was written */
};

struct out_name {
	struct str name, shown; /* its own bytes, and what people may see */
	size_t findings[3];     /* its own, by severity; */
	size_t cross[3];        /* those about several files that it is one of */
	uint32_t problems, items;
	bool failed, skipped;
	size_t bytes;
	struct str error; /* why it could not be read */
};

/* One file on its way through a writer. */
struct out_job {
	const struct out_file *file;
	struct str name;              /* for people: "-" is <标准输入> */
	const struct out_name *entry; /* its row in out.files, the last */
	struct place_index places;    /* only when file->report is set */
};

struct out_writer {
	void (*begin)(struct out *out);
	/* Returns 0 or ERR_NOMEM; the sink's errors stay in out->error. */
	int (*file)(struct out *out, const struct out_job *job);
	int (*cross)(struct out *out, const struct cross_finding *f, const uint32_t *files);
	void (*end)(struct out *out);
};

/* The file's place of a byte, or "". */
const char *out_place(const struct out_job *job, size_t at, char text[OUT_WHERE_TEXT]);

extern const struct out_writer out_text, out_json, out_sarif, out_html;

/* The file a place of a finding about several is in. */
const struct out_name *out_named(const struct out *out, const struct cross_place *p, const uint32_t *files);
/* Text into the HTML page, made safe. */
void out_html_put(struct out *out, struct str s);
/* The page's last part: the table of files and the findings about several. */
int out_html_cross(struct out *out, const struct cross_finding *f, const uint32_t *files);
void out_html_summary(struct out *out);
/* The table of files as text. */
void out_text_table(struct out *out);

/* Hands the buffer to the sink when it is large (or always). */
void out_flush(struct out *out, bool always);

/* How a character is shown: 0 as it is, else it would act on the terminal, the page or the reading order. */
bool out_is_control(uint32_t c);
/* The character `c`, which is s[from, to), where an element of HTML may stand. */
void out_html_char(struct buf *b, struct str s, size_t from, size_t to, uint32_t c);
/* Columns of a terminal that a character takes: 0, 1 or 2. */
unsigned out_width(uint32_t c);

#endif
