// One round beside an earlier one: what came back, what stayed open, what is new; from the ledger, so people's word counts.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { earlierReport, laterReport } from '../rounds.mjs';
import { ask, passwordOf, run, file, folder, send, serve, setUp, signIn, signInAdministrator, write } from './harness.mjs';

const compare = (server, later = 2, query = 'earlier=1', options = {}) => ask(server, 'GET', `/api/v1/rounds/${later}/comparison?${query}`, options);

async function office(t) {
	const server = await serve(t);
	await setUp(server, { role: 'round.office' });
	await signIn(server, 'yewu');
	for (const [name, body] of [['2021.txt', earlierReport], ['2024.txt', laterReport]]) {
		const made = await ask(server, 'POST', `/api/v1/reports?name=${name}`, { headers: write, body });
		assert.equal(made.status, 201, made.text);
	}
	return server;
}

/** kind: [earlier finding, later finding] */
const shape = (json) => json.rows.map((r) => [r.kind, r.earlier?.problem ?? null, r.later?.problem ?? null]);

/** Once each: a second sign-in would ask for the second factor again. */
async function administrator(server, login) {
	server.administrators ??= {};
	return (server.administrators[login] ??= await signInAdministrator(server, login));
}

async function person(server, login, name, role, department = null) {
	const as = await administrator(server, 'xitong');
	const added = await send(server, 'POST', '/people', { login, name, ...(department ? { department } : {}) }, { as });
	assert.equal(added.status, 201, added.text);
	const security = await administrator(server, 'anquan');
	const granted = await send(server, 'POST', '/grants', { person: added.json.person.id, role, ...(department ? { department } : {}) }, { as: security });
	assert.equal(granted.status, 201, granted.text);
	const session = await signIn(server, login, added.json.one_time_password);
	assert.equal((await send(server, 'POST', '/session/password', { old: added.json.one_time_password, new: passwordOf(login) }, { as: session })).status, 200);
	return signIn(server, login);
}

test('two rounds from their reports, the same pairs as bihuan compare finds', async (t) => {
	const server = await office(t);
	const { status, json, text } = await compare(server);
	assert.equal(status, 200, text);
	assert.deepEqual(json.summary, { returned: 1, again: 1, silent: 1, settled: 1, new: 1 });
	assert.deepEqual([json.other_unit, json.reversed, json.earlier.date, json.later.date, json.earlier.items], [false, false, '2021-03-06', '2024-03-04', 4]);
	const at = folder(t);
	const files = [file(at, 'a.txt', earlierReport), file(at, 'b.txt', laterReport)];
	const said = JSON.parse(run(['compare', '--json', ...files]).out);
	assert.deepEqual(json.summary, said.summary);
	assert.deepEqual(shape(json), said.rows.map((r) => [r.kind, r.earlier?.problem ?? null, r.later?.problem ?? null]));
	assert.deepEqual(json.rows.map((r) => r.alike_permille), said.rows.map((r) => r.alike_permille));
	const [back] = json.rows;
	const text2024 = (await ask(server, 'GET', `/api/v1/reports/${back.later.report_id}/text`)).bytes;
	assert.match(text2024.subarray(...back.later.span).toString(), /步道破损/);
	const record = (await ask(server, 'GET', `/api/v1/registers/item/records/${back.later.item_id}`)).json;
	assert.equal(record.no, back.later.no);
});

test('what people hold of a state and of a pair goes before what the texts say', async (t) => {
	const server = await office(t);
	const first = (await compare(server)).json;
	const row = (kind) => first.rows.find((r) => r.kind === kind);
	const step = (id, name, body) => send(server, 'POST', `/registers/item/records/${id}/steps/${name}`, body, { headers: { 'If-Match': '*' } });
	// The earlier one was not really done: then the promise was not kept.
	let done = await step(row('returned').earlier.item_id, 'settle', { values: { settled: 'in_progress', settled_note: '现场没有修完' } });
	assert.equal(done.status, 200, done.text);
	assert.deepEqual((await compare(server)).json.summary, { returned: 0, again: 2, silent: 1, settled: 1, new: 1 });
	// Alike in words, but another thing.
	done = await step(row('again').later.item_id, 'not_same', { values: { unlike: row('again').earlier.item_id } });
	assert.equal(done.status, 422, '要写理由');
	done = await step(row('again').later.item_id, 'not_same', { values: { unlike: row('again').earlier.item_id }, reason: '两次采购不是一回事' });
	assert.equal(done.status, 200, done.text);
	assert.deepEqual((await compare(server)).json.summary, { returned: 0, again: 1, silent: 2, settled: 1, new: 2 });
	// Other words, the same thing.
	done = await step(row('new').later.item_id, 'same_as', { values: { earlier: row('settled').earlier.item_id } });
	assert.equal(done.status, 200, done.text);
	const after = (await compare(server)).json;
	assert.deepEqual(after.summary, { returned: 1, again: 1, silent: 2, settled: 0, new: 1 });
	const told = after.rows.find((r) => r.told);
	assert.deepEqual([told.kind, told.later.item_id, told.earlier.item_id], ['returned', row('new').later.item_id, row('settled').earlier.item_id]);
	// The one of the same problem is no earlier round's.
	done = await step(row('new').later.item_id, 'same_as', { values: { earlier: row('new').later.item_id } });
	assert.equal(done.status, 422, done.text);
	// Nothing of this is lost when the texts are read again.
	assert.equal((await send(server, 'POST', '/rebuild', {})).status, 200);
	assert.deepEqual((await compare(server)).json.summary, after.summary);
});

test('as a table, for who may export', async (t) => {
	const server = await office(t);
	const csv = await compare(server, 2, 'earlier=1&format=csv');
	assert.equal(csv.status, 200, csv.text);
	assert.match(csv.headers['content-disposition'], /csv/);
	const lines = csv.text.trim().split('\r\n');
	assert.equal(lines.length, 6);
	assert.match(lines[0], /结论.*上一轮的问题.*依据/);
	assert.match(lines[1], /写明已完成，又被指出.*步道.*用字相近/);
	const xlsx = await compare(server, 2, 'earlier=1&format=xlsx');
	assert.equal(xlsx.bytes.subarray(0, 2).toString(), 'PK');
	const leader = await person(server, 'lingdao', '岭导', 'round.leader');
	assert.equal((await compare(server, 2, 'earlier=1', { as: leader })).json.may_export, false);
	assert.equal((await compare(server, 2, 'earlier=1&format=csv', { as: leader })).status, 403);
});

test('bad requests are refused in words; a part of a round is not compared', async (t) => {
	const server = await office(t);
	for (const [query, status, words] of [['', 400, /earlier/], ['earlier=2', 400, /自己/], ['earlier=x', 400, /earlier/], ['earlier=1&format=pdf', 400, /format/], ['earlier=99', 404, /没有编号为 99/], ['earlier=1&much=1', 400, /much/]]) {
		const answer = await compare(server, 2, query);
		assert.equal(answer.status, status, answer.text);
		assert.match(`${answer.json.detail}${answer.json.field ?? ''}`, words);
	}
	assert.equal((await compare(server, 99)).status, 404);
	const reversed = (await compare(server, 1, 'earlier=2')).json;
	assert.equal(reversed.reversed, true);
	assert.equal((await compare(server, 2, 'earlier=1', { as: null })).status, 401);
	const as = await administrator(server, 'xitong');
	const made = await send(server, 'POST', '/departments', { name: '养护科' }, { as });
	const clerk = await person(server, 'keshi', '柯适', 'round.department', (made.json.department ?? made.json).id);
	const refused = await compare(server, 2, 'earlier=1', { as: clerk });
	assert.equal(refused.status, 403, refused.text);
	assert.match(refused.json.detail, /看不到整轮/);
	const stranger = await person(server, 'caiji', '蔡集', 'case.collector');
	assert.equal((await compare(server, 2, 'earlier=1', { as: stranger })).status, 403);
	assert.equal((await compare(server, 2, 'earlier=1', { as })).status, 403);
});
