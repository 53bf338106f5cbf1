// Backups of a PostgreSQL that is started anew, or a disk that is full, in the middle of it: nothing is left by half, and the next try works.
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { binary, file, folder, newDatabase, run, sql } from '../api/harness.mjs';

const tool = new URL('../../tools/postgres', import.meta.url).pathname;
const sample = new URL('../samples/', import.meta.url).pathname;
const noServer = process.env.BIHUAN_TEST_POSTGRES ? false : 'BIHUAN_TEST_POSTGRES names no server (tools/postgres start)';

// A server of its own, a ledger on it, and a backup of that.
function ledger(t) {
	const tell = (...words) => execFileSync(tool, words, { encoding: 'utf8' }).trim();
	const place = tell('start');
	t.after(() => tell('stop', place));
	const dir = folder(t);
	const url = tell('url', place);
	const o = { url, dir, data: join(dir, 'data'), database: newDatabase(url), all: join(dir, 'all.tar'), restart: () => tell('restart', place) };
	const texts = readdirSync(sample).filter((name) => name.endsWith('.txt')).slice(0, 3).map((name) => join(sample, name));
	assert.equal(run(['import', '--data', o.data, '--database', o.database, ...texts]).status, 0);
	const made = run(['backup', '--data', o.data, '--database', o.database, o.all]);
	assert.equal(made.status, 0, made.err);
	o.list = (data, database) => run(['list', 'items', '--json', '--data', data, '--database', database]).out;
	return o;
}

// Stands still where the foreign keys are put back: all rows are there then, and nothing is committed.
const SLOW = 'CREATE SCHEMA test; CREATE FUNCTION test.wait() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN'
	+ " IF current_query() LIKE '%ADD CONSTRAINT%' THEN PERFORM pg_sleep(20); END IF; END $$;"
	+ " CREATE EVENT TRIGGER slow ON ddl_command_start WHEN TAG IN ('ALTER TABLE') EXECUTE FUNCTION test.wait()";
const STANDS = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'";

test('the database server is started anew while a backup is restored into it', { skip: noServer }, async (t) => {
	const o = ledger(t);
	const target = newDatabase(o.url), back = join(o.dir, 'back');
	sql(target, SLOW);
	const child = spawn(binary, ['restore', '--data', back, '--database', target, o.all], { stdio: ['ignore', 'ignore', 'pipe'] });
	let said = '';
	child.stderr.on('data', (piece) => (said += piece));
	const ended = new Promise((resolve) => child.on('exit', resolve));
	for (let i = 0; sql(o.url, STANDS) === '0'; i++) {
		assert.ok(i < 200, said);
		await sleep(50);
	}
	o.restart();
	assert.equal(await ended, 2);
	assert.match(said, /[\u4e00-\u9fff]/);
	assert.deepEqual(readdirSync(o.dir).sort(), ['all.tar', 'data']);
	assert.equal(sql(target, "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"), '0');
	sql(target, 'DROP EVENT TRIGGER slow');
	const again = run(['restore', '--data', back, '--database', target, o.all]);
	assert.equal(again.status, 0, again.err);
	assert.equal(o.list(back, target), o.list(o.data, o.database));
});

test('a program that starts on the database waits for the restore', { skip: noServer }, async (t) => {
	const o = ledger(t);
	const target = newDatabase(o.url), back = join(o.dir, 'back');
	sql(target, SLOW.replace('pg_sleep(20)', 'pg_sleep(0.02)'));
	const child = spawn(binary, ['restore', '--data', back, '--database', target, o.all], { stdio: 'ignore' });
	const ended = new Promise((resolve) => child.on('exit', resolve));
	for (let i = 0; sql(o.url, STANDS) === '0'; i++) {
		assert.ok(i < 200);
		await sleep(5);
	}
	const other = folder(t);
	const seen = o.list(other, target); // as soon as it may
	assert.equal(await ended, 0);
	assert.equal(seen, o.list(o.data, o.database));
});

test('no room for the backup of a server, or to unpack one', { skip: noServer }, (t) => {
	const o = ledger(t);
	const small = folder(t);
	if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', small]).status !== 0) return t.skip('mounting is not allowed here');
	try {
		full(o, small);
	} finally {
		spawnSync('umount', [small]);
	}
});

function full(o, small) {
	const made = run(['backup', '--data', o.data, '--database', o.database, join(small, 'x.tar')]);
	assert.equal(made.status, 2);
	assert.match(made.err, /空间|写/);
	assert.deepEqual(readdirSync(small), []);
	const target = newDatabase(o.url);
	const back = run(['restore', '--data', join(small, 'back'), '--database', target, o.all]);
	assert.equal(back.status, 2);
	assert.deepEqual(readdirSync(small), []);
	assert.equal(sql(target, "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"), '0');
}

test('what is no backup of ours leaves the database empty', { skip: noServer }, (t) => {
	const o = ledger(t);
	const target = newDatabase(o.url);
	const place = folder(t);
	mkdirSync(join(place, 'foreign'));
	const damaged = file(place, 'damaged.tar', 'not a backup'.repeat(500));
	const cut = join(place, 'cut.tar');
	execFileSync('sh', ['-c', 'head -c 200000 "$0" >"$1"', o.all, cut]);
	for (const bad of [damaged, cut]) {
		const said = run(['restore', '--data', join(place, 'back'), '--database', target, bad]);
		assert.equal(said.status, 2);
		assert.ok(!existsSync(join(place, 'back')));
	}
	const elsewhere = run(['restore', '--data', join(place, 'back'), '--database', o.database, o.all]);
	assert.match(elsewhere.err, /已有内容/);
	assert.equal(sql(target, "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"), '0');
});
