// The server beside its floors, in one run: see README.md. usage: node http.mjs ROWS SECONDS [postgres]
// BIHUAN, BENCH_HTTP, BENCH_FLOOR name the programs; BENCH_POSTGRES_PID the postmaster of BIHUAN_TEST_POSTGRES,
// BENCH_POSTGRES its folder.
import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { ask, binary, dropDatabase, newDatabase, passwordOf, send, serve, setUp, signIn, signInAdministrator, sql, write } from '../api/harness.mjs';

const ROUNDS = 3;
const CORES = 2;
const PART = 20000;
const DEPARTMENTS = 7;
const OPINION = '已与相关单位协商，明确责任人和完成时限，每周调度一次，确保按期完成整改任务；涉及资金的事项另行报批。';

const rows = Number(process.argv[2] ?? 20000);
const seconds = Number(process.argv[3] ?? 2);
const postgres = process.argv[4] === 'postgres';
const only = process.env.BENCH_ONLY ?? ''; // starts, lists, records, counts, updates, slow, sheets, backups: these alone, behind the import

const after = [];
const t = { after: (f) => after.unshift(f) };
const folder = mkdtempSync(join(tmpdir(), 'bihuan-bench-'));
t.after(() => rmSync(folder, { recursive: true, force: true }));

const median = (all) => [...all].sort((a, b) => a - b)[all.length >> 1];
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const say = (text) => process.stderr.write(`${text}\n`);

function stat(pid) {
	const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
	return text.slice(text.lastIndexOf(')') + 2).split(' ').map(Number);
}

// The postmaster's children: processor time of each.
function backends(boss) {
	const found = new Map();
	for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
		try {
			const s = stat(pid);
			if (s[1] === boss) found.set(pid, s[11] + s[12]);
		} catch {
			continue; // it has just ended
		}
	}
	return found;
}

// Processor seconds of the server and, on PostgreSQL, of all its backends, ended ones too. One that ends while they are counted would be
// counted nowhere or twice: then they are counted again.
function cpu(server) {
	const own = stat(server.child.pid);
	const boss = postgres ? Number(process.env.BENCH_POSTGRES_PID) : 0;
	let ticks = 0;
	for (let whole = !boss; !whole;) {
		const all = backends(boss);
		const s = stat(boss);
		ticks = s[11] + s[12] + s[13] + s[14];
		for (const spent of all.values()) ticks += spent;
		const after = backends(boss);
		whole = all.size === after.size && [...all.keys()].every((pid) => after.has(pid));
	}
	return (own[11] + own[12] + ticks) / 100;
}

function memory(server, key) {
	return Number(readFileSync(`/proc/${server.child.pid}/status`, 'utf8').match(new RegExp(`^${key}:\\s+(\\d+)`, 'm'))[1]) / 1024;
}

function program(path, args) {
	return new Promise((resolve, reject) => {
		const child = spawn(path, args.map(String), { stdio: ['ignore', 'pipe', 'inherit'] });
		let text = '';
		child.stdout.on('data', (piece) => (text += piece));
		child.on('exit', (code) => (code === 0 ? resolve(text.trim().split('\t').map(Number)) : reject(new Error(`${path} ${args.join(' ')}: ended with ${code}`))));
	});
}

async function floor(...args) {
	const [done, wall, spent] = await program(process.env.BENCH_FLOOR, args);
	return { done, wall, cpu: spent };
}

async function load(server, { connections = 16, method = 'GET', path, body }) {
	const from = cpu(server);
	const args = ['load', server.url.hostname, server.url.port, seconds, connections, rows, method, `/api/v1${path}`, server.session.cookie];
	const [done, wall, bytes, p50, p99] = await program(process.env.BENCH_HTTP, body ? [...args, body] : args);
	return { done, wall, cpu: cpu(server) - from, bytes, p50, p99 };
}

const lines = [];
const number = (value) => (value >= 1000 ? value.toFixed(0) : value.toPrecision(3));
function tell(what, ours, other, ratio, budget) {
	const row = [what, number(ours), other === null ? '' : number(other), ratio === null ? '' : ratio.toFixed(2), budget];
	lines.push(row);
	console.log(row.join('\t'));
}

// Rounds of both, one after the other: `by` 'cpu' compares processor time for one operation, 'wall' operations a second.
async function compare(what, ours, other, by, budget) {
	const a = [], b = [], ratios = [], walls = [];
	for (let i = 0; i < ROUNDS; i++) {
		const mine = await ours();
		const theirs = await other(mine);
		const cost = (x) => (by === 'cpu' ? x.cpu : x.wall) / x.done;
		a.push(1 / cost(mine));
		b.push(1 / cost(theirs));
		ratios.push(cost(theirs) / cost(mine));
		walls.push(mine.done / mine.wall);
	}
	tell(what, median(a), median(b), median(ratios), `${budget}（墙钟 ${number(median(walls))}）`);
}

// --- making ready ---

let recovery = []; // codes with which the system administrator comes back

async function people(server) {
	await setUp(server, { role: 'bench.clerk' });
	const admin = await signInAdministrator(server, 'xitong');
	recovery = admin.recovery;
	for (let i = 1; i <= DEPARTMENTS; i++) {
		const made = await send(server, 'POST', '/departments', { name: `部门${i}` }, { as: admin });
		if (made.status !== 201) throw new Error(made.text);
	}
	await signIn(server, 'yewu');
}

const day = (i) => `2026-${String(1 + (i % 12)).padStart(2, '0')}-${String(1 + (i % 28)).padStart(2, '0')}`;

function table(from, count) {
	const out = ['问题,类型,金额,时限,意见,所属部门'];
	for (let i = from; i < from + count; i++) out.push(`第${i}号：垃圾清运不及时，道路保洁不到位,${i % 3 ? '立行立改' : '长期推进'},123.45,${day(i)},${OPINION},部门${1 + (i % DEPARTMENTS)}`);
	return out.join('\r\n');
}

// In parts, each in turn with the floor's: what disturbs one disturbs the other.
async function fill(server) {
	const model = await rawTable(server);
	const ours = { done: rows, wall: 0, cpu: 0 }, raw = { done: rows, wall: 0, cpu: 0 }, ratios = [];
	for (let at = 1; at <= rows; at += PART) {
		const count = Math.min(PART, rows - at + 1);
		const body = table(at, count);
		const from = cpu(server), begun = Date.now();
		const answer = await ask(server, 'POST', '/api/v1/registers/bench/import', { headers: { ...write, 'Content-Type': 'text/csv' }, body });
		if (answer.status !== 200 || answer.json.created !== count) throw new Error(`import: ${answer.text.slice(0, 500)}`);
		const mine = { wall: (Date.now() - begun) / 1000, cpu: cpu(server) - from };
		const theirs = await floor('import', model, join(folder, 'updates.db'), count, at);
		for (const [sum, part] of [[ours, mine], [raw, theirs]]) {
			sum.wall += part.wall;
			sum.cpu += part.cpu;
		}
		ratios.push(theirs.cpu / mine.cpu);
	}
	say(`各段：${ratios.map((ratio) => ratio.toFixed(2)).join(' ')}`);
	return { ours, raw, ratio: median(ratios) };
}

// How PostgreSQL itself takes the rows with their indexes, without events, search and counts: what no import can be below.
async function copied(server, mine) {
	const from = cpu(server);
	const got = await floor('copy', server.database, rows);
	const spent = got.cpu + cpu(server) - from;
	tell('导入，与 COPY 同样的行对比', mine.done / mine.cpu, got.done / spent, spent / mine.cpu, '—');
}

// --- what is measured ---

const COLUMNS = 't.id, t.no, t.state, t.version, t.department_id, t.owner_id, t.holder_id, t.created_at, t.changed_at, t.due_at, t.lamp, t.title, t.kind, t.amount, t.until, d.name, p.name';
const JOINED = 'FROM r_bench t LEFT JOIN department d ON d.unit_id = t.unit_id AND d.id = t.department_id LEFT JOIN person p ON p.unit_id = t.unit_id AND p.id = t.holder_id WHERE t.unit_id = 1 AND t.deleted_at IS NULL';
const FIELDS = 'fields=title,kind,amount,until,department,holder';
const LISTS = [
	['列表 50 行：按状态，新的在前', `state=open&${FIELDS}`, "AND t.state = 'open' ORDER BY t.id DESC"],
	['列表 50 行：按类型，时限晚的在前', `kind=now&sort=-until&${FIELDS}`, "AND t.kind = 'now' AND t.until IS NOT NULL ORDER BY t.until DESC, t.id DESC"],
	['列表 50 行：按部门，新的在前', `department=1&${FIELDS}`, 'AND t.department_id = 1 ORDER BY t.id DESC'],
	['列表 50 行：最近改动的在前', `sort=-changed&${FIELDS}`, 'ORDER BY t.changed_at DESC, t.id DESC'],
];

const rawQuery = (server, text) => (postgres ? floor('postgres', server.database, seconds, CORES, rows, text) : floor('query', join(server.data, 'bihuan.db'), seconds, CORES, rows, text));

async function lists(server) {
	for (const [what, params, text] of LISTS)
		await compare(what, () => load(server, { path: `/registers/bench/records?limit=50&${params}` }), async () => {
			const from = cpu(server);
			const got = await rawQuery(server, `SELECT ${COLUMNS} ${JOINED} ${text} LIMIT 50`);
			return postgres ? { ...got, cpu: got.cpu + cpu(server) - from } : got;
		}, 'cpu', '≥ 0.60');
}

async function constant(server, bytes) {
	const child = spawn(process.env.BENCH_FLOOR, ['constant', String(bytes)], { stdio: ['pipe', 'pipe', 'inherit'] });
	const port = await new Promise((resolve) => child.stdout.once('data', (text) => resolve(Number(text))));
	const got = await load({ child, url: { hostname: '127.0.0.1', port }, session: server.session }, { path: '/registers/bench/records/{id}' });
	child.stdin.end();
	return got;
}

// Beside the one query that has it all: what can be had of a record at all when a database is asked.
async function records(server) {
	const ours = () => load(server, { path: '/registers/bench/records/{id}' });
	const text = `SELECT ${COLUMNS}, t.opinion, o.name, w.person_id ${JOINED.replace('WHERE', 'LEFT JOIN person o ON o.unit_id = t.unit_id AND o.id = t.owner_id LEFT JOIN watch w ON w.unit_id = t.unit_id AND w.register = \'bench\' AND w.record_id = t.id AND w.person_id = 1 WHERE')} AND t.id = $1`;

	await compare('一条记录，行正在进入内存', ours, (mine) => constant(server, mine.bytes), 'cpu', '—');
	for (let i = 0, seen = 0; i < 60 && seen < 5 * rows; i++) seen += (await ours()).done;
	await compare('一条记录：字段、时限、步骤、权限', ours, (mine) => constant(server, mine.bytes), 'cpu', '≥ 0.60');
	await compare('一条记录，与一次查询对比', ours, async () => {
		const from = cpu(server);
		const got = await rawQuery(server, text);
		return postgres ? { ...got, cpu: got.cpu + cpu(server) - from } : got;
	}, 'cpu', '—');
}

async function statistics(server) {
	const text = 'SELECT department_id, state, lamp, count(*) FROM r_bench WHERE unit_id = 1 AND deleted_at IS NULL GROUP BY 1, 2, 3';
	await compare('计数：按部门、状态、灯色', () => load(server, { path: '/registers/bench/counts' }), async () => {
		const from = cpu(server);
		const got = await rawQuery(server, text);
		return postgres ? { ...got, cpu: got.cpu + cpu(server) - from } : got;
	}, 'cpu', '≥ 10');
}

async function updates(server, clients, budget, where = '') {
	const raw = postgres ? join(folder, 'updates.db') : join(server.data, 'bihuan.db');
	await compare(`持久修改，${clients} 个客户端${where}`, () =>
		load(server, { connections: clients, method: 'PATCH', path: '/registers/bench/records/{id}', body: '{"values":{"amount":"{n}"}}' }),
	() => floor('update', raw, seconds, rows), 'wall', budget);
}

// PostgreSQL alone, one row a commit on as many connections as there are clients: what a durable change costs it.
async function ownUpdates(server, clients, where = '') {
	if (!postgres) return;
	const text = 'UPDATE r_bench SET amount = $2, version = version + 1, changed_at = changed_at + 1 WHERE unit_id = 1 AND id = $1';
	await compare(`持久修改，${clients} 个客户端，与 PostgreSQL 每行提交一次对比${where}`, () =>
		load(server, { connections: clients, method: 'PATCH', path: '/registers/bench/records/{id}', body: '{"values":{"amount":"{n}"}}' }),
	() => floor('postgres', server.database, seconds, clients, rows, text), 'wall', '—');
}

async function allUpdates(server) {
	await updates(server, 8, '≥ 3');
	await updates(server, 64, '≥ 8');
	await ownUpdates(server, 8);
	await ownUpdates(server, 64);
}

// autovacuum is off there: what import and updates left behind would be read, and written, by whoever comes first.
function tidy(database) {
	for (const text of ['VACUUM ANALYZE', 'CHECKPOINT']) sql(database, text);
}

async function sheets(server) {
	if (postgres) tidy(server.database);
	await compare('XLSX，全部行', async () => {
		const from = cpu(server), begun = Date.now();
		const answer = await ask(server, 'GET', '/api/v1/registers/bench/export?format=xlsx&fields=title,kind,amount,until,opinion,department,holder');
		if (answer.status !== 200) throw new Error(answer.text);
		return { done: rows, wall: (Date.now() - begun) / 1000, cpu: cpu(server) - from };
	}, () => floor('sheet', join(folder, 'floor.xlsx'), rows), 'cpu', '≥ 0.77');
}

async function starts(server) {
	const times = [];
	for (let i = 0; i < 5; i++) {
		await server.stop();
		const begun = performance.now();
		const next = await serve(t, { data: server.data, database: server.database, args: ['--rate', '0', '--quiet'] });
		const answer = await ask(next, 'GET', '/api/v1/registers/bench/records?limit=50', { as: server.session });
		if (answer.status !== 200) throw new Error(answer.text);
		times.push(performance.now() - begun);
		Object.assign(server, { child: next.child, url: next.url, stop: next.stop });
	}
	tell('启动到第一个回答，毫秒', median(times), null, null, '≤ 200');
	tell('内存，启动后空闲，MiB', memory(server, 'VmRSS'), null, null, '≤ 20');
}

// Nobody may have more than 20, so there are ten people.
async function listeners(server) {
	const admin = await signIn(server, 'xitong');
	await send(server, 'POST', '/session/second-factor', { code: recovery.pop() }, { as: admin });
	const out = [];
	for (let i = 0; i < 10; i++) {
		const made = await send(server, 'POST', '/people', { login: `l${i}`, name: `听众${i}` }, { as: admin });
		if (made.status !== 201) throw new Error(made.text);
		const session = await signIn(server, `l${i}`, made.json.one_time_password);
		await send(server, 'POST', '/session/password', { old: made.json.one_time_password, new: passwordOf(`l${i}`) }, { as: session });
		out.push(await signIn(server, `l${i}`));
	}
	return out;
}

async function streams(server) {
	const business = server.session;
	const people = await listeners(server);
	server.session = business;
	await sleep(1000);
	const before = memory(server, 'VmRSS');
	const all = people.map((who) => spawn(process.env.BENCH_HTTP, ['streams', server.url.hostname, server.url.port, '6', '20', '0', 'GET', '/api/v1/events', who.cookie], { stdio: ['ignore', 'pipe', 'inherit'] }));
	const ended = all.map((child) => new Promise((resolve) => child.on('exit', resolve)));
	await Promise.all(all.map((child) => new Promise((resolve) => child.stdout.once('data', resolve))));
	await sleep(1000);
	const from = cpu(server);
	await sleep(3000);
	tell('200 个空闲的消息流：内存增加，MiB', memory(server, 'VmRSS') - before, null, null, '');
	tell('200 个空闲的消息流：处理器，毫秒每秒', ((cpu(server) - from) * 1000) / 3, null, null, '');
	if ((await Promise.all(ended)).some((code) => code !== 0)) throw new Error('streams');
}

// PostgreSQL started anew: all its processes have the slower disk.
function slowPostgres(shim) {
	const done = spawnSync('tools/postgres', ['restart', process.env.BENCH_POSTGRES], { env: { ...process.env, LD_PRELOAD: shim } });
	if (done.status !== 0) throw new Error(String(done.stderr));
	process.env.BENCH_POSTGRES_PID = readFileSync(join(process.env.BENCH_POSTGRES, 'data/postmaster.pid'), 'utf8').split('\n')[0];
}

// The same once more on a slower disk, for the budget is of one.
async function slowUpdates(server) {
	const shim = process.env.BENCH_SLOW_SYNC;
	if (!shim) return;
	await server.stop();
	if (postgres) slowPostgres(shim);
	const slow = await serve(t, { data: server.data, database: server.database, args: ['--rate', '0', '--quiet'], settings: { LD_PRELOAD: shim } });
	Object.assign(server, { child: slow.child, url: slow.url, stop: slow.stop });
	process.env.LD_PRELOAD = shim;
	await updates(server, 8, '≥ 3', '，磁盘慢半毫秒');
	await updates(server, 64, '≥ 8', '，磁盘慢半毫秒');
	await ownUpdates(server, 8, '，磁盘慢半毫秒');
	await ownUpdates(server, 64, '，磁盘慢半毫秒');
	delete process.env.LD_PRELOAD;
}

// A command to its end: its seconds, and the most memory it had.
async function measured(args, database) {
	const start = performance.now();
	const child = spawn(binary, args, { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, BIHUAN_DATABASE: database ?? '' } });
	let most = 0;
	const look = setInterval(() => {
		try {
			most = Math.max(most, memory({ child }, 'VmHWM'));
		} catch {
			return; // it has just ended
		}
	}, 10);
	const code = await new Promise((resolve) => child.on('exit', resolve));
	clearInterval(look);
	if (code !== 0) throw new Error(`${args[0]}: ended with ${code}`);
	return { wall: (performance.now() - start) / 1000, most };
}

// While the server runs; restored into the same kind of database, and into the other.
async function backups(server) {
	const file = join(folder, 'all.tar');
	const made = await measured(['backup', '--data', server.data, file], server.database);
	const other = postgres ? newDatabase() : null;
	if (postgres) t.after(() => dropDatabase(other));
	const back = await measured(['restore', '--data', join(folder, 'back'), file], other);
	const there = [['备份', made], ['恢复', back]];
	if (postgres) there.push(['恢复成数据目录', await measured(['restore', '--data', join(folder, 'folder'), file])]);
	for (const [what, { wall, most }] of there) {
		tell(`${what}，秒`, wall, null, null, '—');
		tell(`${what}，内存最高值，MiB`, most, null, null, '≤ 100');
	}
	tell('备份文件，MiB', statSync(file).size / 1048576, null, null, '—');
}

async function rawTable(server) {
	if (!postgres) return join(server.data, 'bihuan.db');
	const own = mkdtempSync(join(folder, 'model-'));
	mkdirSync(join(own, 'registers'));
	copyFileSync(join(dirname(fileURLToPath(import.meta.url)), 'bench.yaml'), join(own, 'registers/bench.yaml'));
	const made = spawnSync(binary, ['register', 'samples', '--data', own], { env: { ...process.env, BIHUAN_DATABASE: '' } });
	if (made.status !== 0) throw new Error(String(made.stderr));
	return join(own, 'bihuan.db');
}

async function main() {
	const data = mkdtempSync(join(folder, 'data-'));
	mkdirSync(join(data, 'registers'));
	copyFileSync(join(dirname(fileURLToPath(import.meta.url)), 'bench.yaml'), join(data, 'registers/bench.yaml'));
	const database = postgres ? newDatabase() : null;
	if (postgres) t.after(() => dropDatabase(database));
	const server = await serve(t, { data, database, args: ['--rate', '0', '--quiet'] });
	await people(server);
	say(`导入 ${rows} 行`);
	const { ours: mine, raw, ratio } = await fill(server);
	tell('导入（含检索、日志、计数），行', mine.done / mine.cpu, raw.done / raw.cpu, ratio, `≥ 0.25（墙钟 ${(raw.wall / mine.wall).toFixed(2)}）`);
	if (postgres) await copied(server, mine);
	if (postgres) tidy(database);
	const parts = { starts, lists, records, counts: statistics, updates: allUpdates, slow: slowUpdates, sheets, backups };
	if (only) {
		for (const name of only.split(',').filter((name) => name in parts)) await parts[name](server);
		return;
	}
	await starts(server);
	await streams(server);
	await lists(server);
	await records(server);
	await statistics(server);
	await allUpdates(server);
	tell('内存，上述负载下的最高值，MiB', memory(server, 'VmHWM'), null, null, '≤ 100');
	await sheets(server);
	tell('内存，导出之后的最高值，MiB', memory(server, 'VmHWM'), null, null, '≤ 100');
	await slowUpdates(server);
}

try {
	await main();
} finally {
	for (const f of after) await f();
}
