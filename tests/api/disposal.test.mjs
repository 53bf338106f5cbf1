// What was kept as long as its register says: listed by one person, destroyed when another approves, and the chain holds.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { age, ask, passwordOf, run, send, serve, setUp, signIn, signInAdministrator } from './harness.mjs';

const isProblem = (answer, status) => {
	assert.equal(answer.status, status, answer.text);
	assert.equal(answer.headers['content-type'], 'application/problem+json');
	return answer.json;
};

async function bureau(t) {
	const server = await serve(t, { args: ['--rate', '0'] });
	await setUp(server);
	const system = await signInAdministrator(server, 'xitong');
	const security = await signInAdministrator(server, 'anquan');
	const auditor = await signInAdministrator(server, 'shenji');
	const who = { system, auditor };
	for (const [login, role] of [['shouli', 'case.acceptor'], ['zhuren', 'case.supervisor'], ['caiji', 'case.collector']]) {
		const made = (await send(server, 'POST', '/people', { login, name: login }, { as: system })).json;
		assert.equal((await send(server, 'POST', '/grants', { person: made.person.id, role }, { as: security })).status, 201);
		const session = await signIn(server, login, made.one_time_password);
		assert.equal((await send(server, 'POST', '/session/password', { old: made.one_time_password, new: passwordOf(login) }, { as: session })).status, 200);
		who[login] = await signIn(server, login);
	}
	server.session = null;
	return { server, who };
}
const get = (b, as, path) => ask(b.server, 'GET', `/api/v1${path}`, { as: b.who[as] });
const put = (b, as, path, body, headers = {}) => send(b.server, 'POST', path, body, { as: b.who[as], headers });

async function closedCase(b, title) {
	const made = await put(b, 'caiji', '/registers/case/records', { values: { title, source: 'collector', class: 'E0102', place: { text: '五一路12号' } } });
	assert.equal(made.status, 201, made.text);
	const done = await put(b, 'zhuren', `/registers/case/records/${made.json.id}/steps/void`, { reason: '重复上报', values: {} }, { 'If-Match': '*' });
	assert.equal(done.status, 200, done.text);
	return made.json.id;
}

test('kept, due, listed, approved by another, destroyed; the list and the chain stay', async (t) => {
	const b = await bureau(t);
	const id = await closedCase(b, '五一路垃圾堆积');
	const young = await closedCase(b, '新华街垃圾堆积');
	assert.equal((await put(b, 'caiji', `/registers/case/records/${id}/comments`, { text: '只有这里写着的话' })).status, 201);
	assert.deepEqual((await get(b, 'shouli', '/registers/case/due')).json, { records: [], next: null });
	age(b.server, `UPDATE r_case SET changed_at = changed_at - ${7 * 365 * 86400000} WHERE id = ${id}`);

	const due = (await get(b, 'shouli', '/registers/case/due')).json.records;
	assert.equal(due.length, 1);
	assert.equal(due[0].id, id);
	assert.equal(due[0].keep_until, Number(due[0].closed_at.slice(0, 4)) + 5);
	isProblem(await get(b, 'caiji', '/registers/case/due'), 403);
	const early = isProblem(await put(b, 'shouli', '/registers/case/disposals', { records: [young], reason: '保存期满' }), 422);
	assert.match(early.errors[0].message, /要保存到 \d+ 年底/);

	isProblem(await put(b, 'caiji', '/registers/case/disposals', { records: [id], reason: '保存期满' }), 403);
	assert.equal(isProblem(await put(b, 'shouli', '/registers/case/disposals', { records: [id], reason: ' ' }), 400).field, 'reason');
	const list = await put(b, 'shouli', '/registers/case/disposals', { records: [id], reason: '保存期满，无继续保存价值' });
	assert.equal(list.status, 201, list.text);
	const path = `/disposals/${list.json.id}`;
	assert.equal((await get(b, 'shouli', '/registers/case/due')).json.records.length, 0);
	isProblem(await put(b, 'shouli', `${path}/decision`, { approve: true, opinion: '同意' }), 403);
	isProblem(await put(b, 'caiji', `${path}/decision`, { approve: true, opinion: '同意' }), 404);
	isProblem(await get(b, 'caiji', path), 404);

	const done = await put(b, 'zhuren', `${path}/decision`, { approve: true, opinion: '同意销毁' });
	assert.equal(done.status, 200, done.text);
	assert.equal(done.json.state, 'approved');
	assert.match(done.json.records[0].hash, /^[0-9a-f]{64}$/);
	isProblem(await get(b, 'zhuren', `/registers/case/records/${id}`), 404);
	isProblem(await put(b, 'zhuren', `${path}/decision`, { approve: false, opinion: '不' }), 409);
	assert.equal((await get(b, 'auditor', path)).json.records[0].title, '五一路垃圾堆积');

	assert.equal((await get(b, 'auditor', '/audit/verify')).json.whole, true);
	const log = (await get(b, 'auditor', '/audit/export')).text.trim().split('\n').map((l) => JSON.parse(l));
	const own = log.filter((e) => e.register === 'case' && e.record === id);
	assert.equal(own.at(-1).kind, 'destroy');
	assert.equal(JSON.parse(own.at(-1).data).hash, done.json.records[0].hash);
	assert.ok(own.slice(0, -1).every((e) => e.data === ''));
	assert.ok(!JSON.stringify(log).includes('只有这里写着的话'));
	assert.ok(log.some((e) => e.record === young && e.data !== ''));

	const env = { ...process.env, BIHUAN_DATABASE: b.server.database ?? '' };
	assert.match(run(['disposal', 'list', '--data', b.server.data], { env }).out, /case\s+已销毁\s+1 条/);
	assert.match(run(['disposal', 'show', String(list.json.id), '--data', b.server.data], { env }).out, new RegExp(done.json.records[0].hash));
	assert.equal(run(['audit', 'verify', '--data', b.server.data], { env }).status, 0);
});

test('held, a record is destroyed by nobody', async (t) => {
	const b = await bureau(t);
	const id = await closedCase(b, '五一路垃圾堆积');
	age(b.server, `UPDATE r_case SET changed_at = changed_at - ${7 * 365 * 86400000} WHERE id = ${id}`);
	isProblem(await put(b, 'caiji', `/registers/case/records/${id}/hold`, { on: true, reason: '诉讼' }), 403);
	assert.deepEqual((await put(b, 'shouli', `/registers/case/records/${id}/hold`, { on: true, reason: '涉及诉讼' })).json, { held: true });
	assert.equal((await get(b, 'shouli', '/registers/case/due')).json.records[0].held, '涉及诉讼');
	assert.match(isProblem(await put(b, 'shouli', '/registers/case/disposals', { records: [id], reason: '保存期满' }), 422).errors[0].message, /已冻结（涉及诉讼）/);
	isProblem(await put(b, 'shouli', `/registers/case/records/${id}/hold`, { on: false, reason: '结案' }), 403);
	assert.deepEqual((await put(b, 'zhuren', `/registers/case/records/${id}/hold`, { on: false, reason: '诉讼已结' })).json, { held: false });
	const kinds = (await get(b, 'zhuren', `/registers/case/records/${id}/events`)).json.events.map((e) => e.kind);
	assert.deepEqual(kinds.slice(0, 2), ['release', 'hold']);
	assert.equal((await put(b, 'shouli', '/registers/case/disposals', { records: [id], reason: '保存期满' })).status, 201);
});
