// What goes wrong around a running server: a disk that is full or read-only, a clock set back, a database server that goes away.
// Requests say so, nothing is half done, and when the trouble is over the same server goes on, without a person.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';

import { ask, folder, newDatabase, run, send, serve, setUp, signIn } from '../api/harness.mjs';

const CASES = '/registers/case/records';
const postgres = new URL('../../tools/postgres', import.meta.url).pathname;

async function office(t, options = {}) {
	const server = await serve(t, { args: ['--rate', '0', '--quiet'], ...options });
	await setUp(server, { role: 'case.acceptor' });
	await signIn(server, 'yewu');
	return server;
}

const report = (server, title, more = {}) => send(server, 'POST', CASES, { values: { title, source: 'media', class: 'E0102', place: { text: '五一路12号' }, ...more } });

function isTrouble(answer, why) {
	assert.equal(answer.status, 503, answer.text);
	assert.match(answer.headers['retry-after'] ?? '', /^[1-9][0-9]*$/);
	assert.equal(answer.headers['content-type'], 'application/problem+json');
	assert.match(answer.json.detail, why);
	assert.match(answer.json.hint ?? '', /[\u4e00-\u9fff]/);
}

async function titles(server) {
	const answer = await ask(server, 'GET', `/api/v1${CASES}?limit=200`);
	assert.equal(answer.status, 200, answer.text);
	return answer.json.rows.map((r) => r.title).sort();
}

// What was answered with 201 is there, once; numbers are given once; the counts and the chain agree.
async function isWhole(server, made) {
	const { rows } = (await ask(server, 'GET', `/api/v1${CASES}?limit=200`)).json;
	assert.deepEqual(rows.map((r) => r.title).sort(), [...made].sort());
	assert.equal(new Set(rows.map((r) => r.no)).size, rows.length);
	assert.equal((await ask(server, 'GET', '/api/v1/registers/case/counts')).json.total, rows.length);
	const said = run(['audit', 'verify', '--json', '--data', server.data], { env: { ...process.env, BIHUAN_DATABASE: server.database ?? '' } });
	assert.equal(said.status, 0, `${said.out}${said.err}`);
}

// --- disks ---

// No file of the running server may grow past so many bytes: its writes then fail as on a full disk.
const limit = (server, bytes) => execFileSync('prlimit', ['--pid', String(server.child.pid), `--fsize=${bytes}:`]);

test('no byte more can be written, at every point of a write', async (t) => {
	const server = await office(t);
	const made = [];
	let refused = 0;
	const put = async (title) => {
		const answer = await report(server, title, { description: '垃圾'.repeat(900) });
		if (answer.status === 201) return made.push(title);
		isTrouble(answer, /读写数据库文件失败|磁盘空间已满/);
		return ++refused;
	};
	await put('甲');
	for (let room = 0; room < 60000; room += 2900) {
		limit(server, statSync(join(server.data, 'bihuan.db-wal')).size + room);
		await put(`挤 ${room}`);
		assert.deepEqual(await titles(server), [...made].sort(), 'it can still be read');
		limit(server, 'unlimited');
		await put(`宽 ${room}`);
	}
	assert.ok(refused >= 3, `only ${refused} writes met the limit`);
	assert.ok(made.length >= 21);
	await isWhole(server, made);
});

// A small disk of its own, where that is allowed.
function smallDisk(t) {
	const place = mkdtempSync(join(tmpdir(), 'bihuan-disk-'));
	const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', place]).status === 0;
	t.after(() => {
		if (mounted) spawnSync('umount', ['-l', place]);
		rmSync(place, { recursive: true });
	});
	return mounted ? place : null;
}

test('a disk that is full, and has room again', async (t) => {
	const disk = smallDisk(t);
	if (!disk) return t.skip('no disk can be mounted here');
	const server = await office(t, { data: join(disk, 'data') });
	const made = ['甲'];
	assert.equal((await report(server, '甲')).status, 201);
	const ballast = join(disk, 'ballast');
	for (const size of [32 << 20, 32 << 20]) {
		spawnSync('dd', ['if=/dev/zero', `of=${ballast}`, 'bs=4096', `count=${size >> 12}`]);
		isTrouble(await report(server, '满', { description: '垃圾'.repeat(900) }), /磁盘空间已满/);
		isTrouble(await send(server, 'POST', '/batch', { requests: [1, 2].map((n) => ({ method: 'POST', path: `/api/v1${CASES}`, body: { values: { title: `批 ${n}`, source: 'media', description: '垃圾'.repeat(900) } } })) }), /磁盘空间已满/);
		assert.deepEqual(await titles(server), [...made].sort());
		rmSync(ballast);
		const title = `乙 ${made.length}`;
		assert.equal((await report(server, title)).status, 201);
		made.push(title);
	}
	await isWhole(server, made);
});

test('a disk that can only be read: the server says so and does not start; afterwards it does', async (t) => {
	const disk = smallDisk(t);
	if (!disk) return t.skip('no disk can be mounted here');
	const data = join(disk, 'data');
	const server = await office(t, { data });
	assert.equal((await report(server, '甲')).status, 201);
	await server.stop();
	assert.equal(spawnSync('mount', ['-o', 'remount,ro', disk]).status, 0);
	const said = run(['serve', '--listen', '127.0.0.1:0', '--data', data]);
	assert.equal(said.status, 2, said.err);
	assert.match(said.err, /数据库|数据目录/);
	assert.match(said.err, /权限|磁盘/);
	assert.equal(spawnSync('mount', ['-o', 'remount,rw', disk]).status, 0);
	const again = await serve(t, { data });
	again.session = server.session;
	await isWhole(again, ['甲']);
});

// --- the clock ---

const SHIM = `#include <fcntl.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
int clock_gettime(clockid_t id, struct timespec *t)
{
	int rc = (int)syscall(SYS_clock_gettime, id, t), fd = id == CLOCK_REALTIME ? open(getenv("SHIFT"), O_RDONLY) : -1;
	char text[32] = "";
	if (fd >= 0 && read(fd, text, sizeof(text) - 1) > 0)
		t->tv_sec += atol(text);
	if (fd >= 0)
		close(fd);
	return rc;
}
time_t time(time_t *ret)
{
	struct timespec t;
	clock_gettime(CLOCK_REALTIME, &t);
	return ret ? (*ret = t.tv_sec) : t.tv_sec;
}
`;

test('a clock set back: numbers go on, the chain stays whole, people stay signed in', async (t) => {
	const place = folder(t);
	const [source, shim, shift] = ['shim.c', 'shim.so', 'shift'].map((name) => join(place, name));
	writeFileSync(source, SHIM);
	writeFileSync(shift, '0');
	execFileSync('cc', ['-shared', '-fPIC', '-o', shim, source]);
	const options = [process.env.ASAN_OPTIONS, 'verify_asan_link_order=0'].filter(Boolean).join(':');
	const server = await office(t, { settings: { LD_PRELOAD: shim, SHIFT: shift, ASAN_OPTIONS: options } });
	const made = [];
	for (const seconds of [0, -90, -7200, -86400, 60, 0, -3600, 0]) {
		writeFileSync(shift, String(seconds));
		for (let i = 0; i < 3; i++) {
			const title = `第 ${made.length} 件`;
			const answer = await report(server, title);
			assert.equal(answer.status, 201, `${seconds} s: ${answer.text}`);
			made.push(title);
			const step = await send(server, 'POST', `${CASES}/${answer.json.id}/steps/accept`, {}, { headers: { 'If-Match': `"${answer.json.version}"` } });
			assert.equal(step.status, 200, `${seconds} s: ${step.text}`);
		}
	}
	await isWhole(server, made);
	const { rows } = (await ask(server, 'GET', `/api/v1${CASES}?limit=200`)).json;
	assert.ok(new Set(rows.map((r) => r.no.slice(0, 8))).size >= 2, 'the clock was believed');
});

// --- the database server ---

function ownPostgres(t) {
	const place = execFileSync(postgres, ['start'], { encoding: 'utf8' }).trim();
	t.after(() => spawnSync(postgres, ['stop', place]));
	const url = execFileSync(postgres, ['url', place], { encoding: 'utf8' }).trim();
	return { place, url, tell: (word) => execFileSync(postgres, [word, place], { stdio: ['ignore', 'ignore', 'inherit'] }) };
}

const noServer = process.env.BIHUAN_TEST_POSTGRES ? false : 'BIHUAN_TEST_POSTGRES names no server (tools/postgres start)';

test('the database server goes away and comes back', { skip: noServer }, async (t) => {
	const own = ownPostgres(t);
	const server = await office(t, { database: newDatabase(own.url) });
	const made = [];
	for (let round = 1; round <= 3; round++) {
		made.push(`有 ${round}`);
		assert.equal((await report(server, made.at(-1))).status, 201);
		own.tell('halt');
		for (let i = 0; i < 3; i++) {
			isTrouble(await report(server, `无 ${round}`), /数据库服务器/);
			isTrouble(await ask(server, 'GET', `/api/v1${CASES}`), /数据库服务器/);
			isTrouble(await send(server, 'POST', '/session', { login: 'yewu', password: 'x' }, { as: null }), /数据库服务器/);
		}
		assert.equal((await ask(server, 'GET', '/', { as: null })).status, 200, 'the page itself is there');
		own.tell('restart');
		assert.deepEqual(await titles(server), [...made].sort(), 'the first request after it is answered');
	}
	await isWhole(server, made);
});

test('the database server is restarted under load', { skip: noServer }, async (t) => {
	const own = ownPostgres(t);
	const server = await office(t, { database: newDatabase(own.url) });
	const made = [];
	const unknown = []; // the connection broke at the commit: nobody can tell
	let stop = false;
	const client = async (name) => {
		for (let n = 1; !stop && made.length < 150; n++) {
			const title = `${name} ${n}`;
			const answer = await report(server, title);
			if (answer.status !== 201) isTrouble(answer, /数据库服务器/);
			if (answer.status === 201) made.push(title);
			else if (/不知道是否已经写入/.test(answer.json.detail)) unknown.push(title);
		}
	};
	const load = Promise.all(['甲', '乙', '丙', '丁'].map(client));
	load.catch(() => {});
	for (let i = 0; i < 3; i++) own.tell('restart');
	stop = true;
	await load;
	const there = await titles(server);
	await isWhole(server, [...made, ...unknown.filter((title) => there.includes(title))]);
});
