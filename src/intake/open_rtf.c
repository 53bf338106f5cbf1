/* RTF: the walk over its bytes. A document of braces and words; nothing in it is followed, embedded objects least of all. */
#include "own.h"
#include "rtf.h"

#include <strings.h>

static int hex_digit(char c)
{
	return c >= '0' && c <= '9'   ? c - '0'
	       : c >= 'a' && c <= 'f' ? c - 'a' + 10
	       : c >= 'A' && c <= 'F' ? c - 'A' + 10
				      : -1;
}

/* --- fonts and styles end with a semicolon or with their group --- */

static void end_name(struct rtf *r)
{
	struct str name = str_trim(buf_view(&r->name));

	if (str_ends(name, STR(";")))
		name = str_sub(name, 0, name.len - 1);
	if (r->now.target == RTF_FONTS && r->fonts.len && name.len) {
		struct rtf_font *f = &VEC_AT(&r->fonts, struct rtf_font, r->fonts.len - 1);
		enum docx_font kind = docx_font_of(name);
		f->kind = kind != DOCX_TEXT ? kind : f->kind;
	}
	if (r->now.target == RTF_STYLES && name.len > 4 && !strncasecmp(name.ptr, "toc ", 4) && r->style >= 0 &&
		r->contents.len < RTF_FONTS_MAX) {
		long *at = vec_push(&r->contents);
		if (at)
			*at = r->style;
		else if (!r->o->failed)
			r->o->failed = ERR_NOMEM;
		r->style = -1;
	}
	rtf_reset(r, &r->name);
}

/* --- groups --- */

static int open_group(struct rtf *r, struct err *e)
{
	rtf_flush(r);
	r->skip = 0;
	r->star = false;
	r->at++;
	if (r->groups.len == RTF_DEPTH_MAX) {
		err_hint(e, "请在 Word 或 WPS 里打开，另存为 docx 再用");
		return err_set(e, ERR_LIMIT, "RTF 文件第 %zu 字节处的括号套了 %d 层以上", r->at, RTF_DEPTH_MAX);
	}
	struct rtf_state *around = vec_push(&r->groups);
	if (!around)
		return err_nomem(e);
	*around = r->now;
	r->now.role = RTF_GROUP;
	return 0;
}

static void close_group(struct rtf *r)
{
	rtf_flush(r);
	r->skip = 0;
	r->star = false;
	r->at++;
	if (r->now.target == RTF_FONTS || r->now.target == RTF_STYLES)
		end_name(r);
	rtf_close_role(r);
	bool fonts = r->now.target == RTF_FONTS;
	r->now = VEC_AT(&r->groups, struct rtf_state, r->groups.len - 1);
	r->groups.len--;
	if (fonts && r->now.target != RTF_FONTS)
		r->now.font = rtf_font_index(r, r->default_font);
	r->ended = r->groups.len == 0;
}

/* --- words and signs --- */

static void skip_binary(struct rtf *r, long count)
{
	size_t left = r->bytes.len - r->at;

	r->at += count > 0 && (size_t)count < left ? (size_t)count : count > 0 ? left : 0;
}

static void read_word(struct rtf *r)
{
	struct str s = r->bytes;
	size_t from = r->at;
	long number = 0;

	while (r->at < s.len && ((s.ptr[r->at] | 32) >= 'a' && (s.ptr[r->at] | 32) <= 'z'))
		r->at++;
	struct str word = str_sub(s, from, r->at);
	bool minus = r->at + 1 < s.len && s.ptr[r->at] == '-' && s.ptr[r->at + 1] >= '0' && s.ptr[r->at + 1] <= '9';
	r->at += minus;
	size_t digits = r->at;
	for (; r->at < s.len && s.ptr[r->at] >= '0' && s.ptr[r->at] <= '9'; r->at++)
		number = number < 1000000000 ? number * 10 + s.ptr[r->at] - '0' : number;
	bool given = r->at > digits;
	r->at += r->at < s.len && s.ptr[r->at] == ' ';
	if (str_eq(word, STR("bin"))) {
		skip_binary(r, number);
		return;
	}
	if (r->skip && !str_eq(word, STR("u"))) {
		r->skip--;
		return;
	}
	r->skip = 0;
	if (!str_eq(word, STR("u")))
		rtf_flush(r);
	if (word.len < RTF_WORD_MAX)
		rtf_word(r, word, minus ? -number : number, given);
}

/* \* says that its group may be passed over only where the group begins. */
static bool begins_group(const struct rtf *r)
{
	size_t at = r->at - 2; /* of its backslash */

	while (at > 0 && (r->bytes.ptr[at - 1] == '\r' || r->bytes.ptr[at - 1] == '\n' || r->bytes.ptr[at - 1] == ' '))
		at--;
	return at > 0 && r->bytes.ptr[at - 1] == '{';
}

/* \'hh, \~, \{ … */
static void read_sign(struct rtf *r)
{
	char c = r->bytes.ptr[r->at++];

	if (c == '\'') {
		int high = r->at + 1 < r->bytes.len ? hex_digit(r->bytes.ptr[r->at]) : -1;
		int low = high >= 0 ? hex_digit(r->bytes.ptr[r->at + 1]) : -1;
		if (low < 0)
			return;
		r->at += 2;
		rtf_byte(r, (unsigned char)(high << 4 | low));
	} else if (c == '\\' || c == '{' || c == '}') {
		rtf_byte(r, (unsigned char)c);
	} else if (c == '*') {
		r->star = begins_group(r);
	} else if (r->skip) {
		r->skip--;
	} else {
		rtf_flush(r);
		if (c == '\r' || c == '\n')
			rtf_word(r, STR("par"), 0, false);
		else if (c == '~')
			rtf_put(r, STR(" "));
		else if (c == '_')
			rtf_put(r, STR("-"));
		else if (c == '\t')
			rtf_put(r, STR("\t"));
	}
}

static bool is_special(char c)
{
	return c == '\\' || c == '{' || c == '}' || c == '\r' || c == '\n' || c == '\0';
}

/* Characters as they are; behind the first byte of a Chinese one anything may be its second. */
static void read_text(struct rtf *r)
{
	struct str s = r->bytes;

	while (r->at < s.len && !is_special(s.ptr[r->at])) {
		unsigned char c = (unsigned char)s.ptr[r->at++];
		bool two = c >= 0x81 && r->at < s.len && codepage_is_lead(rtf_page(r), c) &&
			   (unsigned char)s.ptr[r->at] >= 0x40 && (r->at + 1 >= s.len || s.ptr[r->at + 1] != '\'');
		rtf_byte(r, c);
		if (two)
			rtf_byte(r, (unsigned char)s.ptr[r->at++]);
	}
}

static void skip_blanks(struct rtf *r)
{
	while (r->at < r->bytes.len &&
		(r->bytes.ptr[r->at] == '\r' || r->bytes.ptr[r->at] == '\n' || r->bytes.ptr[r->at] == '\0'))
		r->at++;
}

static int failed(struct rtf *r)
{
	int rc = r->o->failed < 0 ? r->o->failed : opener_why(&r->o->text);
	const struct buf *const all[] = { &r->pending, &r->text, &r->boxes, &r->notes[0], &r->notes[1] };

	for (size_t i = 0; rc == 0 && i < sizeof all / sizeof *all; i++)
		rc = opener_why(all[i]);
	if (rc == 0 && ((r->number.failed && !r->number.full) || (r->name.failed && !r->name.full)))
		rc = ERR_NOMEM;
	return rc == 0 ? flow_failed(rtf_flow(r)) : rc;
}

static int step(struct rtf *r, struct err *e)
{
	char c = r->bytes.ptr[r->at];

	if (c == '{')
		return open_group(r, e);
	if (c == '}') {
		if (r->groups.len)
			close_group(r);
		else
			r->at++;
		return failed(r);
	}
	if (c == '\\') {
		r->at++;
		if (r->at == r->bytes.len)
			return 0;
		char next = r->bytes.ptr[r->at] | 32;
		if (next >= 'a' && next <= 'z')
			read_word(r);
		else
			read_sign(r);
	} else if (is_special(c)) {
		skip_blanks(r);
	} else {
		read_text(r);
	}
	return 0;
}

static int walk(struct rtf *r, struct err *e)
{
	int rc = 0;

	for (size_t turn = 1; rc == 0 && r->at < r->bytes.len && !r->ended; turn++) {
		rc = step(r, e);
		if (rc == 0 && turn % 256 == 0)
			rc = failed(r);
	}
	if (rc == 0)
		rc = failed(r);
	if (rc < 0 || r->ended)
		return rc;
	err_hint(e, "请重新复制或下载原文件；在 Word 或 WPS 里能打开的话，另存为 docx 再用");
	return err_set(e, ERR_INPUT, "RTF 文件不完整：到文件末尾（第 %zu 字节）还有 %zu 个括号没有合上", r->bytes.len,
		r->groups.len);
}

/* --- the whole --- */

static void end_document(struct rtf *r)
{
	struct flow *f = rtf_flow(r);

	r->now.hidden = r->now.deleted = false;
	if (f->line.len)
		rtf_end_paragraph(r);
	flow_end(f);
	if (r->boxes.len)
		opener_text(r->o, buf_view(&r->boxes));
	for (size_t i = 0; i < 2; i++) {
		if (!r->notes[i].len)
			continue;
		opener_gap(r->o);
		opener_text(r->o, buf_view(&r->notes[i]));
	}
}

static void say(struct rtf *r)
{
	const struct rtf_seen *s = &r->seen;

	if (s->hidden)
		opener_note(r->o, "hidden", "有 %zu 处隐藏文字没有读入", s->hidden);
	if (s->changes)
		opener_note(r->o, "changes", "文档带有修订痕迹：按接受全部修订后的文字读入");
	if (r->flows[0].contents)
		opener_note(r->o, "contents", "目录只是重复标题，没有读入");
	if (s->pictures)
		opener_note(r->o, "pictures", "有 %zu 张图片，图片里的文字没有读入", s->pictures);
	if (s->embedded)
		opener_note(r->o, "embedded", "有 %zu 个嵌入的对象（表格、文件等），没有读入", s->embedded);
	if (s->lost)
		opener_note(r->o, "charset", "有 %zu 处字符不合文件写明的编码，读作“�”", s->lost);
}

static void rtf_init(struct rtf *r, struct opener *o, struct str bytes)
{
	*r = (struct rtf){ .o = o, .bytes = bytes, .ansi = PAGE_WESTERN, .style = -1, .default_font = -1 };
	r->now = (struct rtf_state){ .font = -1, .unicode_skip = 1 };
	vec_init(&r->groups, sizeof(struct rtf_state));
	vec_init(&r->fonts, sizeof(struct rtf_font));
	vec_init(&r->contents, sizeof(long));
	buf_init(&r->name, 256);
	buf_init(&r->number, 4096);
	struct buf *const large[] = { &r->pending, &r->text, &r->boxes, &r->notes[0], &r->notes[1] };
	for (size_t i = 0; i < sizeof large / sizeof *large; i++)
		buf_init(large[i], o->limits.text);
	flow_init(&r->flows[0], o, NULL);
	r->flows[0].boxes = &r->boxes;
}

static void rtf_clear(struct rtf *r)
{
	struct buf *const all[] = { &r->name, &r->number, &r->pending, &r->text, &r->boxes, &r->notes[0],
		&r->notes[1] };

	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		buf_clear(all[i]);
	vec_clear(&r->groups);
	vec_clear(&r->fonts);
	vec_clear(&r->contents);
	for (size_t i = 0; i <= r->flow; i++)
		flow_clear(&r->flows[i]);
	codepages_clear(&r->pages);
}

int open_rtf(struct opener *o, struct str bytes, struct err *e)
{
	OWN(rtf_clear) struct rtf r;

	rtf_init(&r, o, bytes);
	if (!str_starts(bytes, STR("{\\rtf"))) {
		err_hint(e, "请确认选对了文件");
		return err_set(e, ERR_INPUT, "%.*s 不是 RTF 文件", STR_ARG(o->name));
	}
	int rc = walk(&r, e);
	if (rc == 0) {
		end_document(&r);
		rc = failed(&r);
	}
	if (rc == 0)
		say(&r);
	if (rc == 0)
		return opener_end(o, e);
	if (rc == ERR_NOMEM)
		return err_nomem(e);
	if (rc == ERR_LIMIT && !o->failed)
		o->failed = ERR_LIMIT;
	return rc == ERR_LIMIT && !e->code ? opener_end(o, e) : rc;
}
