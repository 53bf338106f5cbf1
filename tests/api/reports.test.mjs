// A report is records: what an import makes is what the registers show, and what people write there outlives the analyser.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ask, passwordOf, report, send, serve, setUp, signIn, signInAdministrator, write } from './harness.mjs';

const get = async (server, path) => (await ask(server, 'GET', `/api/v1${path}`)).json;

async function office(t, text = report()) {
	const server = await serve(t);
	await setUp(server, { role: 'round.office' });
	await signIn(server, 'yewu');
	const made = await ask(server, 'POST', '/api/v1/reports?name=a.txt', { headers: write, body: text });
	assert.equal(made.status, 201, made.text);
	return { server, row: made.json.report };
}

test('what an import makes is what the registers show', async (t) => {
	const { server, row } = await office(t);
	const { items } = await get(server, '/items?report=1');
	const { rows: records } = await get(server, '/registers/item/records?source_report=1&sort=no&fields=finding,claim,code,source_start,parent');
	assert.deepEqual(records.map((r) => r.id), items.map((i) => i.id));
	assert.deepEqual(records.map((r) => r.values.finding), items.map((i) => i.finding));
	assert.deepEqual(records.map((r) => r.values.source_start), items.map((i) => i.span[0]));
	assert.deepEqual(items.map((i) => i.no), records.map((r) => r.no));
	for (const [name, count] of [['round', 1], ['problem', row.problems], ['measure', row.measures]])
		assert.equal((await get(server, `/registers/${name}/records?limit=200`)).rows.length, count, name);
	const round = await get(server, `/registers/round/records/${row.round_id}`);
	assert.equal(round.values.feedback_date, '2023-06-12');
	assert.match(round.title, /园林绿化处.*2023-06-12/);
	assert.equal((await get(server, `/search?q=${encodeURIComponent('缺株')}`)).hits.length, 3);
	assert.equal((await get(server, '/registers/item/counts')).total, 3);
});

test('what people write outlives the analyser', async (t) => {
	const { server } = await office(t);
	const [first, second] = (await get(server, '/items?report=1')).items;
	const change = await send(server, 'PATCH', `/registers/item/records/${first.id}`, { values: { finding: '改过的说法' } }, { headers: { 'If-Match': '*' } });
	assert.equal(change.status, 200, change.text);
	const settled = await send(server, 'POST', `/registers/item/records/${second.id}/steps/settle`, { values: { settled: 'in_progress', settled_note: '现场还没有完' } }, { headers: { 'If-Match': '*' } });
	assert.equal(settled.status, 200, settled.text);
	assert.equal((await send(server, 'POST', '/rebuild', {})).status, 200);
	const after = (await get(server, '/items?report=1')).items;
	assert.equal(after[0].finding, '改过的说法');
	assert.deepEqual([after[1].status, after[1].claim], ['in_progress', 'done']);
	assert.equal((await get(server, '/reports/1')).report.done, 2);
	const [decision] = (await get(server, '/reports/1/decisions')).decisions;
	assert.deepEqual([decision.subject, decision.value, decision.reason, decision.decided_by], ['item', 'in_progress', '现场还没有完', '业务员']);
	const back = await send(server, 'POST', '/reports/1/decisions', { subject: 'item', key: second.key, value: 'open', reason: '看错了' });
	assert.equal(back.status, 201, back.text);
	assert.equal((await get(server, '/items?report=1')).items[1].status, 'done');
	const bare = await send(server, 'POST', '/reports/1/decisions', { subject: 'item', key: second.key, value: 'partial' });
	assert.equal(bare.status, 422, bare.text);
});

test('findings are listed without reading every text', async (t) => {
	const { server } = await office(t, report({ said: 5 }));
	assert.equal((await ask(server, 'POST', '/api/v1/reports?name=b.txt', { headers: write, body: report({ unit: '云岭市路灯管理处', said: 5 }) })).status, 201);
	const { findings } = await get(server, '/reports/2/tree');
	const listed = await get(server, '/findings?report=2');
	assert.ok(findings.length > 0);
	assert.deepEqual(listed.findings.map((f) => f.finding), findings);
	assert.match(listed.findings[0].report, /路灯管理处/);
	const all = await get(server, '/findings');
	const pages = [];
	for (let after = ''; ; ) {
		const page = await get(server, `/findings?limit=1${after && `&after=${after}`}`);
		pages.push(...page.findings);
		if (!page.next) break;
		after = page.next;
	}
	assert.deepEqual(pages, all.findings);
	const one = all.findings[0].finding;
	const said = await send(server, 'POST', `/reports/${all.findings[0].report_id}/decisions`, { subject: 'finding', key: one.fingerprint, value: 'dismissed', reason: '口径不同' });
	assert.equal(said.status, 201, said.text);
	const dismissed = await get(server, '/findings?decision=dismissed');
	assert.equal(dismissed.findings[0].decision.reason, '口径不同');
	assert.equal(dismissed.findings[0].decision.decided_by, '业务员');
	const sum = (word) => dismissed.counts.reduce((n, c) => n + c[word], 0);
	assert.equal(sum('dismissed'), dismissed.findings.length);
	assert.equal(sum('open') + sum('dismissed'), all.findings.length);
	for (const bad of ['report=x', 'severity=grave', 'decision=none', 'after=7', 'after=1.x', 'limit=0', 'limit=1001', 'nothing=1'])
		assert.equal((await ask(server, 'GET', `/api/v1/findings?${bad}`)).status, 400, bad);
	assert.equal((await ask(server, 'GET', '/api/v1/findings?report=99')).status, 404);
});

test('who has no business with reports neither imports nor reads them', async (t) => {
	const { server } = await office(t);
	const admin = await signInAdministrator(server, 'xitong');
	const made = await send(server, 'POST', '/people', { login: 'other', name: '旁人' }, { as: admin });
	assert.equal(made.status, 201, made.text);
	const once = made.json.one_time_password;
	await signIn(server, 'other', once);
	assert.equal((await send(server, 'POST', '/session/password', { old: once, new: passwordOf('other') })).status, 200);
	await signIn(server, 'other');
	assert.deepEqual((await get(server, '/reports')).reports, []);
	assert.deepEqual((await get(server, '/items')).items, []);
	assert.deepEqual((await get(server, '/findings')).findings, []);
	for (const path of ['/reports/1', '/reports/1/text', '/reports/1/tree', '/reports/1/decisions', '/items?report=1'])
		assert.equal((await ask(server, 'GET', `/api/v1${path}`)).status, 404, path);
	assert.equal((await ask(server, 'POST', '/api/v1/reports?name=b.txt', { headers: write, body: report({ unit: '甲局' }) })).status, 403);
	assert.equal((await send(server, 'POST', '/rebuild', {})).status, 403);
	assert.equal((await send(server, 'POST', '/reports/1/decisions', { subject: 'item', key: '1.1.1', value: 'done', reason: '完' })).status, 404);
});
