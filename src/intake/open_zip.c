/* ZIP: each member a document of its own. */
#include "package.h"

/* What systems leave in archives beside the user's files. */
static bool is_litter(struct str name)
{
	size_t slash = str_rfind(name, STR("/"));
	struct str base = slash == STR_NPOS ? name : str_sub(name, slash + 1, name.len);

	return str_starts(name, STR("__MACOSX/")) || str_starts(base, STR("._")) || str_starts(base, STR("~$")) ||
	       str_eq(base, STR(".DS_Store")) || str_eq(base, STR("Thumbs.db")) || str_eq(base, STR("desktop.ini"));
}

struct tally {
	size_t members, encrypted;
};

/* Its document bears its name: only why, and what to do. */
static int lose(struct opener *o, const struct package *p, struct str name, const struct err *e)
{
	char message[sizeof(e->message) + sizeof(e->hint) + 8];

	snprintf(message, sizeof(message), "%s%s%s", package_why(p) != NULL ? package_why(p) : e->message,
		e->hint[0] != '\0' ? "。" : "", e->hint);
	return opener_lost(o, name, message);
}

/* What is wrong with one member is told in its place; only a full disk of limits stops the rest. */
static int read_member(struct opener *o, struct package *p, size_t i, struct tally *t)
{
	struct package_entry entry = { 0 };
	struct err why = { 0 };
	struct buf bytes;
	char label[64];

	snprintf(label, sizeof(label), "第 %zu 个文件", i + 1);
	if (package_entry(p, i, &entry, &why) < 0)
		return opener_lost(o, str_from(label), why.message);
	if (entry.folder || is_litter(entry.name))
		return 0;
	t->members++;
	t->encrypted += entry.encrypted;
	buf_init(&bytes, 0);
	int rc = package_read(p, i, &bytes, &why);
	/* the entry's name was read again for the message */
	(void)package_entry(p, i, &entry, NULL);
	rc = rc < 0 ? lose(o, p, entry.name, &why) : opener_child(o, entry.name, buf_view(&bytes));
	buf_clear(&bytes);
	return rc;
}

static int read_members(struct opener *o, struct package *p, struct err *e)
{
	struct tally t = { 0 };
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < package_count(p); i++)
		rc = read_member(o, p, i, &t);
	if (rc < 0)
		return opener_end(o, e);
	if (t.members == 0)
		return err_set(e, ERR_INPUT, "%.*s 是空的压缩包", STR_ARG(o->name));
	if (t.encrypted == t.members) {
		err_hint(e, "请用密码解压后再用");
		return err_set(e, ERR_INPUT, "%.*s 有密码，打不开", STR_ARG(o->name));
	}
	return 0;
}

static int refuse_slides(const struct opener *o, struct err *e)
{
	err_hint(e, "请用文字版的报告，或在 PowerPoint、WPS 里另存为 PDF 再用");
	return err_set(e, ERR_INPUT, "%.*s 是演示文稿（pptx），读不了", STR_ARG(o->name));
}

int open_zip(struct opener *o, struct str bytes, struct err *e)
{
	struct package *p = NULL;
	int rc = package_open(o, bytes, &p, e);

	if (rc < 0)
		return rc;
	rc = package_is_slides(p) ? refuse_slides(o, e) : read_members(o, p, e);
	package_close(p);
	return rc;
}
