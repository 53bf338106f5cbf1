// Walks the operation table: what it promises holds for every row, also for rows added later.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { ask, report, run, send, serve, setUp, signIn, signInAdministrator, write } from './harness.mjs';

const table = JSON.parse(run(['help', '--json']).out).operations;
const commands = table.filter((row) => row.is_command);
const routes = table.filter((row) => row.path);
const at = (row) => row.path.replace('{id}', '1').replace(/\{\w+\}/g, 'word');
const method405 = (row) => (routes.some((r) => r.path === row.path && r.method === 'PUT') ? 'TRACE' : 'PUT');

test('every command answers --help, and help knows it', () => {
	for (const { command, summary } of commands) {
		const help = run([command, '--help']);
		assert.equal(help.status, 0, command);
		assert.match(help.out, new RegExp(`bihuan ${command}`));
		assert.ok(help.out.includes(summary));
		assert.ok(help.out.includes('例：') && help.out.includes('--help'));
		assert.equal(help.err, '');
		assert.deepEqual(run(['help', command]), help);
		assert.ok(run(['help']).out.includes(`  ${command} `));
	}
});

test('every command refuses an unknown option and offers the way on', () => {
	for (const { command } of commands) {
		const bad = run([command, '--no-such-option']);
		assert.equal(bad.status, 2, command);
		assert.equal(bad.out, '');
		assert.match(bad.err, /没有选项 --no-such-option\n.*提示/);
	}
});

test('every route that writes needs the header, and answers what it cannot do with problem details', async (t) => {
	const server = await serve(t, { args: ['--rate', '0'] });
	await ask(server, 'POST', '/api/v1/reports', { headers: write, body: report() });
	await setUp(server);
	await signIn(server, 'yewu');
	const before = (await ask(server, 'GET', '/api/v1/reports')).text;
	for (const row of routes) {
		const problem = (answer, status) => {
			assert.equal(answer.status, status, `${row.method} ${row.path}: ${answer.text}`);
			assert.equal(answer.headers['content-type'], 'application/problem+json');
			assert.equal(answer.json.status, status);
			assert.ok(answer.json.detail);
		};
		const body = row.body_limit > 0 ? '{}' : undefined;
		if (row.writes) {
			problem(await ask(server, row.method, at(row), { body }), 403);
			problem(await ask(server, row.method, at(row), { body, headers: { ...write, Origin: 'https://evil.example' } }), 403);
		}
		if (row.params !== '*') problem(await ask(server, row.method, `${at(row)}?no_such_parameter=1`, { body, headers: write }), 400);
		problem(await ask(server, row.method, at(row), { body, headers: { ...write, Host: 'evil.example' } }), 421);
		problem(await ask(server, method405(row), at(row), { body: 'x', headers: write }), 405);
		if (row.path.includes('{id}')) problem(await ask(server, row.method, at({ path: row.path.replace('{id}', '0') }), { body, headers: write }), 400);
		const long = { ...write, 'Content-Length': row.body_limit + 1, Expect: '100-continue' };
		if (row.body_limit > 0) problem(await ask(server, row.method, at(row), { headers: long }), 413);
	}
	assert.equal((await ask(server, 'GET', '/api/v1/reports')).text, before);
});

test('every route asks who it is, and answers each role with something it can read', async (t) => {
	const server = await serve(t, { args: ['--rate', '0'] });
	await setUp(server);
	const who = [await signIn(server, 'yewu')];
	for (const login of ['xitong', 'anquan', 'shenji']) who.push(await signInAdministrator(server, login));
	for (const row of routes) {
		const body = row.body_limit > 0 ? '{}' : undefined;
		const headers = { ...write, 'If-Match': '"1"' };
		const stranger = await ask(server, row.method, at(row), { body, headers, as: null });
		if (row.open) assert.notEqual(stranger.status, 401, `${row.method} ${row.path}`);
		else assert.equal(stranger.status, 401, `${row.method} ${row.path}: ${stranger.text}`);
		if (/session|events$/.test(row.path)) continue; // they end sessions, or never end
		for (const as of who) {
			const answer = await ask(server, row.method, at(row), { body, headers, as });
			assert.ok(answer.status < 500, `${row.method} ${row.path} as ${as.login}: ${answer.text}`);
			if (answer.status >= 400) assert.ok(answer.json.detail && answer.json.title, answer.text);
		}
	}
});

test('a business person reaches nothing of the administrators, and they nothing of the business', async (t) => {
	const server = await serve(t, { args: ['--rate', '0'] });
	await setUp(server);
	const business = await signIn(server, 'yewu');
	for (const [method, path, body] of [['POST', '/people', { login: 'a', name: 'a' }], ['POST', '/grants', { person: 1, role: 'x.y' }], ['GET', '/access-events'], ['GET', '/audit/verify'], ['GET', '/audit/contents'], ['GET', '/jobs'], ['POST', '/jobs/1/retry', {}], ['PATCH', '/policies', { name: 'password.min_length', value: 9, version: 0 }]])
		assert.equal((await ask(server, method, `/api/v1${path}`, { as: business, headers: write, body: body && JSON.stringify(body) })).status, 403, path);
	const admin = await signInAdministrator(server, 'xitong');
	const { registers } = (await ask(server, 'GET', '/api/v1/registers', { as: admin })).json;
	assert.deepEqual(registers, []);
});

// Who of the administrators may use a route: s 系统, g 安全, a 审计, b 业务. What is not here is everybody's (each sees what is his), or business.
const OWN = {
	s: ['GET /catalogues', 'PATCH /registers/{name}/catalogues/{catalogue}', 'POST /units', 'PATCH /units/{id}', 'POST /departments', 'PATCH /departments/{id}', 'POST /people', 'PATCH /people/{id}', 'POST /people/{id}/reset', 'PATCH /calendar/{id}', 'PATCH /duty', 'GET /jobs', 'POST /jobs/{id}/retry', 'GET /backups', 'POST /backups', 'GET /backups/{name}', 'POST /backups/{name}/restore', 'DELETE /backups/{name}'],
	g: ['GET /people/{id}/sessions', 'DELETE /people/{id}/sessions', 'POST /people/{id}/unlock', 'POST /people/{id}/reset-totp', 'GET /grants', 'POST /grants', 'DELETE /grants/{id}', 'POST /delegations', 'DELETE /delegations/{id}', 'GET /tokens', 'POST /tokens', 'DELETE /tokens/{id}', 'GET /policies', 'PATCH /policies'],
	a: ['GET /access-events', 'GET /audit/verify', 'GET /audit/contents', 'GET /audit/head', 'GET /audit/export'],
	b: ['POST /reports', 'POST /rebuild', 'POST /reports/{id}/columns', 'POST /reports/{id}/ledger', 'GET /registers/{name}', 'GET /registers/{name}/counts', 'POST /registers/{name}/records', 'GET /registers/{name}/records/{id}', 'PATCH /registers/{name}/records/{id}', 'GET /registers/{name}/records/{id}/events', 'POST /registers/{name}/records/{id}/watch', 'GET /registers/{name}/records/{id}/evidence', 'GET /registers/{name}/export'],
	n: ['DELETE /registers/{name}/records/{id}', 'POST /registers/{name}/records/{id}/hold', 'GET /registers/{name}/due', 'POST /registers/{name}/disposals'], // nobody of these four has the right
	sgb: ['GET /units', 'GET /departments', 'GET /people'],
};
const EVERYBODY = ['POST /check', 'POST /reports/{id}/decisions', 'DELETE /reports/{id}', 'GET /version', 'GET /rounds', 'GET /rounds/{id}/comparison', 'GET /reports', 'GET /items', 'GET /reports/{id}', 'GET /reports/{id}/text', 'GET /reports/{id}/original', 'GET /reports/{id}/tree', 'GET /reports/{id}/decisions', 'GET /findings', 'GET /rules', 'GET /registers', 'GET /registers/{name}/catalogues/{catalogue}', 'GET /registers/{name}/statistics/{statistic}', 'GET /registers/{name}/records', 'POST /registers/{name}/records/{id}/steps/{step}', 'POST /registers/{name}/records/{id}/comments', 'POST /registers/{name}/bulk', 'POST /registers/{name}/import', 'GET /disposals', 'GET /disposals/{id}', 'POST /disposals/{id}/decision', 'POST /registers/{name}/records/{id}/uploads', 'GET /uploads/{token}', 'PUT /uploads/{token}', 'POST /uploads/{token}/finish', 'GET /evidence/{id}', 'GET /evidence/{id}/plain', 'PATCH /evidence/{id}', 'GET /evidence/{id}/twins', 'GET /tasks', 'GET /search', 'GET /notifications', 'POST /notifications/read', 'GET /events', 'POST /batch', 'GET /delegations', 'GET /calendar/{id}', 'GET /duty', 'GET /roles', 'GET /openapi.json'];
const BODIES = {
	'POST /registers/{name}/records': { values: { title: '轮次', kind: 'inspection' } },
	'PATCH /registers/{name}/records/{id}': { values: {} },
};

test('each role against each route: what is one administrator\'s is refused to all others, and business to all of them', async (t) => {
	const server = await serve(t, { args: ['--rate', '0'] });
	await setUp(server);
	const who = { b: await signIn(server, 'yewu') };
	for (const [key, login] of [['s', 'xitong'], ['g', 'anquan'], ['a', 'shenji']]) who[key] = await signInAdministrator(server, login);
	assert.equal((await send(server, 'POST', '/departments', { name: '科' }, { as: who.s })).status, 201);
	const { person } = (await send(server, 'POST', '/people', { login: 'xinren', name: '新人' }, { as: who.s })).json;
	await ask(server, 'POST', '/api/v1/reports', { headers: write, body: report(), as: who.b });
	const { paths } = (await ask(server, 'GET', '/api/v1/openapi.json', { as: null })).json;
	const like = { integer: 1, boolean: true, array: [1], object: {} };
	const placeholders = { name: 'round', id: '1', year: '2026' };
	for (const row of routes) {
		if (/^\/api\/v1\/(session|setup|events)/.test(row.path)) continue;
		const key = `${row.method} ${row.path.replace('/api/v1', '')}`;
		const owners = Object.keys(OWN).find((k) => OWN[k].includes(key));
		assert.ok(owners || EVERYBODY.includes(key), `${key}: whose is it?`);
		if (!owners) continue;
		const operation = (paths[row.path] ?? paths[row.path.replace('{name}', 'round')])?.[row.method.toLowerCase()];
		const { required = [], properties } = operation?.requestBody?.content?.['application/json']?.schema ?? {};
		const body = BODIES[key] ?? Object.fromEntries(required.map((name) => [name, like[properties[name].type] ?? '1']));
		const path = row.path.replace(/\{(\w+)\}/g, (_, name) => (/grants|delegations|tokens|jobs/.test(row.path) ? '999' : /people/.test(row.path) ? person.id : placeholders[name] ?? 'word')) + (key.endsWith('/export') && key.includes('name') ? '?format=csv' : '');
		for (const [role, as] of Object.entries(who).sort((x, y) => Number(owners.includes(x[0])) - Number(owners.includes(y[0])))) {
			const headers = { 'If-Match': '*' };
			const answer = row.body_limit > 0 ? await send(server, row.method, path.replace('/api/v1', ''), body, { headers, as }) : await ask(server, row.method, path, { headers, as });
			const denied = answer.status === 403 || (/[bn]/.test(owners) && role !== 'b' && answer.status === 404);
			assert.equal(denied, !owners.includes(role), `${key} by ${role}: ${answer.status} ${answer.text.slice(0, 200)}`);
		}
	}
});

test('every route and every command is in the documents', () => {
	const api = readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8');
	const cli = readFileSync(new URL('../../docs/cli.md', import.meta.url), 'utf8');
	for (const { method, path, params } of routes) {
		const line = api.split('\n').find((l) => l.startsWith(`| \`${method} ${path.replace('/api/v1', '')}`));
		assert.ok(line, `docs/api.md: ${method} ${path}`);
		for (const name of params.split(' ').filter((p) => p && p !== '*')) assert.ok(line.includes(`${name}=`), `docs/api.md: ${path}?${name}`);
	}
	for (const { command } of commands) {
		const at = cli.indexOf(`## bihuan ${command}`);
		assert.ok(at >= 0, `docs/cli.md: ${command}`);
		const section = cli.slice(at, cli.indexOf('\n## ', at + 1) >>> 0);
		for (const [, option] of run([command, '--help']).out.matchAll(/^ +(?:-\w, )?--([\w-]+)/gm))
			if (option !== 'help') assert.ok(section.includes(`--${option}`), `docs/cli.md: ${command} --${option}`);
	}
});
