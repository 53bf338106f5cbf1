// Walks the operation table: what it promises holds for every row, also for rows added later.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { ask, report, run, serve, setUp, signIn, signInAdministrator, write } from './harness.mjs';

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
