// The demonstration's identities: one click for people, and for administrators the code that their authenticator would show. Only with --demo.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

import { ask, passwordOf, run, send, serve, setUp, signIn, totp } from './harness.mjs';

const session = (server, as) => ask(server, 'GET', '/api/v1/session', { as });

test('an administrator of the demonstration is told the code after his password, and nobody else is told any', async (t) => {
	const place = mkdtempSync(join(tmpdir(), 'bihuan-demo-'));
	t.after(() => rmSync(place, { recursive: true, force: true }));
	const first = await serve(t);
	await setUp(first);
	const holder = await signIn(first, 'xitong');
	const { secret } = (await send(first, 'POST', '/session/totp', {}, { as: holder })).json;
	assert.equal((await send(first, 'POST', '/session/totp/confirm', { code: totp(secret) }, { as: holder })).status, 200);
	assert.equal('demo' in (await session(first, null)).json, false);
	assert.equal('demo_code' in (await session(first, await signIn(first, 'xitong'))).json, false, 'without --demo no code is told');
	assert.equal((await send(first, 'POST', '/session/demo', { login: 'xitong' }, { as: null })).status, 404);
	await first.stop();

	const file = join(place, 'demo.json');
	const person = (login, more) => ({ login, name: login, label: login, password: passwordOf(login), ...more });
	writeFileSync(file, JSON.stringify({ people: [person('yewu', {}), person('xitong', { secret })] }));
	const server = await serve(t, { data: first.data, database: first.database, args: ['--demo', file] });
	const told = (await session(server, null)).json;
	assert.deepEqual(told.demo.map((p) => p.login), ['yewu', 'xitong']);
	assert.equal('demo_code' in told, false);
	assert.ok(!JSON.stringify(told).includes(secret) && !JSON.stringify(told).includes(passwordOf('xitong')));
	const taken = await send(server, 'POST', '/session/demo', { login: 'xitong' }, { as: null });
	assert.equal(taken.json.hold, 'second_factor', taken.text);
	const as = { cookie: taken.headers['set-cookie'][0].split(';')[0] };
	const { demo_code: code } = (await session(server, as)).json;
	assert.match(code, /^\d{6}$/);
	assert.ok([-30000, 0, 30000].some((ms) => totp(secret, Date.now() + ms) === code));
	const ordinary = await send(server, 'POST', '/session/demo', { login: 'yewu' }, { as: null });
	assert.equal('demo_code' in (await session(server, { cookie: ordinary.headers['set-cookie'][0].split(';')[0] })).json, false);

	const outside = run(['serve', '--listen', '0.0.0.0:0', '--data', join(place, 'other'), '--demo', file], { timeout: 20000 });
	assert.notEqual(outside.status, 0, 'a demonstration is for this machine alone');
});

test('the demonstration writes itself into an empty ledger, and everybody finds work of his own', { timeout: 300000 }, async (t) => {
	const server = await serve(t, { args: ['--rate', '0'] });
	const script = fileURLToPath(new URL('../../tools/demo/demo.mjs', import.meta.url));
	const done = await new Promise((resolve) => {
		execFile(process.execPath, [script, server.url.href, server.data], (error, out, err) => resolve({ error, err }));
	});
	assert.equal(done.error, null, done.err);
	const { people } = JSON.parse(readFileSync(join(server.data, 'demo.json'), 'utf8'));
	const sees = async (login, register) => (await ask(server, 'GET', `/api/v1/registers/${register}/records`, { as: await signIn(server, login, people.find((p) => p.login === login).password) })).json.rows.map((r) => r.state).sort();
	assert.deepEqual(await sees('gongdi', 'manifest'), ['arrived', 'disputed', 'drafted', 'moving']);
	assert.deepEqual(await sees('zhifa', 'alert'), ['open']);
	assert.deepEqual(await sees('xuncha', 'draw'), ['published']);
	const rounds = (await ask(server, 'GET', '/api/v1/rounds')).json.rounds.map((r) => r.id).sort();
	const { summary } = (await ask(server, 'GET', `/api/v1/rounds/${rounds[1]}/comparison?earlier=${rounds[0]}`)).json;
	assert.deepEqual([summary.returned, summary.settled, summary.new], [2, 2, 7], '上一轮的两个问题又被指出');
	for (const login of ['fazhi', 'caiwu', 'caigou', 'bangong', 'fuju', 'jijian', 'yunshu', 'xiaona']) {
		const as = await signIn(server, login, people.find((p) => p.login === login).password);
		const { tasks } = (await ask(server, 'GET', '/api/v1/tasks', { as })).json;
		assert.ok(tasks.some((x) => ['topic', 'ballot', 'purchase', 'payment', 'manifest'].includes(x.register)), `${login}: ${tasks.map((x) => x.register)}`);
	}
});
