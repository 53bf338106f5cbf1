// What a person may not see he does not learn by another way: from one record, the search, a statistic, a refusal; and what was denied is kept.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ask, file, folder, passwordOf, send, serve, setUp, signIn, signInAdministrator } from './harness.mjs';

const DEFINITION = `
register: visit
title: 来访
title_field: title
roles: {clerk: 登记员, chief: 负责人}
fields:
  title: {label: 事由, type: text, required: true, search: true}
  person: {label: 来访人, type: text, sensitive: true, search: true}
  verdict: {label: 结论, type: text, search: true, see: [chief]}
  fine: {label: 罚款, type: money, see: [chief], see_states: [open]}
  note: {label: 附注, type: text, see_states: [done]}
states:
  open: {label: 办理中, initial: true, editable: true}
  done: {label: 已办结, final: true, done: true}
transitions:
  finish: {label: 办结, from: [open], to: done, who: [chief]}
rights:
  see: {clerk: unit, chief: unit}
  create: [chief]
  change: [clerk, chief]
  reveal: [chief]
views:
  all: {label: 全部, columns: [no, title, person]}
statistics:
  count: {label: 件数, count: "1 = 1"}
  fines: {label: 罚款额, sum: "coalesce(fine, 0)"}
`;
const path = '/registers/visit/records';

async function office(t) {
	const registers = folder(t);
	file(registers, 'visit.yaml', DEFINITION);
	const server = await serve(t, { args: ['--rate', '0', '--registers', registers] });
	await setUp(server);
	const who = { xitong: await signInAdministrator(server, 'xitong'), anquan: await signInAdministrator(server, 'anquan'), shenji: await signInAdministrator(server, 'shenji') };
	for (const [login, roles] of [['clerk', ['visit.clerk']], ['chief', ['visit.chief']], ['other', ['case.collector']]]) {
		const made = (await send(server, 'POST', '/people', { login, name: login }, { as: who.xitong })).json;
		for (const role of roles) await send(server, 'POST', '/grants', { person: made.person.id, role }, { as: who.anquan });
		const first = await signIn(server, login, made.one_time_password);
		await send(server, 'POST', '/session/password', { old: made.one_time_password, new: passwordOf(login) }, { as: first });
		who[login] = await signIn(server, login);
	}
	server.session = null;
	const get = async (as, where) => ask(server, 'GET', `/api/v1${where}`, { as: who[as] });
	const write = (as, method, where, body) => send(server, method, where, body, { as: who[as], headers: { 'If-Match': '*' } });
	const made = await write('chief', 'POST', path, { values: { title: '占道', person: '欧阳明', verdict: '涉嫌犯罪', fine: '200' } });
	assert.equal(made.status, 201, made.text);
	return { server, who, get, write, id: made.json.id };
}

test('personal data have stars in one record too, and stars that come back change nothing', async (t) => {
	const { get, write, id } = await office(t);
	assert.equal((await get('chief', `${path}/${id}`)).json.values.person, '欧阳明');
	const row = (await get('clerk', `${path}/${id}`)).json;
	assert.equal(row.values.person, '欧**');
	assert.ok(!('verdict' in row.values) && !('fine' in row.values));
	const same = await write('clerk', 'PATCH', `${path}/${id}`, { values: { person: '欧**', title: '占道经营' } });
	assert.equal(same.status, 200, same.text);
	assert.equal((await get('chief', `${path}/${id}`)).json.values.person, '欧阳明');
	const stars = await write('clerk', 'PATCH', `${path}/${id}`, { values: { person: '欧*明' } });
	assert.equal(stars.status, 422, stars.text);
	assert.match(stars.json.detail, /“来访人”里有 \* 号/);
	assert.equal((await write('clerk', 'PATCH', `${path}/${id}`, { values: { person: '欧阳敏' } })).status, 200);
	assert.equal((await get('chief', `${path}/${id}`)).json.values.person, '欧阳敏');
});

test('the search finds nothing by what one may not see', async (t) => {
	const { get } = await office(t);
	const hits = async (as, text) => (await get(as, `/search?q=${encodeURIComponent(text)}`)).json.hits.length;
	for (const text of ['欧阳明', '阳', '涉嫌', '涉嫌犯罪']) {
		assert.equal(await hits('chief', text), 1, text);
		assert.equal(await hits('clerk', text), 0, text);
	}
	assert.equal(await hits('clerk', '占道'), 1);
	assert.equal(await hits('clerk', '占道 欧阳'), 0);
});

test('a statistic of a hidden field is not told, nor that there is one', async (t) => {
	const { get } = await office(t);
	const names = async (as) => (await get(as, '/registers/visit')).json.statistics.map((s) => s.name);
	assert.deepEqual(await names('chief'), ['count', 'fines']);
	assert.deepEqual(await names('clerk'), ['count']);
	assert.equal((await get('chief', '/registers/visit/statistics/fines')).json.numerator, 20000);
	assert.equal((await get('clerk', '/registers/visit/statistics/fines')).status, 404);
});

test('a refusal says one thing once, and to whoever may not write, only that', async (t) => {
	const { write } = await office(t);
	const bad = await write('chief', 'POST', path, { values: { title: 7, note: '甲' } });
	assert.equal(bad.status, 422);
	assert.deepEqual(bad.json.errors.map((e) => [e.kind, e.field]), [['format', 'title'], ['format', 'note']]);
	assert.equal(bad.json.errors[1].message, '“附注”在“办理中”时不显示，也不能填写');
	const denied = await write('clerk', 'POST', path, { values: { nothing: 1 } });
	assert.equal(denied.status, 403);
	assert.deepEqual(denied.json.errors.map((e) => e.kind), ['right']);
});

test('what registers deny is among the access events, with who, what and why', async (t) => {
	const { get, write, id } = await office(t);
	const kept = async () => (await get('shenji', '/access-events?refused=1&limit=100')).json.events.map((e) => [e.actor, e.what, e.reason]);
	const before = await kept();
	assert.equal((await write('clerk', 'POST', path, { values: {} })).status, 403);
	assert.equal((await write('clerk', 'POST', `${path}/${id}/steps/finish`, {})).status, 403);
	const bulk = await write('clerk', 'POST', '/registers/visit/bulk', { ids: [id], step: 'finish' });
	assert.equal(bulk.json.refused, 1, bulk.text);
	assert.equal((await get('clerk', '/registers/visit/export?format=csv')).status, 403);
	const events = await kept();
	assert.equal(events.length, before.length + 4, JSON.stringify(events));
	assert.deepEqual(events.slice(0, 4).reverse(), [
		['clerk', 'create_record', '您不能新建“来访”'],
		['clerk', 'step_record', '您不能办“办结”'],
		['clerk', 'bulk_records', '1 条被拒绝，如：您不能办“办结”'],
		['clerk', 'visit.export', 'no-export'],
	]);
});

test('a unit changes a row of a code table from a day on: old days keep theirs, only the system administrator may, and it is on record', async (t) => {
	const { get, write } = await office(t);
	const table = '/registers/case/catalogues/class';
	const row = async (date) => (await get('other', `${table}?date=${date}`)).json.rows.find((r) => r.code === 'E0102');
	const before = await row('2026-03-01');
	const change = { code: 'E0102', from: '2030-01-01', values: { limit_handle: '2 小时' }, reason: '市局 2029 年 12 号通知' };
	assert.equal((await write('other', 'PATCH', table, change)).status, 403);
	const done = await write('xitong', 'PATCH', table, change);
	assert.equal(done.status, 200, done.text);
	assert.deepEqual(await row('2029-12-31'), before);
	const after = await row('2030-01-01');
	assert.deepEqual([after.label, after.values[0], after.values[2]], [before.label, before.values[0], '2 小时']);
	for (const [body, field] of [
		[{ ...change, values: { limit_handle: '2 天天' } }, 'values'],
		[{ ...change, values: { nothing: '1' } }, 'values'],
		[{ ...change, from: '2030-02-30' }, 'from'],
		[{ ...change, until: '2029-01-01' }, 'until'],
		[{ ...change, code: 'E9999' }, 'label'],
	]) {
		const refused = await write('xitong', 'PATCH', table, body);
		assert.deepEqual([refused.status, refused.json.field], [422, field], refused.text);
	}
	const silent = await write('xitong', 'PATCH', table, { ...change, reason: ' ' });
	assert.deepEqual([silent.status, silent.json.field], [400, 'reason']);
	const kept = (await get('shenji', '/access-events?what=catalogue.set')).json.events;
	assert.deepEqual(kept.map((e) => [e.object, e.reason]), [['case.class E0102 2030-01-01', change.reason]]);
});

test('a code of a table is closed from a day on and opened again; its versions and the tables there are stand for its keeper', async (t) => {
	const { get, write } = await office(t);
	const table = '/registers/case/catalogues/class';
	const codes = async (query) => (await get('xitong', `${table}?${query}`)).json.rows.map((r) => r.code);
	const close = { code: 'E0102', from: '2030-01-01', closed: true, reason: '并入 E0103' };
	assert.equal((await write('other', 'PATCH', table, close)).status, 403);
	const done = await write('xitong', 'PATCH', table, close);
	assert.equal(done.status, 200, done.text);
	assert.ok((await codes('date=2029-12-31')).includes('E0102'));
	assert.ok(!(await codes('date=2030-01-01')).includes('E0102'), 'the definition’s own row does not come back');
	const closed = (await get('xitong', `${table}?date=2030-06-01&closed=1`)).json.rows.find((r) => r.code === 'E0102');
	assert.deepEqual([closed.closed, closed.own, closed.from, closed.until, closed.label], [true, true, '2030-01-01', null, '暴露垃圾']);
	const open = await write('xitong', 'PATCH', table, { code: 'E0102', from: '2031-01-01', values: { limit_handle: '6 工作时' }, reason: '又单列' });
	assert.equal(open.status, 200, open.text);
	assert.ok((await codes('date=2031-01-01')).includes('E0102'));
	const versions = (await get('xitong', `${table}?code=E0102`)).json;
	assert.deepEqual(versions.rows.map((r) => [r.from, r.closed, r.own]), [['2031-01-01', false, true], ['2030-01-01', true, true], [null, false, false]]);
	assert.deepEqual([versions.headings, versions.limits], [['类别', '立案条件', '处置时限', '结案条件', '处置专业', '紧急处置时限', '立案时限', '派遣时限', '核查时限'],
		['limit_handle', 'limit_urgent', 'limit_file', 'limit_dispatch', 'limit_verify']]);
	const unknown = await write('xitong', 'PATCH', table, { ...close, code: 'E9999' });
	assert.deepEqual([unknown.status, unknown.json.field], [422, 'code']);
	const { catalogues } = (await get('xitong', '/catalogues')).json;
	assert.ok(catalogues.some((c) => c.register === 'case' && c.name === 'class' && c.title === '案件小类' && c.register_title === '城管案件'), JSON.stringify(catalogues));
	for (const login of ['other', 'shenji', 'anquan']) assert.equal((await get(login, '/catalogues')).status, 403, login);
});
