#include "language.h"

#include "read.h"

static const char *const kinds[] = {
	[KEY_TEXT] = "文字",
	[KEY_NAME] = "名字",
	[KEY_NAMES] = "名字的列表",
	[KEY_TEXTS] = "文字的列表",
	[KEY_BOOL] = "true/false",
	[KEY_COUNT] = "整数",
	[KEY_INT] = "整数",
	[KEY_BYTES] = "大小",
	[KEY_WORD] = "",
	[KEY_OPTION] = "",
	[KEY_WHO] = "谁",
	[KEY_WHO_PTR] = "谁",
	[KEY_LIMIT] = "时限",
	[KEY_SQL] = "表达式",
	[KEY_COND] = "条件",
	[KEY_PARTS] = "",
	[KEY_PART] = "",
	[KEY_POINTS] = "统计: 分数",
	[KEY_OTHER] = "见说明",
	[KEY_LATE] = "见说明",
};

static void put_words(struct buf *out, const char *words)
{
	struct str known[READ_WORDS_MAX];
	size_t count = read_words(words, known, READ_WORDS_MAX);

	for (size_t i = 0; i < count; i++)
		buf_fmt(out, "%s`" STR_FMT "`", i > 0 ? " " : "", STR_ARG(known[i]));
}

static void put_key(struct buf *out, const struct key *k)
{
	buf_fmt(out, "| `%s`%s | ", k->name, k->required ? " 必写" : "");
	if (k->words)
		put_words(out, k->words);
	else if (k->section)
		buf_fmt(out, "%s（见下）", k->section->title);
	else
		buf_cstr(out, kinds[k->kind]);
	buf_fmt(out, " | %s |\n", k->help);
}

static void put_section(struct buf *out, const struct section *s, int depth)
{
	buf_fmt(out, "\n### %s\n\n%s。\n\n| 键 | 值 | 说明 |\n|---|---|---|\n", s->title, s->help);
	for (size_t i = 0; i < s->count; i++)
		put_key(out, &s->keys[i]);
	for (size_t i = 0; depth < 4 && i < s->count; i++) {
		bool again = false;
		for (size_t n = 0; n < i; n++)
			again = again || s->keys[n].section == s->keys[i].section;
		/* conditions of the gate are those of steps */
		if (s->keys[i].section && !again && !(depth > 0 && strcmp(s->title, "关口") == 0))
			put_section(out, s->keys[i].section, depth + 1);
	}
}

void language_write_keys(struct buf *out)
{
	put_section(out, &section_register, 0);
}

static const char skeleton[] =
	"# 台账定义。语言的说明见 docs/registers.md；写完用 bihuan register check %s.yaml 检查。\n"
	"register: %s\n"
	"title: 新台账            # 菜单里显示的名称\n"
	"title_field: title       # 用哪个字段称呼一条记录\n"
	"number: {pattern: \"{yyyy}{seq:4}\", restart: year}\n"
	"\n"
	"roles:                   # 这个台账的角色；授权时写 %s.clerk\n"
	"  clerk: 经办人\n"
	"  reviewer: 审核人\n"
	"\n"
	"fields:\n"
	"  title: {label: 标题, type: text, required: true, search: true}\n"
	"  detail: {label: 说明, type: longtext}\n"
	"  due: {label: 完成期限, type: date}\n"
	"  proof: {label: 佐证材料, type: files}\n"
	"\n"
	"states:\n"
	"  open: {label: 办理中, initial: true, editable: true, colour: yellow}\n"
	"  submitted: {label: 待审核, colour: yellow}\n"
	"  done: {label: 已办结, final: true, done: true, colour: blue}\n"
	"\n"
	"transitions:\n"
	"  submit:\n"
	"    label: 提交\n"
	"    from: [open]\n"
	"    to: submitted\n"
	"    who: [owner, clerk]\n"
	"    require: [detail, proof]\n"
	"  reject:\n"
	"    label: 退回\n"
	"    from: [submitted]\n"
	"    to: open\n"
	"    who: [reviewer]\n"
	"    reason: true\n"
	"    backwards: true\n"
	"  approve:\n"
	"    label: 办结\n"
	"    from: [submitted]\n"
	"    to: done\n"
	"    who: [reviewer]\n"
	"    separate_from: [submit]   # 审核人不能是提交的人\n"
	"\n"
	"clocks:\n"
	"  due:\n"
	"    label: 完成期限\n"
	"    limit: {field: due}\n"
	"    runs_in: [open, submitted]\n"
	"    warn: 3 日\n"
	"\n"
	"gate:                    # 办结前要过的关口\n"
	"  evidence: [proof]\n"
	"\n"
	"rights:\n"
	"  see: {clerk: department, reviewer: unit}\n"
	"  create: [clerk]\n"
	"  change: [owner]\n"
	"  comment: [everybody]\n"
	"\n"
	"views:\n"
	"  all: {label: 全部, columns: [no, title, state, lamp, due, holder], sort: -created}\n";

int language_write_new(struct str name, struct buf *out, struct err *e)
{
	bool ok = name.len > 0 && name.len <= REGISTER_NAME_MAX && name.ptr[0] >= 'a' && name.ptr[0] <= 'z';

	for (size_t i = 0; ok && i < name.len; i++) {
		char c = name.ptr[i];
		ok = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
	}
	if (!ok) {
		err_hint(e, "名字由小写字母、数字和下划线组成，以字母开头，最多 %d 个字符", REGISTER_NAME_MAX);
		return err_set(e, ERR_INPUT, "“" STR_FMT "”不能用作台账的名字", STR_ARG(name));
	}
	struct str rest = { skeleton, sizeof skeleton - 1 };
	for (size_t at; (at = str_find(rest, STR("%s"), 0)) != STR_NPOS;) {
		buf_str(out, str_sub(rest, 0, at));
		buf_str(out, name);
		rest = str_sub(rest, at + 2, rest.len);
	}
	buf_str(out, rest);
	return out->failed ? err_nomem(e) : 0;
}
