// Programs that share a PostgreSQL: whoever is alone keeps rows in memory, and shows another one's change at once, whatever becomes of
// connections, of the database server and of programs meanwhile (docs/decisions/0011-sole-writer.md).
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { ask, folder, newDatabase, send, serve, setUp, signIn, sql } from '../api/harness.mjs';

const tool = new URL('../../tools/postgres', import.meta.url).pathname;
const register = new URL('../bench/bench.yaml', import.meta.url).pathname;
const noServer = process.env.BIHUAN_TEST_POSTGRES ? false : 'BIHUAN_TEST_POSTGRES names no server (tools/postgres start)';
const RECORDS = '/registers/bench/records';
const ALONE = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ExclusiveLock' AND granted";

function ownPostgres(t) {
	const tell = (...words) => execFileSync(tool, words, { encoding: 'utf8' }).trim();
	const place = tell('start');
	t.after(() => tell('stop', place));
	return { url: tell('url', place), restart: () => tell('restart', place) };
}

async function office(t) {
	const own = ownPostgres(t);
	const data = folder(t);
	mkdirSync(join(data, 'registers'));
	copyFileSync(register, join(data, 'registers/bench.yaml'));
	const options = { data, database: newDatabase(own.url), args: ['--rate', '0', '--quiet'] };
	const first = await serve(t, options);
	await setUp(first, { role: 'bench.clerk' });
	const session = await signIn(first, 'yewu');
	const made = await send(first, 'POST', RECORDS, { values: { title: '垃圾清运不及时', amount: '0' } });
	assert.equal(made.status, 201, made.text);
	return { own, options, first, session, id: made.json.id };
}

const read = (o, server) => ask(server, 'GET', `/api/v1${RECORDS}/${o.id}`, { as: o.session });

async function shows(o, server, n) {
	const answer = await read(o, server);
	assert.equal(answer.status, 200, answer.text);
	assert.match(answer.text, new RegExp(`"${n}(\\.00)?"`), answer.text);
}

async function change(o, server, n) {
	for (let tries = 0; ; tries++) {
		const answer = await send(server, 'PATCH', `${RECORDS}/${o.id}`, { values: { amount: String(n) } }, { as: o.session, headers: { 'If-Match': '*' } });
		if (answer.status === 200) return;
		assert.ok(answer.status === 503 && tries < 20, answer.text);
		await sleep(100);
	}
}

// Reads until the program is alone, and then as long as it takes to have the row in memory.
async function untilAlone(o, server) {
	for (let i = 0; i < 600; i++) {
		await read(o, server);
		if (i % 10 === 9 && sql(o.options.database, ALONE) === '1') {
			for (let k = 0; k < 30; k++) await read(o, server);
			return;
		}
		await sleep(10);
	}
	assert.fail('it is never alone');
}

test('what another program changes is shown at once', { skip: noServer }, async (t) => {
	const o = await office(t);
	await untilAlone(o, o.first);
	let n = 1000;
	for (let round = 0; round < 2; round++) {
		const second = await serve(t, o.options);
		for (let i = 0; i < 5; i++) {
			await change(o, second, ++n);
			await shows(o, o.first, n);
			await change(o, o.first, ++n);
			await shows(o, second, n);
		}
		assert.equal(sql(o.options.database, ALONE), '0', 'neither is alone');
		await second.kill();
		await untilAlone(o, o.first);
		await shows(o, o.first, n);
	}
});

// A row changed by hand, which nobody may do, tells whether it is shown from memory.
test('rows beside the one that is read come into memory with it', { skip: noServer }, async (t) => {
	const o = await office(t);
	const ids = [];
	for (const opinion of ['近的', '有人关注', '长'.repeat(1000)]) {
		const made = await send(o.first, 'POST', RECORDS, { values: { title: '路面破损', amount: '0', opinion } });
		ids.push(made.json.id);
	}
	const [near, watched, long] = ids;
	assert.equal(Math.floor(o.id / 8), Math.floor(long / 8));
	assert.ok((await send(o.first, 'POST', `${RECORDS}/${watched}/watch`, { on: true })).status < 300);
	await untilAlone(o, o.first);
	sql(o.options.database, `UPDATE r_bench SET amount = 77700 WHERE id <> ${o.id}`);
	const amounts = async (id) => {
		const all = new Set();
		for (let i = 0; i < 20; i++) all.add((await read({ ...o, id }, o.first)).json.values.amount);
		return [...all];
	};
	assert.ok((await amounts(near)).includes('0.00'), 'it came with its neighbour');
	assert.deepEqual(await amounts(watched), ['777.00']);
	assert.deepEqual(await amounts(long), ['777.00']);
	assert.equal((await read({ ...o, id: watched }, o.first)).json.watching, true);
	assert.equal((await read({ ...o, id: near }, o.first)).json.watching, false);
	const second = await serve(t, o.options);
	await change({ ...o, id: near }, second, 4001);
	await shows({ ...o, id: near }, o.first, 4001);
});

test('the lock is lost unnoticed, or the database server starts anew', { skip: noServer }, async (t) => {
	const o = await office(t);
	let n = 2000;
	for (const lose of [
		() => sql(o.options.database, "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ExclusiveLock'"),
		() => o.own.restart(),
	]) {
		await untilAlone(o, o.first);
		lose();
		const second = await serve(t, o.options);
		await change(o, second, ++n);
		await shows(o, o.first, n);
		await second.stop();
	}
});

test('whoever was alone is killed', { skip: noServer }, async (t) => {
	const o = await office(t);
	await untilAlone(o, o.first);
	await o.first.kill();
	const second = await serve(t, o.options);
	const begun = Date.now();
	await change(o, second, 3001);
	assert.ok(Date.now() - begun < 5000, 'nobody keeps it out');
	await shows(o, second, 3001);
});
