// kill -9 of the server under write load, over and over: whatever was answered is there, once, and everything kept agrees.
// BIHUAN_CRASH_ROUNDS: how often (default 20); BIHUAN_TEST_SEED: another order of events.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';

import { ask, dropDatabase, folder, newDatabase, run, send, serve, setUp, signIn } from '../api/harness.mjs';

const ROUNDS = Number(process.env.BIHUAN_CRASH_ROUNDS ?? 20);
const SEED = Number(process.env.BIHUAN_TEST_SEED ?? 1);
const CLIENTS = 8;
const CASES = '/registers/case/records';

function numbers(seed) {
	let a = seed >>> 0;
	return (below) => {
		a = (a + 0x6d2b79f5) >>> 0;
		let t = Math.imul(a ^ (a >>> 15), 1 | a);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) % below;
	};
}

// --- the load ---

// The steps each case goes through, and the state after each.
const STEPS = [['accept', 'accepted'], ['file', 'filed']];

// What one client was answered. `open`: a request whose answer never came.
class Client {
	constructor(name, session) {
		Object.assign(this, { name, session, made: [], open: null, count: 0 });
	}

	// null: no answer came. Only another transaction in the way may be a reason to ask again.
	async write(server, method, path, body, headers) {
		for (;;) {
			const answer = await send(server, method, path, body, { as: this.session, headers }).catch(() => null);
			if (answer?.status === 409 && /同时进行/.test(answer.json.detail)) continue;
			if (answer && answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}\n${server.log.slice(-2000)}`);
			return answer;
		}
	}

	// A case made, accepted and filed; false when the server went away.
	async turn(server) {
		const word = `${this.name}n${++this.count}`;
		const body = { values: { title: `垃圾堆积 ${word}`, source: 'media', class: 'E0102', place: { text: '五一路12号' } } };
		this.open = { kind: 'create', word, body };
		const made = await this.write(server, 'POST', CASES, body, { 'Idempotency-Key': word });
		if (!made) return false;
		const mine = this.keep(word, made.json);
		for (const [name, state] of STEPS) {
			this.open = { kind: 'step', id: mine.id, state };
			const done = await this.write(server, 'POST', `${CASES}/${mine.id}/steps/${name}`, {}, { 'If-Match': `"${mine.version}"` });
			if (!done) return false;
			assert.equal(done.json.state, state);
			Object.assign(mine, { state, version: done.json.version });
		}
		this.open = null;
		return true;
	}

	keep(word, { id, no, state, version }) {
		const mine = { word, id, no, state, version };
		this.made.push(mine);
		return mine;
	}

	async work(server, stop) {
		while (!stop.now && (await this.turn(server)));
	}
}

// --- afterwards ---

const get = async (server, path) => {
	const answer = await ask(server, 'GET', `/api/v1${path}`);
	assert.equal(answer.status, 200, `${path}: ${answer.text}`);
	return answer.json;
};

// The request that was never answered: done or not, but whole. Asked again it is done once.
async function settle(server, client) {
	const { open } = client;
	client.open = null;
	if (open?.kind === 'create') {
		const again = await client.write(server, 'POST', CASES, open.body, { 'Idempotency-Key': open.word });
		const found = await get(server, `${CASES}?q=${open.word}&limit=10`);
		assert.deepEqual(found.rows.filter((r) => r.title.endsWith(` ${open.word}`)).map((r) => r.id), [again.json.id], `${open.word} is there once`);
		client.keep(open.word, again.json);
	} else if (open) {
		const mine = client.made.at(-1);
		const now = await get(server, `${CASES}/${open.id}`);
		if (now.version === mine.version) return;
		assert.deepEqual([now.version, now.state], [mine.version + 1, open.state]);
		Object.assign(mine, { version: now.version, state: now.state });
	}
}

async function isThere(server, mine) {
	const now = await get(server, `${CASES}/${mine.id}`);
	assert.deepEqual([now.no, now.state, now.version, now.title], [mine.no, mine.state, mine.version, `垃圾堆积 ${mine.word}`]);
}

async function isFound(server, mine) {
	const { hits } = await get(server, `/search?q=${mine.word}`);
	assert.deepEqual(hits.map((h) => h.record_id), [mine.id], `search for ${mine.word}`);
}

function chainIsWhole(server) {
	const said = run(['audit', 'verify', '--json', '--data', server.data], { env: { ...process.env, BIHUAN_DATABASE: server.database ?? '' } });
	assert.equal(said.status, 0, `${said.out}${said.err}`);
	return JSON.parse(said.out).checked;
}

async function allRows(server) {
	const rows = [];
	for (let after = ''; after !== null; ) {
		const page = await get(server, `${CASES}?limit=200&sort=no&fields=source${after && `&after=${encodeURIComponent(after)}`}`);
		rows.push(...page.rows);
		after = page.next;
	}
	return rows;
}

const byState = (list, one) => {
	const sums = {};
	for (const r of list) sums[r.state] = (sums[r.state] ?? 0) + one(r);
	return Object.entries(sums).filter(([, n]) => n > 0).sort();
};

// All there is, and nothing else: numbers given once, kept counts equal to counting.
async function allAgrees(server, clients) {
	const made = clients.flatMap((c) => c.made);
	const rows = await allRows(server);
	assert.deepEqual(rows.map((r) => r.id).sort((a, b) => a - b), made.map((m) => m.id).sort((a, b) => a - b), 'what was answered, and no more');
	assert.equal(new Set(rows.map((r) => r.no)).size, rows.length, 'a number was given twice');
	const byId = new Map(rows.map((r) => [r.id, r]));
	for (const m of made) assert.deepEqual([byId.get(m.id).no, byId.get(m.id).state, byId.get(m.id).version], [m.no, m.state, m.version]);
	const counts = await get(server, '/registers/case/counts');
	// A lamp may turn between the two requests; the sums by state cannot change.
	assert.deepEqual(byState(counts.counts, (r) => r.n), byState(rows, () => 1));
	assert.equal(counts.total, rows.length);
}

async function checkRound(server, clients, before) {
	for (const client of clients) await settle(server, client);
	const fresh = clients.flatMap((c, i) => c.made.slice(before[i]));
	for (const mine of fresh) await isThere(server, mine);
	for (const mine of fresh.slice(-4)) await isFound(server, mine);
	assert.equal((await get(server, '/registers/case/counts')).total, clients.reduce((n, c) => n + c.made.length, 0));
	chainIsWhole(server);
	return fresh.length;
}

// --- the rounds ---

// A slow machine may have done nothing yet.
async function somethingMade(clients, before, stop) {
	while (!stop.now && !clients.some((c, i) => c.made.length > before[i])) await new Promise((resolve) => setTimeout(resolve, 5));
}

// The program's own definition numbers 9999 cases a day: not enough here.
function manyNumbers(data) {
	const own = readFileSync(new URL('../../registers/case.yaml', import.meta.url), 'utf8');
	mkdirSync(join(data, 'registers'));
	writeFileSync(join(data, 'registers', 'case.yaml'), own.replace('{seq:4}', '{seq:6}'));
}

async function rounds(t, { database = null, servers = 1 }) {
	const data = folder(t);
	manyNumbers(data);
	const random = numbers(SEED);
	const start = () => serve(t, { data, database, args: ['--rate', '0', '--quiet'] });
	const running = [];
	for (let i = 0; i < servers; i++) running.push(await start());
	await setUp(running[0], { role: 'case.acceptor' });
	const session = await signIn(running[0], 'yewu');
	const clients = Array.from({ length: CLIENTS }, (_, i) => new Client(`s${SEED}c${i}`, session));

	for (let round = 1; round <= ROUNDS; round++) {
		const stop = { now: false };
		const before = clients.map((c) => c.made.length);
		const victim = random(servers);
		const work = clients.map((c, i) => c.work(running[i % servers], stop));
		const failed = Promise.all(work);
		failed.catch(() => {});
		await new Promise((resolve) => setTimeout(resolve, 20 + random(400)));
		await Promise.race([failed, somethingMade(clients, before, stop)]);
		await running[victim].kill();
		stop.now = true;
		await failed;
		running[victim] = await start();
		for (const server of running) server.session = session;
		await checkRound(running[victim], clients, before);
		if (round % 20 === 0 || round === ROUNDS) await allAgrees(running[random(servers)], clients);
	}
	const made = clients.reduce((n, c) => n + c.made.length, 0);
	assert.ok(made >= ROUNDS, `only ${made} cases: that is no load`);
	t.diagnostic(`${ROUNDS} kills, ${made} cases, ${chainIsWhole(running[0])} events in the chain`);
}

test('kill -9 under write load, one server on SQLite', (t) => rounds(t, {}));

const noServer = process.env.BIHUAN_TEST_POSTGRES ? false : 'BIHUAN_TEST_POSTGRES names no server (tools/postgres start)';

test('kill -9 of one of two servers on one PostgreSQL', { skip: noServer }, async (t) => {
	const database = newDatabase();
	await rounds(t, { database, servers: 2 });
	t.after(() => dropDatabase(database));
});
