// Walks the operation table: what it promises holds for every row, also for rows added later.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { ask, report, run, serve, write } from './harness.mjs';

const table = JSON.parse(run(['help', '--json']).out).operations;
const commands = table.filter((row) => row.is_command);
const routes = table.filter((row) => row.path);
const at = (row) => row.path.replace('{id}', '1');

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
	const server = await serve(t);
	await ask(server, 'POST', '/api/v1/reports', { headers: write, body: report() });
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
		problem(await ask(server, row.method, `${at(row)}?no_such_parameter=1`, { body, headers: write }), 400);
		problem(await ask(server, row.method, at(row), { body, headers: { ...write, Host: 'evil.example' } }), 421);
		problem(await ask(server, 'PATCH', at(row), { body: 'x', headers: write }), 405);
		if (row.path.includes('{id}')) problem(await ask(server, row.method, row.path.replace('{id}', '0'), { body, headers: write }), 400);
		const long = { ...write, 'Content-Length': row.body_limit + 1, Expect: '100-continue' };
		if (row.body_limit > 0) problem(await ask(server, row.method, at(row), { headers: long }), 413);
	}
	assert.equal((await ask(server, 'GET', '/api/v1/reports')).text, before);
});

test('every route and every command is in the documents', () => {
	const api = readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8');
	const cli = readFileSync(new URL('../../docs/cli.md', import.meta.url), 'utf8');
	for (const { method, path, params } of routes) {
		const line = api.split('\n').find((l) => l.startsWith(`| \`${method} ${path.replace('/api/v1', '')}`));
		assert.ok(line, `docs/api.md: ${method} ${path}`);
		for (const name of params.split(' ').filter(Boolean)) assert.ok(line.includes(`${name}=`), `docs/api.md: ${path}?${name}`);
	}
	for (const { command } of commands) {
		const at = cli.indexOf(`## bihuan ${command}`);
		assert.ok(at >= 0, `docs/cli.md: ${command}`);
		const section = cli.slice(at, cli.indexOf('\n## ', at + 1) >>> 0);
		for (const [, option] of run([command, '--help']).out.matchAll(/^ +(?:-\w, )?--([\w-]+)/gm))
			if (option !== 'help') assert.ok(section.includes(`--${option}`), `docs/cli.md: ${command} --${option}`);
	}
});
