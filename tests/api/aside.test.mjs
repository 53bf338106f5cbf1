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

test('the command line: --aside, then import without it', (t) => {
	const data = join(folder(t), 'data'), file = join(samples, 'haitang-2020.txt');
	const first = run(['import', '--data', data, '--aside', '--json', file]);
	assert.equal(first.status, 0, first.err);
	assert.equal(JSON.parse(first.out).report.aside, true);
	assert.doesNotMatch(run(['list', 'items', '--data', data]).out, /1\.1\.1/);
	assert.match(run(['import', '--data', data, file]).out, /已导入为报告 1/);
	assert.match(run(['list', 'items', '--data', data]).out, /1\.1\.1/);
});
