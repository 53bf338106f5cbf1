#include "record_help.h"

#include "buf.h"
#include "event.h"
#include "schema.h"

#include <dirent.h>
#include <stdarg.h>
#include <unistd.h>

static const char item_yaml[] =
	"register: item\n"
	"title: 整改条目\n"
	"title_field: title\n"
	"number: {pattern: \"ZG{yyyy}-{seq:3}\", restart: year}\n"
	"roles: {doer: 承办人, office: 整改办, head: 分管领导, local: 科室, own: 个人}\n"
	"fields:\n"
	"  title: {label: 问题, type: text, required: true, search: true, max: 40}\n"
	"  kind: {label: 类型, type: choice, choices: {now: 立行立改, long: 长期推进}, default: now}\n"
	"  tags: {label: 标签, type: choice, multiple: true, choices: {a: 甲, b: 乙, c: 丙}}\n"
	"  amount: {label: 金额, type: money, min: 0}\n"
	"  plan_date: {label: 整改时限, type: date}\n"
	"  code: {label: 编码, type: text, unique: true}\n"
	"  leader: {label: 牵头领导, type: person}\n"
	"  unit_in_charge: {label: 牵头部门, type: department}\n"
	"  phone: {label: 电话, type: text, sensitive: true}\n"
	"  secret: {label: 线索, type: text, see: [office]}\n"
	"  private: {label: 本人说明, type: text, see: [owner, field.leader]}\n"
	"  office_note: {label: 整改办意见, type: text, edit: [office]}\n"
	"  opinion: {label: 意见, type: longtext}\n"
	"  returns: {label: 退回次数, type: integer, default: \"0\"}\n"
	"  extra: {label: 延长天数, type: integer}\n"
	"  passed_on: {label: 通过日期, type: date}\n"
	"  earlier: {label: 上一轮条目, type: reference, register: item}\n"
	"  spot: {label: 地点, type: place}\n"
	"  proof: {label: 佐证材料, type: files}\n"
	"  measures: {label: 措施数, type: computed, as: integer, sql: \"(SELECT count(*) FROM measure)\"}\n"
	"states:\n"
	"  draft: {label: 草稿, initial: true, editable: true}\n"
	"  doing: {label: 整改中, editable: true}\n"
	"  first: 初审\n"
	"  second: 复审\n"
	"  done: {label: 已销号, final: true, done: true}\n"
	"  dropped: {label: 作废, final: true}\n"
	"transitions:\n"
	"  start:\n"
	"    {label: 下达, from: [draft], to: doing, who: [doer, owner], ask: [leader, unit_in_charge], require: [leader], effects: [\n"
	"    {holder: leader}, {department: \"coalesce(unit_in_charge, department_id)\"}, {notify: [field.leader], text: \"条目 {no} {title} 交给你\"}]}\n"
	"  submit:\n"
	"    {label: 提请, from: [doing], to: first, who: [holder], require: [opinion, proof], ask: [opinion], conditions: [\n"
	"    {sql: \"amount IS NULL OR amount < 100000\", message: 金额超过一千元的要先报批},\n"
	"    {sql: \"(SELECT count(*) FROM measure) > 0\", message: 没有措施}]}\n"
	"  pass: {label: 初审通过, from: [first], to: second, who: [office], separate_from: [submit], group: review}\n"
	"  send_back: {label: 退回, from: [first, second], to: doing, who: [office], reason: true, backwards: true, group: review, effects: [{count: returns}]}\n"
	"  close: {label: 销号, from: [second], to: done, who: [office, head], group: review, closes: true, effects: [{set: {passed_on: today}}], separate_from: [create]}\n"
	"  drop: {label: 作废, from: [draft, doing], to: dropped, who: [office, head], countersign: 2, reason: true, closes: false}\n"
	"  extend: {label: 延期, from: [doing], who: [office], ask: [extra], require: [extra], reason: true, effects: [{extend: work, by: extra}]}\n"
	"  hold: {label: 挂账, from: [doing], who: [office], effects: [{pause: work}]}\n"
	"  go_on: {label: 恢复, from: [doing], who: [office], effects: [{resume: work}]}\n"
	"  reopen: {label: 反弹, from: [done], to: doing, who: [office], reason: true, effects: [{create: log, values: {text: \"'反弹：' || title\"}}]}\n"
	"clocks:\n"
	"  work: {label: 整改时限, limit: {field: plan_date, default: 10 工作日}, runs_in: [doing], pauses_in: [first, second], warn: 3 日, ladder: [\n"
	"    {after: 0 分钟, to: [holder], text: \"{no} 的{clock}到了（{due}）\"},\n"
	"    {after: 1 工作日, to: [office], text: \"{no} 超期，请督办\", notice: 督办通知书},\n"
	"    {after: 2 工作日, to: [head], text: \"{no} 超期 {late} 天\", any_hour: true}]}\n"
	"gate:\n"
	"  children_closed: true\n"
	"  evidence: [proof]\n"
	"  conditions: [{sql: opinion IS NOT NULL, message: 没有整改意见}]\n"
	"  override: [head]\n"
	"rights:\n"
	"  see: {office: unit, head: subtree, doer: department, local: department, \"*\": own}\n"
	"  create: [doer, office]\n"
	"  change: [owner, holder, office]\n"
	"  remove: [owner, office]\n"
	"  import: [office]\n"
	"  export: [office]\n"
	"  reveal: [office]\n"
	"  comment: [everybody]\n"
	"  destroy: [office]\n"
	"  destroy_approve: [head]\n"
	"retention_years: 5\n"
	"views:\n"
	"  open: {label: 在办, columns: [no, title, kind, state], where: \"state <> 'done'\", sort: due}\n"
	"statistics:\n"
	"  rate: {label: 销号率, count: \"state = 'done'\", of: \"state <> 'dropped'\", by: [department, kind, \"month:created\", \"month:plan_date\"], percent: true}\n"
	"  dropped: {label: 撤回率, count: \"state = 'dropped'\", of: \"1 = 1\", where: \"kind IS NOT NULL\", percent: true}\n"
	"  score: {label: 得分, score: {rate: 60, dropped: -40}, by: [department, \"month:due\"]}\n"
	"  money: {label: 金额, sum: amount, scale: 2, unit: 元, by: [kind, leader]}\n";

static const char measure_yaml[] =
	"register: measure\n"
	"title: 措施\n"
	"title_field: text\n"
	"parent: item\n"
	"roles: {doer: 承办人, office: 整改办}\n"
	"fields:\n"
	"  text: {label: 措施, type: text, required: true}\n"
	"  line: {label: 序号, type: integer, unique_in_parent: true}\n"
	"states:\n"
	"  open: {label: 进行中, initial: true, editable: true}\n"
	"  proved: {label: 已完成, final: true, done: true}\n"
	"transitions:\n"
	"  prove:\n"
	"    {label: 完成, from: [open], to: proved, who: [everybody], effects: [{parent: submit, when: \"text = '带动'\"}]}\n"
	"rights:\n"
	"  see: {doer: department, office: unit, \"*\": own}\n"
	"  create: [owner, holder, office]\n"
	"  change: [owner]\n"
	"  remove: [owner]\n";

static const char log_yaml[] = "register: log\n"
			       "title: 回头看\n"
			       "title_field: text\n"
			       "roles: {office: 整改办}\n"
			       "fields:\n"
			       "  text: {label: 内容, type: text, required: true}\n"
			       "states:\n"
			       "  open: {label: 待查, initial: true, editable: true}\n"
			       "  over: {label: 已查, final: true}\n"
			       "transitions:\n"
			       "  finish: {label: 查完, from: [open], to: over, who: [office], closes: false}\n"
			       "rights:\n"
			       "  see: {office: unit}\n"
			       "  create: [office]\n"
			       "  change: [office]\n";

/* A title that some who see the record may not read. */
static const char hint_yaml[] =
	"register: hint\n"
	"title: 线索\n"
	"title_field: what\n"
	"number: {pattern: \"X{seq:1}\"}\n"
	"fields:\n"
	"  what: {label: 线索, type: text, see: [item.office]}\n"
	"  asked: {label: 申请, type: integer, max: 9}\n"
	"  seen: {label: 复核, type: integer}\n"
	"states:\n"
	"  open: {label: 在办, initial: true}\n"
	"  over: {label: 办结, final: true}\n"
	"transitions:\n"
	"  tell: {label: 通报, from: [open], who: [item.office], effects: [{notify: [item.office, item.head], text: \"{title} 请看\"}]}\n"
	"  lose: {label: 交办, from: [open], who: [item.office], effects: [{notify: [holder], text: \"{title} 请办\"}]}\n"
	"  apply: {label: 申请, from: [open], who: [item.office], ask: [asked], require: [asked]}\n"
	"  lift: {label: 撤回, from: [open], who: [item.office], effects: [{set: {seen: \"null\"}}]}\n"
	"  grant: {label: 同意, from: [open], who: [item.office], require: [asked, seen]}\n"
	"  finish: {label: 办结, from: [open], to: over, who: [item.office]}\n"
	"rights:\n"
	"  see: {item.office: unit, item.head: unit}\n"
	"  create: [item.office]\n";

/* --- the database --- */

static void run(struct bench *b, const char *sql)
{
	assert_ok(b, store_exec(b->s, sql, &b->e));
}

static void make_people(struct bench *b)
{
	static const int64_t departments[PEOPLE_END] = { [ADA] = LAW,
		[BO] = CLEAN,
		[CAI] = HEAD,
		[DAN] = HEAD,
		[EVE] = HEAD,
		[FAN] = LAW,
		[GU] = SQUAD,
		[HAI] = CLEAN,
		[IVO] = HEAD };
	static const char *const names[PEOPLE_END] = { [ADA] = "阿达",
		[BO] = "小波",
		[CAI] = "老蔡",
		[DAN] = "老丹",
		[EVE] = "伊局",
		[FAN] = "小范",
		[GU] = "小古",
		[HAI] = "小海",
		[IVO] = "老伊" };
	char sql[600];

	run(b, "INSERT INTO unit (unit_id, name, parent_id, path) VALUES (2, '下级单位', 1, '/1/2/')");
	run(b, "INSERT INTO department (unit_id, id, parent_id, name, path) VALUES (1, 1, NULL, '局机关', '/1/'),"
	       " (1, 2, 1, '执法科', '/1/2/'), (1, 3, 1, '环卫科', '/1/3/'), (1, 4, 2, '一中队', '/1/2/4/')");
	for (int i = 1; i < PEOPLE_END; i++) {
		snprintf(sql, sizeof sql,
			"INSERT INTO person (unit_id, id, login, login_key, name, department_id, created_at, created_by)"
			" VALUES (1, %d, 'p%d', 'p%d', '%s', %lld, 0, '')",
			i, i, i, names[i], (long long)departments[i]);
		run(b, sql);
		b->people[i] = (struct actor){ .unit_id = 1,
			.person_id = i,
			.department_id = departments[i],
			.name = str_from(names[i]),
			.login = STR("p"),
			.unit_path = STR("/1/") };
		static const char *const paths[] = { "", "/1/", "/1/2/", "/1/3/", "/1/2/4/" };
		b->people[i].department_path = str_from(paths[departments[i]]);
	}
}

static void give_roles(struct bench *b)
{
	static const int64_t below_law[] = { LAW, SQUAD };
	static const int64_t clean[] = { CLEAN };
	static const struct actor_role law_doer[] = { { .name = STR_INIT("item.doer"),
							      .path = STR_INIT("/1/2/"),
							      .departments = below_law,
							      .departments_count = 2 },
		{ .name = STR_INIT("measure.doer"),
			.path = STR_INIT("/1/2/"),
			.departments = below_law,
			.departments_count = 2 } };
	static const struct actor_role clean_doer[] = { { .name = STR_INIT("item.doer"),
								.path = STR_INIT("/1/3/"),
								.departments = clean,
								.departments_count = 1 },
		{ .name = STR_INIT("measure.doer"),
			.path = STR_INIT("/1/3/"),
			.departments = clean,
			.departments_count = 1 } };
	static const struct actor_role office[] = { { .name = STR_INIT("item.office"), .whole_unit = true },
		{ .name = STR_INIT("measure.office"), .whole_unit = true },
		{ .name = STR_INIT("log.office"), .whole_unit = true } };
	static const struct actor_role head[] = { { .name = STR_INIT("item.head"), .whole_unit = true } };
	static const struct actor_role local[] = { { .name = STR_INIT("item.local"),
		.path = STR_INIT("/1/2/"),
		.departments = below_law,
		.departments_count = 2 } };
	static const struct actor_role own[] = { { .name = STR_INIT("item.own"), .whole_unit = true } };
	static const struct actor_role both[] = { { .name = STR_INIT("item.office"), .whole_unit = true },
		{ .name = STR_INIT("item.head"), .whole_unit = true },
		{ .name = STR_INIT("measure.office"), .whole_unit = true } };
	static const struct {
		enum who_is who;
		const struct actor_role *roles;
		size_t count;
	} given[] = { { ADA, law_doer, 2 }, { BO, clean_doer, 2 }, { CAI, office, 3 }, { DAN, office, 3 },
		{ EVE, head, 1 }, { FAN, local, 1 }, { GU, own, 1 }, { IVO, both, 3 } };

	for (size_t i = 0; i < sizeof given / sizeof given[0]; i++) {
		b->people[given[i].who].roles = given[i].roles;
		b->people[given[i].who].roles_count = given[i].count;
	}
	run(b, "INSERT INTO role_grant (unit_id, id, person_id, role, valid_from, granted_by, granted_at) VALUES"
	       " (1, 1, 3, 'item.office', 0, '', 0), (1, 2, 4, 'item.office', 0, '', 0), (1, 3, 5, 'item.head', 0, '', 0)");
}

static void make_tables(struct bench *b)
{
	struct register_applying how = { .now_ms = BENCH_NOW };
	struct register_applied applied;

	assert_ok(b, register_apply(b->s, &b->set->registers, &how, b->arena, &applied, &b->e));
	assert_ok(b, register_verify(b->s, &b->set->registers, &b->e));
	assert_int_equal(applied.created, 5);
}

/* As many fields as a paper form never has. */
static char *write_wide(void)
{
	struct buf out;

	buf_init(&out, 1 << 16);
	buf_cstr(&out, "register: wide\ntitle: 宽表\ntitle_field: f1\nroles: {office: 整改办}\nfields:\n");
	for (int i = 1; i <= WIDE; i++)
		buf_fmt(&out, "  f%d: {label: 第%d项, type: %s}\n", i, i, i % 2 ? "text" : "integer");
	buf_cstr(&out,
		"states:\n  open: {label: 在办, initial: true, editable: true}\n  over: {label: 办结, final: true}\n"
		"transitions:\n  finish: {label: 办结, from: [open], to: over, who: [office], closes: false}\n"
		"rights: {see: {\"*\": unit}, create: [everybody], change: [everybody]}\n");
	return buf_take(&out, NULL);
}

static void read_definitions(struct bench *b)
{
	char *wide = write_wide();
	const struct register_text texts[] = { { STR("item.yaml"), str_from(item_yaml) },
		{ STR("measure.yaml"), str_from(measure_yaml) }, { STR("log.yaml"), str_from(log_yaml) },
		{ STR("wide.yaml"), str_from(wide) }, { STR("hint.yaml"), str_from(hint_yaml) } };

	assert_ok(b, registers_read(texts, 5, &b->set, &b->e));
	free(wide);
	for (size_t i = 0; i < b->set->problems_count; i++)
		print_error(STR_FMT ":%d: " STR_FMT " " STR_FMT "\n", STR_ARG(b->set->problems[i].file),
			b->set->problems[i].line, STR_ARG(b->set->problems[i].message),
			STR_ARG(b->set->problems[i].hint));
	assert_int_equal(b->set->problems_count, 0);
	b->item = register_find(&b->set->registers, STR("item"));
	b->measure = register_find(&b->set->registers, STR("measure"));
	b->log = register_find(&b->set->registers, STR("log"));
	b->wide = register_find(&b->set->registers, STR("wide"));
	make_tables(b);
}

static const char sqlite_name[] = "sqlite", postgres_name[] = "postgres";
static bool on_postgres; /* the test that runs now */

static void at_server(struct bench *b, const char *sql)
{
	struct store *s = NULL;

	assert_ok(b, store_open(getenv("BIHUAN_TEST_POSTGRES"), NULL, &s, &b->e));
	assert_ok(b, store_exec(s, sql, &b->e));
	store_close(s);
}

static void make_database(struct bench *b)
{
	static unsigned number;
	const char *server = getenv("BIHUAN_TEST_POSTGRES");
	char sql[200];

	if (on_postgres) {
		snprintf(b->folder, sizeof b->folder, "record_%d_%u", (int)getpid(), ++number);
		snprintf(sql, sizeof sql, "CREATE DATABASE %s TEMPLATE template0", b->folder);
		at_server(b, sql);
		snprintf(b->url, sizeof b->url, "%.*s/%s", (int)(strrchr(server, '/') - server), server, b->folder);
		return;
	}
	snprintf(b->folder, sizeof b->folder, "%s/bihuan-test-XXXXXX",
		access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	assert_non_null(mkdtemp(b->folder));
	snprintf(b->url, sizeof b->url, "sqlite:%s/records.db", b->folder);
}

static void drop_database(struct bench *b)
{
	char path[600];
	struct dirent *entry;
	DIR *dir = on_postgres ? NULL : opendir(b->folder);

	while (dir && (entry = readdir(dir)) != NULL) {
		snprintf(path, sizeof path, "%s/%s", b->folder, entry->d_name);
		unlink(path);
	}
	if (dir)
		closedir(dir);
	snprintf(path, sizeof path, "DROP DATABASE %s WITH (FORCE)", b->folder);
	if (on_postgres)
		at_server(b, path);
	else
		rmdir(b->folder);
}

int bench_open(void **state)
{
	struct bench *b = calloc(1, sizeof *b);

	assert_non_null(b);
	on_postgres = *state == (const void *)postgres_name;
	make_database(b);
	assert_ok(b, store_open(b->url, NULL, &b->s, &b->e));
	struct store_migrations m = store_migrations(b->s);
	assert_ok(b, store_migrate(b->s, &m, STR("2026-03-05T09:30:00+08:00"), &b->e));
	b->now_ms = BENCH_NOW;
	b->arena = arena_new((size_t)256 << 20);
	b->calendar = calendar_new();
	assert_ok(b, store_begin(b->s, STORE_WRITE, &b->e));
	make_people(b);
	give_roles(b);
	read_definitions(b);
	assert_ok(b, store_commit(b->s, &b->e));
	b->place = (struct desk_place){
		.registers = &b->set->registers, .calendar = b->calendar, .clock = clock_fixed(&b->now_ms)
	};
	b->place.clock.utc_offset_minutes = 480;
	*state = b;
	return 0;
}

int bench_close(void **state)
{
	struct bench *b = *state;

	store_close(b->s);
	drop_database(b);
	register_set_free(b->set);
	calendar_free(b->calendar);
	arena_free(b->arena);
	free(b);
	return 0;
}

static void add(struct CMUnitTest *all, size_t *count, const struct CMUnitTest *test, const char *of)
{
	char *name = NULL;

	assert_true(asprintf(&name, "%s: %s", of, test->name) > 0);
	all[*count] = *test;
	all[*count].name = name;
	all[(*count)++].initial_state = (void *)(uintptr_t)of;
}

/* One group: a second plan is a fault to the reader of TAP. */
int bench_main(const struct CMUnitTest *tests, size_t count)
{
	static struct CMUnitTest all[256];
	size_t total = 0;

	assert_true(2 * count <= COUNT(all));
	for (size_t i = 0; i < count; i++)
		add(all, &total, &tests[i], sqlite_name);
	for (size_t i = 0; i < count && getenv("BIHUAN_TEST_POSTGRES"); i++)
		add(all, &total, &tests[i], postgres_name);
	int failed = _cmocka_run_group_tests("records", all, total, NULL, NULL);
	while (total > 0)
		free((void *)(uintptr_t)all[--total].name);
	return failed;
}

struct desk *bench_as(struct bench *b, enum who_is who)
{
	err_clear(&b->e);
	if (!store_in_transaction(b->s))
		assert_ok(b, store_begin(b->s, STORE_WRITE, &b->e));
	assert_ok(b, desk_init(&b->d, b->s, &b->place, &b->people[who], b->arena, &b->e));
	return &b->d;
}

void bench_commit(struct bench *b)
{
	assert_ok(b, store_commit(b->s, &b->e));
}

void bench_rollback(struct bench *b)
{
	store_rollback(b->s);
}

__attribute__((format(printf, 2, 0))) static struct store_stmt *query(struct bench *b, const char *fmt, va_list ap)
{
	struct store_stmt *st = NULL;
	char sql[4000];

	vsnprintf(sql, sizeof sql, fmt, ap);
	if (store_prepare(b->s, sql, &st, &b->e) < 0)
		fail_msg("%s: %s (%s)", sql, b->e.message, b->e.log);
	return st;
}

int64_t bench_sql(struct bench *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	struct store_stmt *st = query(b, fmt, ap);
	va_end(ap);
	int rc = store_step(st, &b->e);
	assert_ok(b, rc);
	int64_t ret = rc > 0 ? store_int(st, 0) : -1;
	store_done(st);
	return ret;
}

struct str bench_text(struct bench *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	struct store_stmt *st = query(b, fmt, ap);
	va_end(ap);
	int rc = store_step(st, &b->e);
	assert_ok(b, rc);
	struct str ret = rc > 0 && !store_is_null(st, 0) ? arena_dup(b->arena, store_text(st, 0)) : STR("(none)");
	store_done(st);
	return ret;
}

/* --- saying things --- */

struct record_inputs bench_values(struct bench *b, const char *text)
{
	char mark = strchr(text, '\n') ? '\n' : '|';
	struct record_input *at = arena_array(b->arena, 40, sizeof *at);
	size_t count = 0;

	for (const char *p = text; *p != '\0';) {
		const char *end = strchr(p, mark) ? strchr(p, mark) : p + strlen(p);
		const char *equal = memchr(p, '=', (size_t)(end - p));
		if (equal)
			at[count++] = (struct record_input){ .field = { p, (size_t)(equal - p) },
				.text = { equal + 1, (size_t)(end - equal - 1) } };
		p = *end != '\0' ? end + 1 : end;
	}
	return (struct record_inputs){ at, count };
}

const char *bench_refusals(struct bench *b)
{
	struct buf text;

	buf_init(&text, 1 << 16);
	for (size_t i = 0; i < b->d.refusals.count; i++) {
		const struct refusal *r = &b->d.refusals.at[i];
		buf_fmt(&text, "%s%s " STR_FMT ": " STR_FMT "\n", r->gate ? "gate " : "", refusal_word(r->kind),
			STR_ARG(r->field), STR_ARG(r->message));
	}
	struct str kept = arena_dup(b->arena, buf_view(&text));
	buf_clear(&text);
	return kept.ptr;
}

static int settle(struct bench *b, int rc)
{
	if (rc < 0)
		bench_rollback(b);
	else
		bench_commit(b);
	return rc < 0 ? rc : (int)b->done.id;
}

int bench_create(struct bench *b, enum who_is who, const char *values)
{
	struct desk *d = bench_as(b, who);

	return settle(b,
		record_create(d, b->item, &(struct record_new){ .values = bench_values(b, values) }, &b->done, &b->e));
}

int64_t bench_make(struct bench *b, enum who_is who, const char *values)
{
	int id = bench_create(b, who, values);

	assert_ok(b, id);
	return id;
}

int bench_measure(struct bench *b, enum who_is who, int64_t item, const char *values)
{
	struct desk *d = bench_as(b, who);

	return settle(b,
		record_create(d, b->measure,
			&(struct record_new){ .values = bench_values(b, values), .parent_id = item }, &b->done, &b->e));
}

int bench_change(struct bench *b, enum who_is who, int64_t id, const char *values)
{
	struct desk *d = bench_as(b, who);

	return settle(b, record_change(d, b->item, &(struct record_edit){ .id = id, .values = bench_values(b, values) },
				 &b->done, &b->e));
}

int bench_step_of(struct bench *b, const struct register_def *r, enum who_is who, int64_t id, const char *step,
	const char *values, const char *reason)
{
	struct desk *d = bench_as(b, who);
	struct record_step s = {
		.id = id, .step = str_from(step), .values = bench_values(b, values), .reason = str_from(reason)
	};

	return settle(b, record_do_step(d, r, &s, &b->done, &b->e));
}

int bench_step(struct bench *b, enum who_is who, int64_t id, const char *step, const char *values, const char *reason)
{
	return bench_step_of(b, b->item, who, id, step, values, reason);
}

void bench_evidence(struct bench *b, const char *reg, int64_t id, const char *slot, const char *state)
{
	if (!store_in_transaction(b->s))
		assert_ok(b, store_begin(b->s, STORE_WRITE, &b->e));
	bench_sql(b,
		"INSERT INTO evidence (unit_id, id, register, record_id, slot, file_name, media_type, bytes, sha256, state, added_at, added_by,"
		" version) VALUES (1, (SELECT coalesce(max(id), 0) + 1 FROM evidence), '%s', %lld, '%s', 'a.pdf', 'application/pdf', 1,"
		" '%064d', '%s', 0, 1, 1)",
		reg, (long long)id, slot, 7, state);
	bench_commit(b);
}

static void check_counts(struct bench *b, const struct register_def *r)
{
	int64_t wrong = bench_sql(b,
		"SELECT count(*) FROM (SELECT unit_id, coalesce(department_id, 0) AS x, state, lamp, count(*) AS n FROM r_" STR_FMT
		" WHERE deleted_at IS NULL GROUP BY unit_id, 2, state, lamp) a LEFT JOIN tally t ON t.unit_id = a.unit_id AND t.register = '" STR_FMT
		"' AND t.department_id = a.x AND t.state = a.state AND t.lamp = a.lamp WHERE t.n IS NULL OR t.n <> a.n",
		STR_ARG(r->name), STR_ARG(r->name));
	assert_int_equal(wrong, 0);
	int64_t counted =
		bench_sql(b, "SELECT coalesce(sum(n), 0) FROM tally WHERE register = '" STR_FMT "'", STR_ARG(r->name));
	assert_int_equal(
		counted, bench_sql(b, "SELECT count(*) FROM r_" STR_FMT " WHERE deleted_at IS NULL", STR_ARG(r->name)));
}

void bench_check_exact(struct bench *b)
{
	struct event_check check = { 0 };

	for (size_t i = 0; i < b->set->registers.count; i++)
		check_counts(b, b->set->registers.at[i]);
	assert_ok(b, event_verify(b->s, 1, NULL, &check, &b->e));
	if (check.broken_at != 0)
		fail_msg("%lld: %s", (long long)check.broken_at, check.why);
}
