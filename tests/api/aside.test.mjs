// Reports that are only checked: kept and judged, and none of them becomes work before somebody takes it into the ledger.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

import { ask, folder, passwordOf, run, send, serve, setUp, signIn, signInAdministrator, write } from './harness.mjs';

const samples = fileURLToPath(new URL('../samples/', import.meta.url));
const text = readFileSync(join(samples, 'haitang-2020.txt'));
const get = (server, path, as) => ask(server, 'GET', `/api/v1${path}`, { as });
const bring = (server, as, query, body = text) => ask(server, 'POST', `/api/v1/reports?name=haitang.txt${query}`, { as, headers: { ...write, 'Content-Type': 'text/plain' }, body });

async function office(t) {
	const server = await serve(t);
	await setUp(server);
	const system = await signInAdministrator(server, 'xitong');
	const security = await signInAdministrator(server, 'anquan');
	const hire = async (login, role) => {
		const { person, one_time_password: once } = (await send(server, 'POST', '/people', { login, name: login }, { as: system })).json;
		assert.equal((await send(server, 'POST', '/grants', { person: person.id, role }, { as: security })).status, 201);
		const session = await signIn(server, login, once);
		assert.equal((await send(server, 'POST', '/session/password', { old: once, new: passwordOf(login) }, { as: session })).status, 200);
		return signIn(server, login);
	};
	return { server, clerk: await signIn(server, 'yewu'), hire };
}

test('a report that is only checked has its text, tree and doubts, and no record', async (t) => {
	const { server, clerk } = await office(t);
	const made = await bring(server, clerk, '&aside=1');
	assert.equal(made.status, 201, made.text);
	const { report } = made.json;
	assert.equal(report.aside, true);
	assert.equal(report.round_id, 0);
	assert.ok(report.problems > 0 && report.doubts > 0);
	assert.equal((await get(server, `/reports/${report.id}/text`, clerk)).status, 200);
	const tree = (await get(server, `/reports/${report.id}/tree`, clerk)).json;
	assert.ok(tree.findings.length > 0);
	for (const name of ['round', 'problem', 'item', 'measure', 'progress']) assert.deepEqual((await get(server, `/registers/${name}/records`, clerk)).json.rows, [], name);
	assert.deepEqual((await get(server, '/tasks', clerk)).json.tasks, []);

	// What is decided of a doubt stays, also after the analysis is made again; an item there is none to settle.
	const key = tree.findings[0].fingerprint;
	assert.equal((await send(server, 'POST', `/reports/${report.id}/decisions`, { subject: 'finding', key, value: 'dismissed', reason: '口径不同' }, { as: clerk })).status, 201);
	assert.equal((await send(server, 'POST', `/reports/${report.id}/decisions`, { subject: 'item', key: '1.1.1', value: 'done', reason: '看过' }, { as: clerk })).status, 404);
	assert.equal((await send(server, 'POST', '/rebuild', {}, { as: clerk })).status, 200);
	const again = (await get(server, '/reports', clerk)).json.reports[0];
	assert.deepEqual([again.aside, again.doubts], [true, report.doubts - 1]);
	assert.deepEqual((await get(server, '/registers/item/records', clerk)).json.rows, []);
});

test('doubts are told apart by whether their report is in the ledger', async (t) => {
	const { server, clerk } = await office(t);
	const draft = (await bring(server, clerk, '&aside=1')).json.report;
	const kept = (await bring(server, clerk, '', readFileSync(join(samples, 'qingyu-2025.txt')))).json.report;
	const of = async (query) => {
		const { findings, counts } = (await get(server, `/findings?limit=1000${query}`, clerk)).json;
		assert.equal(counts.reduce((n, c) => n + c.open + c.accepted + c.dismissed, 0), findings.length, query);
		return new Set(findings.map((f) => f.report_id));
	};
	assert.deepEqual(await of(''), new Set([draft.id, kept.id]));
	assert.deepEqual(await of('&scope=ledger'), new Set([kept.id]));
	assert.deepEqual(await of('&scope=aside'), new Set([draft.id]));
	const refused = await get(server, '/findings?scope=all', clerk);
	assert.deepEqual([refused.status, refused.json.field], [400, 'scope']);
	await send(server, 'POST', `/reports/${draft.id}/ledger`, {}, { as: clerk });
	assert.deepEqual(await of('&scope=ledger'), new Set([draft.id, kept.id]));
});

test('taken into the ledger it becomes records, once; importing it without aside does the same', async (t) => {
	const { server, clerk } = await office(t);
	const { report } = (await bring(server, clerk, '&aside=1')).json;
	assert.equal((await bring(server, clerk, '&aside=1')).json.unchanged, true);
	const taken = await send(server, 'POST', `/reports/${report.id}/ledger`, {}, { as: clerk });
	assert.equal(taken.status, 200, taken.text);
	assert.equal(taken.json.report.aside, false);
	assert.ok(taken.json.report.round_id > 0);
	const items = async () => (await get(server, `/items?report=${report.id}`, clerk)).json.total;
	assert.equal(await items(), report.items);
	assert.equal((await send(server, 'POST', `/reports/${report.id}/ledger`, {}, { as: clerk })).status, 200);
	assert.equal(await items(), report.items);
	assert.equal((await bring(server, clerk, '&aside=1')).json.report.aside, false, 'what is in the ledger stays there');

	const draft = Buffer.concat([text, Buffer.from('\n')]);
	const second = (await bring(server, clerk, '&aside=1', draft)).json.report;
	assert.equal(second.aside, true, 'a draft that is nearly the same may be checked');
	const kept = (await bring(server, clerk, '', draft)).json;
	assert.deepEqual([kept.unchanged, kept.report.aside, kept.report.id], [false, false, second.id]);
	assert.equal((await bring(server, clerk, '&aside=2')).status, 400);
});

test('the inspection office checks reports but does not fill the ledger; a department does neither', async (t) => {
	const { server, hire } = await office(t);
	const inspector = await hire('xuncha', 'round.inspection'), department = await hire('huanwei', 'round.department');
	const made = await bring(server, inspector, '&aside=1');
	assert.equal(made.status, 201, made.text);
	assert.equal((await bring(server, inspector, '')).status, 403);
	assert.equal((await send(server, 'POST', `/reports/${made.json.report.id}/ledger`, {}, { as: inspector })).status, 403);
	const refused = await bring(server, department, '&aside=1');
	assert.equal(refused.status, 403);
	assert.match(refused.json.detail, /核对/);
	assert.equal((await send(server, 'POST', '/reports/99/ledger', {}, { as: server.session })).status, 403);
});

test('a report that is only checked may be discarded, with a reason', async (t) => {
	const { server, clerk, hire } = await office(t);
	const discard = (id, body, as = clerk) => send(server, 'DELETE', `/reports/${id}`, body, { as });
	const { report } = (await bring(server, clerk, '&aside=1')).json;
	assert.equal((await discard(report.id, {})).status, 400);
	assert.equal((await discard(report.id, { reason: ' 　' })).status, 400, 'blanks are no reason');
	assert.equal((await discard(report.id, { reason: '错'.repeat(2001) })).status, 400);
	assert.equal((await discard(99, { reason: '传错了文件' })).status, 404);
	const department = await hire('huanwei', 'round.department');
	assert.ok([403, 404].includes((await discard(report.id, { reason: '传错了文件' }, department)).status));

	const gone = await discard(report.id, { reason: '传错了文件' });
	assert.equal(gone.status, 200, gone.text);
	assert.deepEqual(gone.json, { discarded: report.id });
	for (const path of ['', '/text', '/tree', '/original', '/decisions']) assert.equal((await get(server, `/reports/${report.id}${path}`, clerk)).status, 404, path);
	assert.deepEqual((await get(server, '/reports', clerk)).json.reports, []);
	assert.deepEqual((await get(server, '/findings', clerk)).json.findings, []);
	assert.equal((await discard(report.id, { reason: '再来一次' })).status, 404);

	// The auditor sees who did it and why; the same text may come again and is another report.
	const auditor = await signInAdministrator(server, 'shenji');
	const told = (await get(server, '/access-events', auditor)).json.events.find((e) => e.what === 'discard' && e.ok);
	assert.deepEqual([told.actor, told.object, told.reason], ['yewu', `报告 ${report.id} haitang.txt`, '传错了文件']);
	const again = (await bring(server, clerk, '&aside=1')).json;
	assert.equal(again.unchanged, false);
	assert.notEqual(again.report.id, report.id);
});

test('a draft that was decided on may go; what was decided, why and by whom stays', async (t) => {
	const { server, clerk, hire } = await office(t);
	const { report } = (await bring(server, clerk, '&aside=1')).json;
	const key = (await get(server, `/reports/${report.id}/tree`, clerk)).json.findings[0].fingerprint;
	const decide = (body) => send(server, 'POST', `/reports/${report.id}/decisions`, { subject: 'finding', key, ...body }, { as: clerk });
	assert.equal((await decide({ value: 'accepted' })).status, 201);
	assert.equal((await decide({ value: 'dismissed', reason: '按人次统计' })).status, 201);
	const gone = await send(server, 'DELETE', `/reports/${report.id}`, { reason: '有了新稿' }, { as: clerk });
	assert.equal(gone.status, 200, gone.text);
	for (const path of ['', '/text', '/tree', '/original']) assert.equal((await get(server, `/reports/${report.id}${path}`, clerk)).status, 404, path);
	const kept = (await get(server, `/reports/${report.id}/decisions`, clerk)).json.decisions;
	assert.deepEqual(kept.map((d) => [d.key, d.value, d.reason, d.decided_by]), [[key, 'accepted', null, kept[0].decided_by], [key, 'dismissed', '按人次统计', kept[0].decided_by]]);
	assert.ok([403, 404].includes((await get(server, `/reports/${report.id}/decisions`, await hire('huanwei', 'round.department'))).status));
});

test('what is in the ledger is not discarded', async (t) => {
	const { server, clerk } = await office(t);
	const { report } = (await bring(server, clerk, '&aside=1')).json;
	assert.equal((await send(server, 'POST', `/reports/${report.id}/ledger`, {}, { as: clerk })).status, 200);
	const kept = await send(server, 'DELETE', `/reports/${report.id}`, { reason: '不要了' }, { as: clerk });
	assert.equal(kept.status, 409);
	assert.match(kept.json.detail, /记入台账/);
});

test('the command line discards too', (t) => {
	const data = join(folder(t), 'data'), file = join(samples, 'haitang-2020.txt');
	assert.equal(run(['import', '--data', data, '--aside', file]).status, 0);
	assert.equal(run(['discard', '--data', data, '1']).status, 2, 'needs a reason');
	assert.equal(run(['discard', '--data', data, 'x', '--reason', '错']).status, 2);
	const gone = run(['discard', '--data', data, '1', '--reason', '传错了文件', '--json']);
	assert.deepEqual([gone.status, JSON.parse(gone.out).discarded], [0, 1]);
	assert.equal(run(['discard', '--data', data, '1', '--reason', '传错了文件']).status, 2);
	assert.match(run(['import', '--data', data, file]).out, /已导入为报告 2/);
	assert.equal(run(['discard', '--data', data, '2', '--reason', '不要了']).status, 2, 'it is in the ledger');
});

test('the command line: --aside, then import without it', (t) => {
	const data = join(folder(t), 'data'), file = join(samples, 'haitang-2020.txt');
	const first = run(['import', '--data', data, '--aside', '--json', file]);
	assert.equal(first.status, 0, first.err);
	assert.equal(JSON.parse(first.out).report.aside, true);
	assert.doesNotMatch(run(['list', 'items', '--data', data]).out, /1\.1\.1/);
	for (const command of [['list'], ['show', '1']]) {
		const told = run([...command, '--data', data]).out;
		assert.match(told, /只核对/);
		assert.doesNotMatch(told, /0 个已完成|轮次 0/, 'what is no record is not counted as open');
	}
	assert.match(run(['import', '--data', data, file]).out, /已导入为报告 1/);
	assert.match(run(['list', 'items', '--data', data]).out, /1\.1\.1/);
});
