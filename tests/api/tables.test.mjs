// Code tables of a unit by date, what a score says, and refusals that say where the fault is.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ask, file, folder, passwordOf, send, serve, setUp, signIn, signInAdministrator } from './harness.mjs';

const DEFINITION = `
register: chore
title: 杂务
title_field: title
roles: {clerk: 登记员, chief: 负责人}
fields:
  title: {label: 事由, type: text, required: true}
  kind: {label: 类别, type: catalogue, catalogue: kind}
  more: {label: 延几日, type: integer}
  size: {label: 大小, type: catalogue, catalogue: size}
  small: {label: 案件小类, type: catalogue, catalogue: case.class}
  from_on: {label: 开始, type: date}
  to_on: {label: 结束, type: date}
catalogues:
  size:
    title: 大小
    columns: [answer]
    headings: [答复]
    rows: [[B, 大, 5 日]]
  kind:
    title: 类别
    columns: [limit, note]
    rows:
      - [A, 甲类, 3 个工作日, 甲]
      - [B, 乙类, 十五日内, 乙]
states:
  open: {label: 办理中, initial: true, editable: true}
  done: {label: 已办结, final: true, done: true}
transitions:
  finish: {label: 办结, from: [open], to: done, who: [chief]}
  extend: {label: 延期, from: [open], who: [chief], ask: [more], require: [more], effects: [{extend: work, by: more}]}
  plan: {label: 排期, from: [open], who: [chief], ask: [from_on, to_on]}
conditions:
  - {sql: "from_on IS NULL OR to_on IS NULL OR from_on <= to_on", message: 结束比开始早}
clocks:
  work: {label: 办理时限, limit: {catalogue: kind, column: limit, default: 1 日}, runs_in: [open]}
  asked: {label: 答复时限, limit: {catalogue: size, column: answer}, runs_in: [open]}
rights:
  see: {clerk: own, chief: unit}
  create: [clerk, chief]
  change: [owner]
  import: [chief]
  export: [chief]
views:
  all: {label: 全部, columns: [no, title, kind, due]}
statistics:
  done: {label: 办结率, count: "state = 'done'", of: "1 = 1", percent: true}
  late: {label: 超期率, count: "lamp = 'red'", of: "1 = 1", percent: true}
  score: {label: 得分, score: {done: 60, late: -40}}
`;
const path = '/registers/chore/records';
const table = '/registers/chore/catalogues/kind';

async function office(t) {
	const registers = folder(t);
	file(registers, 'chore.yaml', DEFINITION);
	const server = await serve(t, { args: ['--rate', '0', '--registers', registers] });
	await setUp(server);
	const who = { xitong: await signInAdministrator(server, 'xitong'), anquan: await signInAdministrator(server, 'anquan'), shenji: await signInAdministrator(server, 'shenji') };
	for (const [login, role] of [['clerk', 'chore.clerk'], ['chief', 'chore.chief']]) {
		const made = (await send(server, 'POST', '/people', { login, name: login }, { as: who.xitong })).json;
		await send(server, 'POST', '/grants', { person: made.person.id, role }, { as: who.anquan });
		const first = await signIn(server, login, made.one_time_password);
		await send(server, 'POST', '/session/password', { old: made.one_time_password, new: passwordOf(login) }, { as: first });
		who[login] = await signIn(server, login);
	}
	server.session = null;
	const get = async (as, where, headers = {}) => ask(server, 'GET', `/api/v1${where}`, { as: who[as], headers });
	const write = (as, method, where, body) => send(server, method, where, body, { as: who[as], headers: { 'If-Match': '*' } });
	return { server, who, get, write };
}
const create = async (o, kind) => o.write('chief', 'POST', path, { values: { title: '事', kind } });

test('a unit\'s own rows are taken by code and by name, and shown by name', async (t) => {
	const o = await office(t);
	const add = { code: 'C', label: '丙类', from: '2020-01-01', values: { limit: '两个工作日内' }, reason: '局办〔2026〕1 号' };
	assert.equal((await o.write('xitong', 'PATCH', table, add)).status, 200);
	assert.equal((await o.write('xitong', 'PATCH', table, { code: 'A', label: '新甲类', from: '2020-01-01', reason: '改名' })).status, 200);
	for (const [said, code] of [['C', 'C'], ['丙类', 'C'], ['新甲类', 'A'], ['乙类', 'B']]) {
		const made = await create(o, said);
		assert.equal(made.status, 201, made.text);
		assert.equal((await o.get('chief', `${path}/${made.json.id}`)).json.values.kind, code);
	}
	const old = await create(o, '甲类'); // it is called otherwise now
	assert.deepEqual([old.status, old.json.field], [422, 'kind']);
	assert.equal((await o.write('xitong', 'PATCH', table, { code: 'D', label: '丙类', from: '2020-01-01', reason: '同名' })).status, 200);
	const twice = await create(o, '丙类');
	assert.match(twice.json.detail, /有几个代码都叫“丙类”/);
	const csv = (await o.get('chief', '/registers/chore/export?format=csv&fields=kind')).text;
	assert.ok(csv.includes('丙类') && csv.includes('新甲类') && csv.includes('乙类'), csv);
	const loaded = await ask(o.server, 'POST', '/api/v1/registers/chore/import?name=a.csv', { as: o.who.chief, body: '事由,类别\n事一,新甲类\n事二,C\n', headers: { 'X-Bihuan': '1', 'Content-Type': 'text/csv' } });
	assert.equal(loaded.json.created, 2, loaded.text);
});

test('a code is closed from a day on and comes back when it is put again', async (t) => {
	const o = await office(t);
	const rows = async (query) => (await o.get('xitong', `${table}?${query}`)).json.rows;
	const codes = async (day) => (await rows(`date=${day}`)).map((r) => r.code);
	assert.equal((await o.write('xitong', 'PATCH', table, { code: 'B', from: '2030-06-01', closed: true, reason: '不再办' })).status, 200);
	assert.deepEqual(await codes('2030-05-31'), ['A', 'B']);
	assert.deepEqual(await codes('2030-06-01'), ['A']);
	assert.equal((await o.write('xitong', 'PATCH', table, { code: 'B', label: '乙类', from: '2031-01-01', until: '2031-01-31', reason: '办一个月' })).status, 200);
	assert.deepEqual(await codes('2030-12-31'), ['A']);
	assert.deepEqual(await codes('2031-01-01'), ['A', 'B']);
	assert.deepEqual(await codes('2031-02-01'), ['A'], 'what was closed before stays closed');
	for (const [body, field] of [
		[{ code: 'Z', from: '2030-01-01', closed: true, reason: '无' }, 'code'],
		[{ code: 'A', from: '2030-02-30', closed: true, reason: '无' }, 'from'],
	]) {
		const refused = await o.write('xitong', 'PATCH', table, body);
		assert.deepEqual([refused.status, refused.json.field], [422, field], refused.text);
	}
});

test('what must hold between two fields holds on every way in', async (t) => {
	const o = await office(t);
	const early = { from_on: '2026-03-05', to_on: '2026-03-04' };
	const wrong = (answer) => assert.deepEqual([answer.status, answer.json.errors.map((e) => [e.kind, e.message])], [422, [['condition', '结束比开始早']]], answer.text);
	wrong(await o.write('chief', 'POST', path, { values: { title: '事', ...early } }));
	const { id } = (await o.write('chief', 'POST', path, { values: { title: '事', from_on: '2026-03-05' } })).json;
	wrong(await o.write('chief', 'PATCH', `${path}/${id}`, { values: { to_on: '2026-03-04' } }));
	wrong(await o.write('chief', 'POST', `${path}/${id}/steps/plan`, { values: early }));
	assert.equal((await o.write('chief', 'POST', `${path}/${id}/steps/plan`, { values: { ...early, to_on: '2026-03-05' } })).status, 200);
	const loaded = await ask(o.server, 'POST', '/api/v1/registers/chore/import?name=a.csv', { as: o.who.chief, body: '事由,开始,结束\n好的,2026-1-1,2026-1-2\n倒的,2026-1-2,2026-1-1\n', headers: { 'X-Bihuan': '1', 'Content-Type': 'text/csv' } });
	assert.match(loaded.text, /结束比开始早/);
	const titles = (await o.get('chief', path)).json.rows.map((r) => r.title ?? r.values?.title);
	assert.ok(!titles.includes('倒的'), JSON.stringify(titles));
	assert.equal((await o.get('chief', `${path}/${id}`)).json.values.to_on, '2026-03-05');
});

test('a score of ratios, and "—" where one has no denominator', async (t) => {
	const o = await office(t);
	const score = async () => (await o.get('chief', '/registers/chore/statistics/score')).json;
	assert.deepEqual([(await score()).denominator], [0]);
	const ids = [];
	for (let i = 0; i < 3; i++) ids.push((await create(o, 'B')).json.id);
	await o.write('chief', 'POST', `${path}/${ids[0]}/steps/finish`, {});
	assert.deepEqual([(await score()).numerator, (await score()).denominator], [6000, 100]); // 60/3 + 40
	const told = (await o.get('chief', '/registers/chore')).json.statistics.find((s) => s.name === 'score');
	assert.deepEqual([told.score, told.scale], [true, 2]);
});

test('the timeline tells the old deadline and the new one', async (t) => {
	const o = await office(t);
	const { id } = (await create(o, 'B')).json;
	const due = (await o.get('chief', `${path}/${id}`)).json.due;
	const done = await o.write('chief', 'POST', `${path}/${id}/steps/extend`, { values: { more: 5 }, reason: '等材料' });
	assert.equal(done.status, 200, done.text);
	const after = (await o.get('chief', `${path}/${id}`)).json.due;
	const [event] = (await o.get('chief', `${path}/${id}/events`)).json.events;
	assert.deepEqual(event.clocks.map((c) => [c.label, c.what, c.was, c.due]), [['办理时限', 'extend', due, after]]);
	assert.equal(event.person.label, 'chief');
	assert.notEqual(due, after);
});

test('a record behind the fence is not found, and that is on record; one that is not there is not', async (t) => {
	const o = await office(t);
	const { id } = (await create(o, 'A')).json;
	assert.equal((await o.get('clerk', `${path}/${id}`)).status, 404);
	assert.equal((await o.get('clerk', `${path}/4711`)).status, 404);
	assert.equal((await o.write('clerk', 'POST', '/registers/chore/records', {})).status, 400);
	assert.equal((await o.write('clerk', 'POST', `${path}/${id}/steps/finish`, {})).status, 404);
	let kept = [];
	for (const end = Date.now() + 120000; kept.length < 2 && Date.now() < end; ) { // each process writes what it hid by itself, shortly
		kept = (await o.get('shenji', '/access-events?refused=1&limit=50')).json.events.filter((e) => e.actor === 'clerk' && e.object.includes('/records'));
		if (kept.length < 2) await new Promise((later) => setTimeout(later, 50));
	}
	assert.deepEqual(kept.map((e) => [e.what, e.object]).sort(), [
		['show_record', `GET /api/v1${path}/${id}`],
		['step_record', `POST /api/v1${path}/${id}/steps/finish`],
	]);
});

test('a code table of another register is read by who may fill the field, and kept at its own place alone', async (t) => {
	const o = await office(t);
	const borrowed = '/registers/chore/catalogues/case.class';
	assert.equal((await o.get('clerk', '/registers/case/catalogues/class')).status, 404, 'he does not see that register');
	const { json } = await o.get('clerk', borrowed);
	assert.equal(json.rows.find((r) => r.code === 'E0102').label, '暴露垃圾');
	for (const other of ['case.kind', 'purchase.item', '.class', 'case.', 'case.class.x']) assert.equal((await o.get('clerk', `/registers/chore/catalogues/${other}`)).status, 404, other);
	assert.equal((await o.write('xitong', 'PATCH', borrowed, { code: 'E0102', label: '别的', from: '2030-01-01', reason: '试' })).status, 404);
	const made = await o.write('clerk', 'POST', path, { values: { title: '事', small: '暴露垃圾' } });
	assert.equal(made.status, 201, made.text);
	assert.equal((await o.get('clerk', `${path}/${made.json.id}`)).json.values.small, 'E0102');
});

test('a code whose clock would never start is refused', async (t) => {
	const o = await office(t);
	const put = (body) => o.write('xitong', 'PATCH', '/registers/chore/catalogues/size', { from: '2026-01-01', reason: '通知', ...body });
	const bare = await put({ code: 'S', label: '小' });
	assert.deepEqual([bare.status, bare.json.field], [422, 'values'], bare.text);
	assert.match(bare.json.detail, /代码 S 要写“答复”：“杂务”的时限“答复时限”照它计算/);
	assert.equal((await put({ code: 'S', label: '小', values: { answer: '2 日' } })).status, 200);
	assert.equal((await put({ code: 'S', values: { answer: '' } })).status, 422);
	assert.equal((await put({ code: 'S', from: '2027-01-01', closed: true })).status, 200);
});

test('a token does what its scopes say, and is taken back whatever its version', async (t) => {
	const o = await office(t);
	const person = (await o.get('xitong', '/people')).json.people.find((p) => p.login === 'chief').id;
	const token = async (scopes) => (await o.write('anquan', 'POST', '/tokens', { person, name: '接口', scopes, expires: Date.now() + 86400000 })).json;
	const { id } = (await create(o, 'A')).json;
	const by = (tok, method, where, body) => send(o.server, method, where, body, { as: null, headers: { Authorization: `Bearer ${tok.bearer}`, 'If-Match': '*' } });
	const does = async (tok) => [
		(await ask(o.server, 'GET', `/api/v1${path}`, { as: null, headers: { Authorization: `Bearer ${tok.bearer}` } })).status,
		(await by(tok, 'POST', path, { values: { title: '新' } })).status,
		(await by(tok, 'POST', `${path}/${id}/steps/extend`, { values: { more: 1 } })).status,
		(await by(tok, 'POST', '/batch', { requests: [{ method: 'POST', path: `/api/v1${path}`, body: { values: { title: '批' } } }] })).status,
		(await by(tok, 'POST', '/session/password', { old: 'x', new: 'y' })).status,
	];
	const all = await token('read write');
	assert.deepEqual(await does(all), [200, 201, 200, 200, 401]);
	assert.deepEqual(await does(await token('chore.read chore.write')), [200, 201, 200, 200, 401]);
	assert.deepEqual(await does(await token('read')), [200, 403, 403, 403, 401]);
	assert.deepEqual(await does(await token('read chore.create')), [200, 201, 403, 200, 401]);
	assert.deepEqual(await does(await token('case.read case.write')), [403, 403, 403, 403, 401]);
	assert.equal((await o.write('anquan', 'DELETE', `/tokens/${all.id}`, {})).status, 200);
	assert.deepEqual(await does(all), [401, 401, 401, 401, 401]);
});

test('refusals of administration name the member; an empty table is refused', async (t) => {
	const o = await office(t);
	const person = (await o.get('xitong', '/people')).json.people.find((p) => p.login === 'clerk').id;
	const soon = Date.now() + 86400000;
	for (const [where, body, field] of [
		['/grants', { person, role: 'Case' }, 'role'],
		['/grants', { person, role: 'case.nobody' }, 'role'],
		['/grants', { person: 9999, role: 'chore.clerk' }, 'person'],
		['/grants', { person, role: 'chore.chief', until: 5 }, 'until'],
		['/grants', { person, role: 'chore.chief', department: 99 }, 'department'],
		['/delegations', { from_person: person, to_person: person, roles: 'chore.clerk', reason: '假', until: soon }, 'to_person'],
		['/delegations', { from_person: person, to_person: person + 1, roles: 'chore.chief', reason: '假', until: soon }, 'roles'],
		['/tokens', { person, name: '接口', scopes: 'READ!', expires: soon }, 'scopes'],
		['/tokens', { person, name: '接口', scopes: 'read all', expires: soon }, 'scopes'],
		['/tokens', { person, name: '接口', scopes: 'read cse.change', expires: soon }, 'scopes'],
		['/tokens', { person, name: '接口', scopes: 'read', expires: 5 }, 'expires'],
	]) {
		const refused = await o.write('anquan', 'POST', where, body);
		assert.ok(refused.status >= 400 && refused.status < 500, `${where} ${refused.text}`);
		assert.equal(refused.json.field, field, `${where} ${JSON.stringify(body)} ${refused.text}`);
	}
	for (const body of ['', '事由,类别\n']) {
		const empty = await ask(o.server, 'POST', '/api/v1/registers/chore/import?name=a.csv', { as: o.who.chief, body, headers: { 'X-Bihuan': '1', 'Content-Type': 'text/csv' } });
		assert.equal(empty.status, 422, empty.text);
		assert.match(empty.json.detail, /第 1 行要是列名|没有要导入的行/);
	}
});
