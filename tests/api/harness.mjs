// Starts the program for a test: its own data folder, a port of the system's choosing. BIHUAN names the binary.
// With BIHUAN_TEST_ON=postgres each has its own database on the server that BIHUAN_TEST_POSTGRES names, too.
import { spawn, spawnSync } from 'node:child_process';
import { createHash, createHmac } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const binary = process.env.BIHUAN;
if (!binary) throw new Error('BIHUAN must name the binary under test');

export function folder(t) {
	const path = mkdtempSync(join(tmpdir(), 'bihuan-test-'));
	t.after(() => rmSync(path, { recursive: true, force: true }));
	return path;
}

// Runs a command to its end. `input` is given on standard input.
export function run(args, options = {}) {
	const done = spawnSync(binary, args, { maxBuffer: 1 << 28, timeout: 600000, ...options });
	return { status: done.status, signal: done.signal, out: String(done.stdout ?? ''), err: String(done.stderr ?? '') };
}

// Asks the database server itself; gives back what psql prints.
export function sql(url, text) {
	const done = spawnSync('psql', ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-d', url, '-c', text], { encoding: 'utf8', timeout: 600000 });
	if (done.status !== 0) throw new Error(`psql: ${done.error ?? done.stderr}`);
	return done.stdout.trim();
}

// Time passes: the database is told so behind the program's back.
export function age(server, statement) {
	if (server.database) return sql(server.database, statement);
	const script = 'import sqlite3, sys\nc = sqlite3.connect(sys.argv[1], timeout=20)\nc.execute(sys.argv[2])\nc.commit()';
	const done = spawnSync('python3', ['-c', script, join(server.data, 'bihuan.db'), statement], { encoding: 'utf8' });
	if (done.status !== 0) throw new Error(done.stderr);
}

let databases = 0;

// A database of its own on the tests' PostgreSQL; its address.
export function newDatabase(server = process.env.BIHUAN_TEST_POSTGRES) {
	if (!server) throw new Error('BIHUAN_TEST_POSTGRES must name a PostgreSQL (tools/postgres start)');
	const name = `bihuan_${process.pid}_${++databases}`;
	sql(server, `CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8'`);
	const url = new URL(server);
	url.pathname = `/${name}`;
	return url.href;
}

export function dropDatabase(url, server = process.env.BIHUAN_TEST_POSTGRES) {
	sql(server, `DROP DATABASE IF EXISTS ${new URL(url).pathname.slice(1)} WITH (FORCE)`);
}

const databaseOf = new Map(); // by data folder: a second server on the folder has the same database

function defaultDatabase(t, data) {
	if (process.env.BIHUAN_TEST_ON !== 'postgres') return null;
	if (!databaseOf.has(data)) databaseOf.set(data, newDatabase());
	return databaseOf.get(data);
}

// With BIHUAN_TEST_SERVERS=2 there are two programs on the folder and the database, and requests go to them in turn.
export async function serve(t, options = {}) {
	const server = await serveAlone(t, options);
	if (process.env.BIHUAN_TEST_SERVERS === '2') server.other = await serveAlone(t, { ...options, data: server.data, database: server.database });
	return server;
}

// `database`: an address, or null for the data folder's own. `settings`: more of the environment.
async function serveAlone(t, { data = folder(t), database = defaultDatabase(t, data), args = [], settings = {} } = {}) {
	const child = spawn(binary, ['serve', '--listen', '127.0.0.1:0', '--data', data, ...args], {
		stdio: ['ignore', 'pipe', 'pipe'],
		env: { ...process.env, BIHUAN_DATABASE: database ?? '', ...settings },
	});
	const server = { child, data, database, log: '' };
	server.ended = new Promise((resolve) => child.on('exit', (code, signal) => resolve({ code, signal })));
	child.stderr.on('data', (piece) => (server.log += piece));
	server.url = await new Promise((resolve, reject) => {
		let text = '';
		child.stdout.on('data', (piece) => {
			text += piece;
			if (text.includes('\n')) resolve(new URL(text.trim()));
		});
		child.on('exit', (code) => reject(new Error(`ended with ${code}: ${server.log}`)));
	});
	server.stop = async () => {
		child.kill('SIGTERM');
		return server.ended;
	};
	// As a power failure does it: at once, and no complaint of it afterwards.
	server.kill = async () => {
		server.killed = true;
		child.kill('SIGKILL');
		return server.ended;
	};
	t.after(async () => {
		const { code, signal } = await server.stop();
		if (!server.killed && code !== 0) throw new Error(`the server ended with ${code ?? signal}:\n${server.log}`);
	});
	return server;
}

// One request. The path goes out as it stands: no client-side tidying. `as`: a session from signIn(); by default who signed in
// last on this server, null for nobody.
export function ask(server, method, path, { headers: given = {}, body, agent, as = server.session } = {}) {
	const headers = as ? { Cookie: as.cookie, ...given } : given;
	server.asked = (server.asked ?? 0) + 1;
	const { url } = server.other && server.asked % 2 === 0 ? server.other : server;
	return new Promise((resolve, reject) => {
		const request = http.request(
			{ host: url.hostname, port: url.port, method, path, headers, agent: agent ?? false },
			(response) => {
				const pieces = [];
				response.on('data', (piece) => pieces.push(piece));
				response.on('end', () => {
					const bytes = Buffer.concat(pieces);
					const answer = { status: response.statusCode, headers: response.headers, bytes, text: bytes.toString() };
					if (/[/+]json/.test(response.headers['content-type'] ?? '') && bytes.length) answer.json = JSON.parse(answer.text);
					resolve(answer);
				});
			},
		);
		request.on('error', reject);
		request.end(body);
	});
}

export const write = { 'X-Bihuan': '1' };

// A JSON request that writes.
export function send(server, method, path, body, { headers = {}, as } = {}) {
	const text = JSON.stringify(body);
	const length = method === 'DELETE' ? { 'Content-Length': Buffer.byteLength(text) } : {}; // node leaves it away there, and with it the body
	const options = { headers: { ...write, 'Content-Type': 'application/json', ...length, ...headers }, body: text };
	return ask(server, method, `/api/v1${path}`, as === undefined ? options : { ...options, as });
}

// Everybody has his own: two administrators with one password are refused.
export const passwordOf = (login) => `Qingtian-26-${createHash('sha256').update(login).digest('hex').slice(0, 8)}`;
const PEOPLE = { sysadmin: ['xitong', '系统员'], secadmin: ['anquan', '安全员'], auditor: ['shenji', '审计员'], business: ['yewu', '业务员'] };

// Sets the program up with the code from its data folder; everybody's password is passwordOf(login).
export async function setUp(server, { role = 'round.office' } = {}) {
	const code = readFileSync(join(server.data, 'setup-code.txt'), 'utf8').match(/[0-9A-Za-z-]{6,}/)[0];
	const people = Object.fromEntries(Object.entries(PEOPLE).map(([key, [login, name]]) => [key, { login, name, password: passwordOf(login) }]));
	const answer = await send(server, 'POST', '/setup', { code, unit: '青田市城市管理局', ...people, business_role: role }, { as: null });
	if (answer.status !== 201) throw new Error(`set-up: ${answer.text}`);
	return answer;
}

export async function signIn(server, login, password = passwordOf(login)) {
	const answer = await send(server, 'POST', '/session', { login, password }, { as: null });
	if (answer.status !== 201) throw new Error(`sign-in of ${login}: ${answer.text}`);
	server.session = { login, cookie: answer.headers['set-cookie'][0].split(';')[0], hold: answer.json.hold };
	return server.session;
}

// The code an authenticator would show (RFC 6238).
export function totp(secret, at = Date.now()) {
	const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
	const bits = [...secret.replace(/=+$/, '')].map((c) => alphabet.indexOf(c).toString(2).padStart(5, '0')).join('');
	const key = Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)));
	const counter = Buffer.alloc(8);
	counter.writeBigUInt64BE(BigInt(Math.floor(at / 30000)));
	const mac = createHmac('sha1', key).update(counter).digest();
	const n = mac.readUInt32BE(mac[19] & 15) & 0x7fffffff;
	return String(n % 1000000).padStart(6, '0');
}

// Signs an administrator in and sets up the second factor that he must have.
export async function signInAdministrator(server, login) {
	const session = await signIn(server, login);
	if (session.hold !== 'enrol') return session;
	const { json } = await send(server, 'POST', '/session/totp', {}, { as: session });
	const done = await send(server, 'POST', '/session/totp/confirm', { code: totp(json.secret) }, { as: session });
	if (done.status !== 200) throw new Error(`second factor of ${login}: ${done.text}`);
	session.recovery = done.json.recovery_codes;
	return session;
}

// Sends bytes as they are and gives back all that comes until the server closes; null when it does not.
export function raw(server, bytes, { wait = 120000 } = {}) {
	return new Promise((resolve, reject) => {
		let text = '';
		const socket = net.connect(server.url.port, server.url.hostname, () => socket.write(bytes));
		const timer = setTimeout(() => {
			text = null;
			socket.destroy();
		}, wait);
		socket.on('data', (piece) => (text += piece));
		socket.on('close', () => {
			clearTimeout(timer);
			resolve(text);
		});
		socket.on('error', (error) => (error.code === 'ECONNRESET' || error.code === 'EPIPE' ? undefined : reject(error)));
	});
}

// An invented report of a fictional city: `problems` problems of one measure each.
export function report({ unit = '云岭市园林绿化处', problems = 3, said = problems, day = '12' } = {}) {
	const lines = [`中共${unit}党组关于巡察整改进展情况的通报`, ''];
	lines.push(`2023年3月6日至5月20日，市委第四巡察组对${unit}党组开展了巡察。2023年6月${day}日，巡察组反馈了意见。`);
	lines.push(`反馈的${said}个问题已全部制定措施。`, '', '一、关于公园管护方面');
	for (let i = 1; i <= problems; i++) {
		lines.push(`${i}.关于“第${i}号绿地养护巡查不够”问题的整改。`);
		lines.push(`①每周由临江区养护队巡查第${i}号绿地两次，登记缺株${i + 3}处。`);
		lines.push(`整改结果：已完成。该项任务已于2023年8月${10 + (i % 18)}日完成。`);
	}
	lines.push('', `中共${unit}党组`, '2023年12月1日', '');
	return lines.join('\n');
}

export function file(folderPath, name, content) {
	const path = join(folderPath, name);
	writeFileSync(path, content);
	return path;
}
