/* Every key of the language: one row. The reader, the editors' JSON Schema and the test of the manual walk these tables. */
#include "read.h"

#include "value.h"

#define AT(type, member) offsetof(struct type, member)
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define TEXT(type, key, member, hint)                                                                                  \
	{                                                                                                              \
		.name = (key), .kind = KEY_TEXT, .offset = AT(type, member), .help = (hint)                            \
	}
#define NEEDED(type, key, member, hint)                                                                                \
	{                                                                                                              \
		.name = (key), .kind = KEY_TEXT, .offset = AT(type, member), .required = true, .help = (hint)          \
	}
#define ONE(kind_, type, key, member, hint)                                                                            \
	{                                                                                                              \
		.name = (key), .kind = (kind_), .offset = AT(type, member), .help = (hint)                             \
	}
#define WORD(kind_, type, key, member, words_, hint)                                                                   \
	{                                                                                                              \
		.name = (key), .kind = (kind_), .offset = AT(type, member), .words = (words_), .help = (hint)          \
	}
#define PARTS(type, key, list, section_, hint)                                                                         \
	{                                                                                                              \
		.name = (key), .kind = KEY_PARTS, .offset = AT(type, list), .count = AT(type, list##_count),           \
		.section = (section_), .help = (hint)                                                                  \
	}
#define PART(type, key, member, section_, hint)                                                                        \
	{                                                                                                              \
		.name = (key), .kind = KEY_PART, .offset = AT(type, member), .section = (section_), .help = (hint)     \
	}
#define OTHER(key, read_, hint)                                                                                        \
	{                                                                                                              \
		.name = (key), .kind = KEY_OTHER, .read = (read_), .help = (hint)                                      \
	}
#define LATE(key, hint)                                                                                                \
	{                                                                                                              \
		.name = (key), .kind = KEY_LATE, .help = (hint)                                                        \
	}

#define COLOURS "green|yellow|red|blue|grey"
#define TYPES                                                                                                          \
	"text|longtext|integer|decimal|money|bool|date|time|choice|catalogue|reference|person|department|unit|place|"  \
	"files|computed"

static const struct key choice_keys[] = {
	NEEDED(choice, "label", label, "显示的文字"),
	WORD(KEY_OPTION, choice, "colour", colour, COLOURS, "颜色"),
};
static const struct section section_choice = {
	.title = "选项",
	.help = "选项的值: 显示的文字",
	.size = sizeof(struct choice),
	.keys = choice_keys,
	.count = COUNT(choice_keys),
	.named = true,
	.short_at = AT(choice, label),
	.line_at = SIZE_MAX,
};

static const struct key field_keys[] = {
	NEEDED(field, "label", label, "显示的名称"),
	{ .name = "type",
		.kind = KEY_WORD,
		.offset = AT(field, type),
		.words = TYPES,
		.required = true,
		.help = "类型" },
	TEXT(field, "help", help, "填写说明"),
	ONE(KEY_NAME, field, "was", was, "以前的名字（改名时写，数据跟着走）"),
	ONE(KEY_BOOL, field, "retired", retired, "停用：保留数据，不再显示"),
	ONE(KEY_BOOL, field, "required", required, "必填（登记时就要有）"),
	ONE(KEY_BOOL, field, "unique", unique, "本单位内不能重复"),
	ONE(KEY_BOOL, field, "unique_in_parent", unique_in_parent, "同一上级记录之下不能重复"),
	ONE(KEY_BOOL, field, "multiple", multiple, "choice：可以选几项"),
	ONE(KEY_BOOL, field, "index", index, "建索引：表达式里常按它查找相同的（如同一电话的诉件）"),
	ONE(KEY_BOOL, field, "search", search, "参加全文检索"),
	ONE(KEY_BOOL, field, "sensitive", sensitive, "个人信息：没有 reveal 权的人看到的是掩码"),
	LATE("min", "最小值（integer、decimal、money）"),
	LATE("max", "最大值；文字类是最多字数"),
	ONE(KEY_INT, field, "scale", scale, "decimal：小数位数（默认 2，最多 6）"),
	TEXT(field, "unit", unit, "计量单位，显示在值后面"),
	TEXT(field, "pattern", pattern, "text：整个值要符合的正则表达式（POSIX 扩展）"),
	TEXT(field, "pattern_hint", pattern_hint, "pattern 的意思，用作提示"),
	TEXT(field, "default", default_value, "默认值；today、now、me、my_department 分别用于日期、时间、人员、部门"),
	PARTS(field, "choices", choices, &section_choice, "choice：选项"),
	TEXT(field, "catalogue", target, "catalogue：代码表的名字；别的台账的写 台账.代码表"),
	TEXT(field, "register", target, "reference：引用的台账"),
	ONE(KEY_SQL, field, "sql", sql, "computed：SQL 表达式"),
	WORD(KEY_WORD, field, "as", computed_as, TYPES, "computed：结果的类型"),
	ONE(KEY_WHO_PTR, field, "see", see, "谁看得到（不写：看得到记录的人）"),
	ONE(KEY_NAMES, field, "see_states", see_states, "只在这些状态显示（不写：都显示）"),
	ONE(KEY_WHO_PTR, field, "edit", edit, "谁能改（不写：能改记录的人）"),
	ONE(KEY_NAMES, field, "edit_states", edit_states, "只在这些状态能改"),
	ONE(KEY_COUNT, field, "files_min", files_min, "files：至少几份"),
	ONE(KEY_COUNT, field, "files_max", files_max, "files：最多几份"),
	ONE(KEY_BYTES, field, "file_size", file_bytes_max, "files：单个文件的上限，如 20 MB"),
	ONE(KEY_TEXTS, field, "file_types", file_types, "files：允许的扩展名，如 pdf、jpg、docx、xlsx、ofd、mp4"),
	ONE(KEY_BOOL, field, "own_date", file_own_date, "files：必须写材料自己的日期"),
};
static const struct section section_field = {
	.title = "字段",
	.help = "字段的名字: 内容",
	.size = sizeof(struct field),
	.keys = field_keys,
	.count = COUNT(field_keys),
	.named = true,
	.short_at = SIZE_MAX,
	.line_at = AT(field, line),
	.finish = finish_field,
};

static const struct key catalogue_keys[] = {
	NEEDED(catalogue, "title", title, "代码表的名称"),
	ONE(KEY_NAMES, catalogue, "columns", columns, "除 code、label、parent、from、until 外的列"),
	ONE(KEY_TEXTS, catalogue, "headings", headings, "各列显示的名称，按 columns 的顺序"),
	OTHER("types", read_types, "不是文字的列: 类型（integer、decimal、money、date）；表达式里写 字段.列"),
	OTHER("rows", read_rows, "行：列表，每行一组键值，或按 code, label, 各列 的顺序写成列表"),
};
static const struct section section_catalogue = {
	.title = "代码表",
	.help = "代码表的名字: 内容",
	.size = sizeof(struct catalogue),
	.keys = catalogue_keys,
	.count = COUNT(catalogue_keys),
	.named = true,
	.short_at = SIZE_MAX,
	.line_at = SIZE_MAX,
	.finish = finish_catalogue,
};

static const struct key state_keys[] = {
	NEEDED(state, "label", label, "显示的名称"),
	WORD(KEY_OPTION, state, "colour", colour, COLOURS, "颜色"),
	ONE(KEY_BOOL, state, "initial", initial, "登记后的状态（只能有一个）"),
	ONE(KEY_BOOL, state, "final", final, "终止状态"),
	ONE(KEY_BOOL, state, "done", counts_done, "计入已办结"),
	ONE(KEY_BOOL, state, "editable", editable, "有 rights.change 的人能改字段"),
};
static const struct section section_state = {
	.title = "状态",
	.help = "状态的名字: 名称或内容",
	.size = sizeof(struct state),
	.keys = state_keys,
	.count = COUNT(state_keys),
	.named = true,
	.short_at = AT(state, label),
	.line_at = SIZE_MAX,
};

static const struct key condition_keys[] = {
	{ .name = "sql", .kind = KEY_COND, .offset = AT(condition, sql), .required = true, .help = "要成立的条件" },
	NEEDED(condition, "message", message, "不成立时的说明"),
};
static const struct section section_condition = {
	.title = "条件",
	.help = "一个条件",
	.size = sizeof(struct condition),
	.keys = condition_keys,
	.count = COUNT(condition_keys),
	.short_at = SIZE_MAX,
	.line_at = SIZE_MAX,
};

static const struct key effect_keys[] = {
	LATE("set", "给字段赋值：{字段: SQL 表达式}"),
	LATE("holder", "经办人：给出人员编号的 SQL 表达式，NULL 为无人"),
	LATE("department", "责任部门：给出部门编号的 SQL 表达式"),
	LATE("create", "在这个台账里新建一条记录（是下级台账时挂在本记录下）"),
	LATE("values", "create：{字段: SQL 表达式}"),
	LATE("notify", "通知谁"),
	LATE("text", "notify：内容，可用 {no} {title} {due} {state} {reason}"),
	LATE("start", "时限开始"),
	LATE("pause", "时限暂停"),
	LATE("resume", "时限继续"),
	LATE("stop", "时限停止"),
	LATE("extend", "时限延长"),
	LATE("by", "extend：写着延长多少的整数字段（单位与时限相同）"),
	LATE("count", "整数字段加一"),
	LATE("parent", "让上级记录走这一步"),
	LATE("children", "让下级记录走这一步（已经不在那一步的除外）"),
	LATE("draw", "抽取：publish 固定名单、公布种子的散列，take 公布种子、抽出，hand_out 抽出的各建一条下级记录"),
	ONE(KEY_COND, effect, "when", when, "满足条件才发生"),
};
const struct section section_effect = {
	.title = "效果",
	.help = "一件随之发生的事：set holder department create notify start pause resume stop extend count parent children draw 之一",
	.size = sizeof(struct effect),
	.keys = effect_keys,
	.count = COUNT(effect_keys),
	.short_at = SIZE_MAX,
	.line_at = SIZE_MAX,
	.finish = finish_effect,
};

static const struct key transition_keys[] = {
	NEEDED(transition, "label", label, "按钮上的字"),
	TEXT(transition, "help", help, "说明"),
	{ .name = "from", .kind = KEY_NAMES, .offset = AT(transition, from), .required = true, .help = "从哪些状态" },
	ONE(KEY_NAME, transition, "to", to, "到哪个状态（不写：状态不变）"),
	ONE(KEY_WHO, transition, "who", who, "谁能做"),
	ONE(KEY_BOOL, transition, "reason", reason, "必须写理由"),
	ONE(KEY_BOOL, transition, "backwards", backwards, "是退回（计入退回次数）"),
	ONE(KEY_BOOL, transition, "danger", danger, "做之前再问一遍"),
	ONE(KEY_BOOL, transition, "optional", optional,
		"可做可不做：记录不因为这一步列进谁的待办；不换状态的步骤写 false，就列进去，直到 conditions 不成立"),
	ONE(KEY_NAMES, transition, "ask", ask, "在这一步的表单里显示的字段"),
	ONE(KEY_NAMES, transition, "require", require, "这一步必须填好的字段（附件也行）"),
	PARTS(transition, "conditions", conditions, &section_condition, "要成立的条件"),
	ONE(KEY_NAMES, transition, "separate_from", separate_from, "不能由最近做过这些步骤的人来做（四眼）"),
	ONE(KEY_NAME, transition, "group", group, "同组的审核步骤不能由同一人做"),
	ONE(KEY_SQL, transition, "countersign", countersign, "会签：要几个不同的人同意；整数，或给出整数的表达式"),
	ONE(KEY_BOOL, transition, "closes", closes, "要过关口（到办结状态的步骤自动要过）"),
	{ .name = "effects",
		.kind = KEY_OTHER,
		.read = read_effects,
		.section = &section_effect,
		.help = "随之发生的事" },
};
static const struct section section_transition = {
	.title = "步骤",
	.help = "步骤的名字: 内容",
	.size = sizeof(struct transition),
	.keys = transition_keys,
	.count = COUNT(transition_keys),
	.named = true,
	.short_at = SIZE_MAX,
	.line_at = AT(transition, line),
	.finish = finish_transition,
};

static const struct key gate_keys[] = {
	PARTS(gate, "conditions", conditions, &section_condition, "办结前要成立的条件"),
	ONE(KEY_BOOL, gate, "children_closed", children_closed, "下级台账的记录都要已终止"),
	ONE(KEY_NAMES, gate, "evidence", evidence, "至少有一份已认可材料的附件字段"),
	ONE(KEY_WHO_PTR, gate, "override", override, "谁可以写明理由强行通过"),
};
static const struct section section_gate = {
	.title = "关口",
	.help = "销号关口",
	.size = sizeof(struct gate),
	.keys = gate_keys,
	.count = COUNT(gate_keys),
	.short_at = SIZE_MAX,
	.line_at = AT(gate, line),
};

static const struct key escalation_keys[] = {
	{ .name = "after",
		.kind = KEY_LIMIT,
		.offset = AT(escalation, after),
		.required = true,
		.help = "到期后多久（负数：到期前）" },
	{ .name = "to", .kind = KEY_WHO, .offset = AT(escalation, to), .required = true, .help = "发给谁" },
	NEEDED(escalation, "text", text, "内容，可用 {no} {title} {due} {clock} {late}（超期天数） {state}"),
	TEXT(escalation, "notice", notice, "同时出具的文书，如 督办通知书"),
	ONE(KEY_BOOL, escalation, "any_hour", any_hour, "夜间和休息日也发"),
};
static const struct section section_escalation = {
	.title = "升级",
	.help = "升级阶梯的一级",
	.size = sizeof(struct escalation),
	.keys = escalation_keys,
	.count = COUNT(escalation_keys),
	.short_at = SIZE_MAX,
	.line_at = SIZE_MAX,
};

static const struct key clock_keys[] = {
	NEEDED(clock_def, "label", label, "名称"),
	LATE("limit",
		"时限：如 4 工作时；或 {field: 字段}；或 {catalogue: 字段, column: 列, if: 是非字段, then: 另一列}"),
	{ .name = "runs_in",
		.kind = KEY_NAMES,
		.offset = AT(clock_def, runs_in),
		.required = true,
		.help = "在哪些状态走" },
	ONE(KEY_NAMES, clock_def, "pauses_in", pauses_in, "在哪些状态暂停（其他状态：停止）"),
	ONE(KEY_LIMIT, clock_def, "warn", warn, "到期前多久亮黄灯"),
	ONE(KEY_BOOL, clock_def, "restarts", restarts, "再次进入时重新起算"),
	PARTS(clock_def, "ladder", ladder, &section_escalation, "升级阶梯"),
};
static const struct section section_clock = {
	.title = "时限",
	.help = "时限的名字: 内容",
	.size = sizeof(struct clock_def),
	.keys = clock_keys,
	.count = COUNT(clock_keys),
	.named = true,
	.short_at = SIZE_MAX,
	.line_at = SIZE_MAX,
	.finish = finish_clock,
};

static const struct key rights_keys[] = {
	{ .name = "see",
		.kind = KEY_OTHER,
		.read = read_grants,
		.required = true,
		.help = "谁看得到哪些记录：角色: own|department|unit|subtree|all（\"*\" 是所有人）" },
	ONE(KEY_WHO, rights, "create", create, "谁能登记"),
	ONE(KEY_WHO, rights, "change", change, "谁能改字段"),
	ONE(KEY_WHO, rights, "remove", remove, "谁能删除"),
	ONE(KEY_WHO, rights, "export", export, "谁能导出"),
	ONE(KEY_WHO, rights, "import", import, "谁能导入"),
	ONE(KEY_WHO, rights, "reveal", reveal, "谁能看个人信息的全文"),
	ONE(KEY_WHO, rights, "comment", comment, "谁能留言"),
	ONE(KEY_WHO, rights, "destroy", destroy, "谁能把保存期满的记录列入销毁清册，能冻结记录（不写：谁也不能）"),
	ONE(KEY_WHO, rights, "destroy_approve", destroy_approve,
		"谁能批准销毁清册、解除冻结（提出的人自己总不能批；不写：谁也不能）"),
	ONE(KEY_WHO, rights, "judge", judge,
		"谁能采纳、退回佐证材料（不写：能改记录的人和眼下有步骤可办的人；交的人自己总不能审）"),
};
static const struct section section_rights = {
	.title = "权限",
	.help = "谁能对记录做什么",
	.size = sizeof(struct rights),
	.keys = rights_keys,
	.count = COUNT(rights_keys),
	.short_at = SIZE_MAX,
	.line_at = SIZE_MAX,
};

static const struct key view_keys[] = {
	NEEDED(view, "label", label, "名称"),
	WORD(KEY_WORD, view, "kind", kind, "list|board|calendar|form", "种类（默认 list）"),
	ONE(KEY_NAMES, view, "columns", columns,
		"列：字段，以及 no state lamp due holder department owner created changed"),
	ONE(KEY_NAMES, view, "filters", filters, "查询栏里的字段"),
	ONE(KEY_COND, view, "where", filter_sql, "只列满足条件的"),
	TEXT(view, "sort", sort, "排序，如 due、-created"),
	ONE(KEY_NAME, view, "group", group, "board：按哪个字段分栏；calendar：按哪个日期"),
};
static const struct section section_view = {
	.title = "视图",
	.help = "视图的名字: 内容",
	.size = sizeof(struct view),
	.keys = view_keys,
	.count = COUNT(view_keys),
	.named = true,
	.short_at = SIZE_MAX,
	.line_at = SIZE_MAX,
};

static const struct key form_keys[] = {
	NEEDED(form_section, "label", label, "小标题"),
	{ .name = "fields", .kind = KEY_NAMES, .offset = AT(form_section, fields), .required = true, .help = "字段" },
};
static const struct section section_form = {
	.title = "表单分组",
	.help = "表单的一组",
	.size = sizeof(struct form_section),
	.keys = form_keys,
	.count = COUNT(form_keys),
	.short_at = SIZE_MAX,
	.line_at = SIZE_MAX,
};

static const struct key statistic_keys[] = {
	NEEDED(statistic, "label", label, "名称"),
	TEXT(statistic, "help", help, "口径说明"),
	ONE(KEY_COND, statistic, "count", count, "数满足条件的记录"),
	ONE(KEY_SQL, statistic, "sum", sum, "加总的整数表达式"),
	{ .name = "score",
		.kind = KEY_POINTS,
		.offset = AT(statistic, score),
		.count = AT(statistic, score_count),
		.help = "得分：{统计: 分数}，比率乘分数再加总；写成负数的越低越好，得（1－比率）乘分数" },
	ONE(KEY_COND, statistic, "of", of, "分母：满足条件的记录数（为 0 时显示 —）"),
	ONE(KEY_COND, statistic, "where", where, "只统计满足条件的记录"),
	ONE(KEY_TEXTS, statistic, "by", by, "可按什么分组：department、state、字段、month:日期字段"),
	ONE(KEY_BOOL, statistic, "percent", percent, "显示为百分数"),
	ONE(KEY_INT, statistic, "scale", scale, "sum：加总的是 decimal、money 时，它的小数位数"),
	TEXT(statistic, "unit", unit, "计量单位，显示在值后面"),
};
static const struct section section_statistic = {
	.title = "统计",
	.help = "统计的名字: 内容",
	.size = sizeof(struct statistic),
	.keys = statistic_keys,
	.count = COUNT(statistic_keys),
	.named = true,
	.short_at = SIZE_MAX,
	.line_at = SIZE_MAX,
};

static const struct key check_keys[] = {
	NEEDED(check_def, "code", code, "代码，如 CASE01"),
	WORD(KEY_OPTION, check_def, "severity", severity, "error|warning|note", "级别"),
	NEEDED(check_def, "title", title, "名称"),
	NEEDED(check_def, "message", message, "对记录说什么"),
	{ .name = "sql", .kind = KEY_COND, .offset = AT(check_def, sql), .required = true, .help = "成立就是有问题" },
};
static const struct section section_check = {
	.title = "检查",
	.help = "一条检查",
	.size = sizeof(struct check_def),
	.keys = check_keys,
	.count = COUNT(check_keys),
	.short_at = SIZE_MAX,
	.line_at = SIZE_MAX,
};

static const struct key print_keys[] = {
	NEEDED(print_def, "label", label, "名称"),
	NEEDED(print_def, "title", title, "打印的标题"),
	{ .name = "fields", .kind = KEY_NAMES, .offset = AT(print_def, fields), .required = true, .help = "字段" },
	ONE(KEY_BOOL, print_def, "landscape", landscape, "横向"),
};
static const struct section section_print = {
	.title = "打印",
	.help = "打印版式的名字: 内容",
	.size = sizeof(struct print_def),
	.keys = print_keys,
	.count = COUNT(print_keys),
	.named = true,
	.short_at = SIZE_MAX,
	.line_at = SIZE_MAX,
};

static const struct key number_keys[] = {
	NEEDED(number_rule, "pattern", pattern, "编号规则：{unit} {department} {yyyy} {yy} {mm} {dd} {seq:4}"),
	WORD(KEY_WORD, number_rule, "restart", restart, "never|year|month|day", "序号何时从 1 重新开始"),
};
static const struct section section_number = {
	.title = "编号",
	.help = "编号规则",
	.size = sizeof(struct number_rule),
	.keys = number_keys,
	.count = COUNT(number_keys),
	.short_at = AT(number_rule, pattern),
	.line_at = SIZE_MAX,
};

static const struct key sample_keys[] = {
	TEXT(sample, "key", key, "名字，供别的样例引用"),
	TEXT(sample, "parent", parent, "上级样例的名字"),
	TEXT(sample, "department", department, "部门"),
	ONE(KEY_NAMES, sample, "steps", steps, "依次走过的步骤"),
	LATE("values", "字段: 值"),
};
static const struct section section_sample = {
	.title = "样例",
	.help = "一条样例记录",
	.size = sizeof(struct sample),
	.keys = sample_keys,
	.count = COUNT(sample_keys),
	.short_at = SIZE_MAX,
	.line_at = AT(sample, line),
	.finish = finish_sample,
};

static const struct key register_keys[] = {
	{ .name = "register",
		.kind = KEY_NAME,
		.offset = AT(register_def, name),
		.required = true,
		.help = "台账的名字" },
	NEEDED(register_def, "title", title, "台账的名称"),
	TEXT(register_def, "summary", summary, "一两句说明"),
	TEXT(register_def, "group", group, "菜单里的分组"),
	TEXT(register_def, "icon", icon,
		"菜单里的图标：alert、ballot、case、draw、followup、item、manifest、measure、payment、petition、problem、progress、purchase、recheck、round、topic；别的名字显示为台账的图标"),
	ONE(KEY_NAME, register_def, "parent", parent, "上级台账"),
	ONE(KEY_NAME, register_def, "title_field", title_field, "用哪个字段称呼一条记录"),
	ONE(KEY_NAME, register_def, "department_field", department_field,
		"填了这个字段，记录就归它写的部门（不写：随上级记录，或归登记人的部门）"),
	PART(register_def, "number", number, &section_number, "编号"),
	OTHER("roles", read_roles, "角色的名字: 名称"),
	PARTS(register_def, "fields", fields, &section_field, "字段"),
	PARTS(register_def, "catalogues", catalogues, &section_catalogue, "代码表"),
	PARTS(register_def, "states", states, &section_state, "状态"),
	PARTS(register_def, "transitions", transitions, &section_transition, "步骤"),
	PARTS(register_def, "clocks", clocks, &section_clock, "时限"),
	PARTS(register_def, "conditions", conditions, &section_condition,
		"任何时候都要成立的条件：登记、修改、导入、每一步之后"),
	PART(register_def, "gate", gate, &section_gate, "销号关口"),
	{ .name = "rights",
		.kind = KEY_PART,
		.offset = AT(register_def, rights),
		.section = &section_rights,
		.required = true,
		.help = "权限" },
	PARTS(register_def, "views", views, &section_view, "视图"),
	PARTS(register_def, "form", form, &section_form, "表单的分组（不写：所有字段一组）"),
	PARTS(register_def, "statistics", statistics, &section_statistic, "统计"),
	PARTS(register_def, "checks", checks, &section_check, "检查"),
	PARTS(register_def, "prints", prints, &section_print, "打印版式"),
	PARTS(register_def, "samples", samples, &section_sample, "样例数据"),
	ONE(KEY_INT, register_def, "retention_years", retention_years, "保存年限（不写：永久）"),
};
const struct section section_register = {
	.title = "台账",
	.help = "台账定义",
	.size = sizeof(struct register_def),
	.keys = register_keys,
	.count = COUNT(register_keys),
	.short_at = SIZE_MAX,
	.line_at = SIZE_MAX,
	.finish = finish_register,
};
