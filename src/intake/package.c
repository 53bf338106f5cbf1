#include "package.h"

#include <strings.h>
#include <zip.h>

#include "charset.h"
#include "fault.h"

enum { NAME_BYTES = 1024, SLACK = 4 << 20 };

struct package {
	zip_t *zip;
	zip_error_t error;
	const struct opener *opener;
	struct buf name; /* of the entry asked for last */
	const char *why; /* the last entry could not be read */
	size_t count, unpacked;
};

#define TOO_LARGE "解开后太大，可能是压缩炸弹", "请先解压，再单独读需要的文件"
#define LOCKED "有密码，打不开", "请用密码解压后再用"
#define DAMAGED "已损坏，解不开", "请重新下载；本机上能解开的，重新压缩后再用"

static int refuse(const struct opener *o, int why, struct err *e)
{
	if (why == ZIP_ER_MEMORY)
		return err_nomem(e);
	err_hint(e, "请重新下载；本机上能打开的，打开后另存一份（压缩包则重新压缩）再用");
	return err_set(
		e, ERR_INPUT, "%.*s 不完整或已损坏（可能没有下载完），不是完整的 ZIP 或 Office 文件", STR_ARG(o->name));
}

int package_open(const struct opener *o, struct str bytes, struct package **ret, struct err *e)
{
	struct package *p = fault_calloc(1, sizeof(*p));
	zip_error_t why;

	if (p == NULL)
		return err_nomem(e);
	zip_error_init(&why);
	p->opener = o;
	buf_init(&p->name, (size_t)NAME_BYTES * 4);
	zip_source_t *source = zip_source_buffer_create(bytes.ptr, bytes.len, 0, &why);
	p->zip = source != NULL ? zip_open_from_source(source, ZIP_RDONLY, &why) : NULL;
	int code = zip_error_code_zip(&why);
	zip_error_fini(&why);
	if (p->zip == NULL) {
		zip_source_free(source);
		package_close(p);
		return refuse(o, code, e);
	}
	zip_int64_t count = zip_get_num_entries(p->zip, 0);
	p->count = count > 0 ? (size_t)count : 0;
	if (p->count > o->limits.entries) {
		package_close(p);
		err_hint(e, "请分成几个压缩包");
		return err_set(e, ERR_LIMIT, "%.*s 里有太多文件（最多 %zu 个）", STR_ARG(o->name), o->limits.entries);
	}
	*ret = p;
	return 0;
}

void package_close(struct package *p)
{
	if (p == NULL)
		return;
	if (p->zip != NULL)
		zip_discard(p->zip);
	buf_clear(&p->name);
	free(p);
}

const char *package_why(const struct package *p)
{
	return p->why;
}

size_t package_count(const struct package *p)
{
	return p->count;
}

/* A label: as UTF-8, without control characters, of bounded length. */
static int read_label(struct package *p, struct str raw, struct err *e)
{
	buf_reset(&p->name);
	charset_label(str_sub(raw, 0, NAME_BYTES), &p->name);
	if (p->name.failed)
		return err_nomem(e);
	for (size_t i = 0; i < p->name.len; i++) {
		unsigned char c = (unsigned char)p->name.ptr[i];
		if (c < 0x20 || c == 0x7F)
			p->name.ptr[i] = '_';
		else if (c == '\\')
			p->name.ptr[i] = '/';
	}
	return 0;
}

int package_entry(struct package *p, size_t i, struct package_entry *ret, struct err *e)
{
	zip_stat_t st;

	zip_stat_init(&st);
	if (zip_stat_index(p->zip, i, ZIP_FL_ENC_RAW, &st) < 0 || !(st.valid & ZIP_STAT_NAME))
		return err_set(e, ERR_INPUT, "%.*s 里第 %zu 个文件的目录项已损坏", STR_ARG(p->opener->name), i + 1);
	int rc = read_label(p, str_from(st.name), e);
	if (rc < 0)
		return rc;
	*ret = (struct package_entry){
		.name = buf_view(&p->name),
		.size = st.valid & ZIP_STAT_SIZE ? st.size : 0,
		.folder = str_ends(buf_view(&p->name), STR("/")),
		.encrypted = st.valid & ZIP_STAT_ENCRYPTION_METHOD && st.encryption_method != ZIP_EM_NONE,
	};
	return 0;
}

static int refuse_part(struct package *p, size_t i, const char *why, const char *hint, int code, struct err *e)
{
	struct package_entry entry = { .name = STR("?") };

	(void)package_entry(p, i, &entry, NULL);
	p->why = why;
	err_hint(e, "%s", hint);
	return err_set(e, code, "%.*s 里的 %.*s %s", STR_ARG(p->opener->name),
		(int)(entry.name.len < 200 ? entry.name.len : 200), entry.name.ptr, why);
}

/* How much may come out of `packed` bytes. */
static size_t room_for(const struct package *p, size_t packed)
{
	const struct intake_limits *l = &p->opener->limits;
	size_t left = l->unpacked > p->unpacked ? l->unpacked - p->unpacked : 0;
	size_t most = packed > (SIZE_MAX - SLACK) / l->ratio ? SIZE_MAX : packed * l->ratio + SLACK;

	most = most < left ? most : left;
	return most < l->file ? most : l->file;
}

struct pieces {
	package_take *take;
	void *context;
	size_t most, sum;
};

static int give_all(struct package *p, size_t i, zip_file_t *f, struct pieces *to, struct err *e)
{
	char block[64 * 1024];
	zip_int64_t n = 0;
	int rc = 0;

	while (rc >= 0 && (n = zip_fread(f, block, sizeof(block))) > 0) {
		to->sum += (size_t)n;
		if (to->sum > to->most)
			return refuse_part(p, i, TOO_LARGE, ERR_LIMIT, e);
		rc = to->take(to->context, (struct str){ block, (size_t)n });
	}
	p->unpacked += to->sum;
	return rc < 0 ? rc : n < 0 ? refuse_part(p, i, DAMAGED, ERR_INPUT, e) : 0;
}

int package_stream(struct package *p, size_t i, package_take *take, void *context, struct err *e)
{
	zip_stat_t st;

	zip_stat_init(&st);
	if (zip_stat_index(p->zip, i, ZIP_FL_ENC_RAW, &st) < 0)
		return refuse_part(p, i, DAMAGED, ERR_INPUT, e);
	size_t most = room_for(p, st.valid & ZIP_STAT_COMP_SIZE ? st.comp_size : 0);
	if (st.valid & ZIP_STAT_SIZE && st.size > most)
		return refuse_part(p, i, TOO_LARGE, ERR_LIMIT, e);
	if (st.valid & ZIP_STAT_ENCRYPTION_METHOD && st.encryption_method != ZIP_EM_NONE)
		return refuse_part(p, i, LOCKED, ERR_INPUT, e);
	zip_file_t *f = zip_fopen_index(p->zip, i, 0);
	if (f == NULL)
		return refuse_part(
			p, i, "已损坏，或用了不支持的压缩方法", "请解压后再用，或重新压缩成普通的 zip", ERR_INPUT, e);
	struct pieces to = { .take = take, .context = context, .most = most };
	int rc = give_all(p, i, f, &to, e);
	zip_fclose(f);
	return rc;
}

static int keep_piece(void *context, struct str piece)
{
	struct buf *into = context;

	buf_str(into, piece);
	return into->failed ? ERR_NOMEM : 0;
}

int package_read(struct package *p, size_t i, struct buf *into, struct err *e)
{
	buf_reset(into);
	into->max = p->opener->limits.file;
	int rc = package_stream(p, i, keep_piece, into, e);
	if (rc == ERR_NOMEM && into->full)
		return refuse_part(p, i, TOO_LARGE, ERR_LIMIT, e);
	return rc == ERR_NOMEM ? err_nomem(e) : rc;
}

static bool same_name(const char *a, const char *b)
{
	for (; *a && *b; a++, b++) {
		char x = *a == '\\' ? '/' : *a;
		if (strncasecmp(&x, b, 1) != 0)
			return false;
	}
	return *a == *b;
}

size_t package_find(const struct package *p, const char *name)
{
	for (size_t i = 0; i < p->count; i++) {
		const char *at = zip_get_name(p->zip, i, ZIP_FL_ENC_RAW);
		if (at != NULL && same_name(at, name))
			return i;
	}
	return STR_NPOS;
}

static bool has_folder(const struct package *p, const char *folder)
{
	for (size_t i = 0; i < p->count; i++) {
		const char *at = zip_get_name(p->zip, i, ZIP_FL_ENC_RAW);
		if (at != NULL && strncasecmp(at, folder, strlen(folder)) == 0)
			return true;
	}
	return false;
}

bool package_is_slides(const struct package *p)
{
	return package_find(p, "[Content_Types].xml") != STR_NPOS && has_folder(p, "ppt/");
}

enum intake_format package_format(const struct package *p)
{
	if (package_find(p, "OFD.xml") != STR_NPOS)
		return INTAKE_OFD;
	if (package_find(p, "[Content_Types].xml") == STR_NPOS)
		return INTAKE_ZIP;
	return package_find(p, "word/document.xml") != STR_NPOS || has_folder(p, "word/") ? INTAKE_DOCX
	       : has_folder(p, "xl/")                                                     ? INTAKE_XLSX
											  : INTAKE_ZIP;
}
