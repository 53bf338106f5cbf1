import assert from 'node:assert/strict';
import http from 'node:http';
import { test } from 'node:test';

import { ask, folder, raw, report, run, serve, write } from './harness.mjs';

function isProblem(answer, status, field) {
	assert.equal(answer.status, status, answer.text);
	assert.equal(answer.headers['content-type'], 'application/problem+json');
	assert.equal(answer.json.status, status);
	assert.equal(answer.json.type, 'about:blank');
	assert.ok(answer.json.title && answer.json.detail && answer.json.request_id);
	if (field !== undefined) assert.equal(answer.json.field, field);
}

test('a report goes in and comes out again', async (t) => {
	const server = await serve(t);
	const text = report();

	const first = await ask(server, 'POST', '/api/v1/reports?name=%E5%9B%AD%E6%9E%97.txt', { headers: write, body: text });
	assert.equal(first.status, 201, first.text);
	assert.equal(first.json.unchanged, false);
	assert.equal(first.json.report.file_name, '园林.txt');
	assert.equal(first.json.report.problems, 3);
	const { id } = first.json.report;
	assert.equal(first.headers.location, `/api/v1/reports/${id}`);

	const again = await ask(server, 'POST', '/api/v1/reports?name=other.txt', { headers: write, body: text });
	assert.equal(again.status, 200);
	assert.equal(again.json.unchanged, true);
	assert.equal(again.json.report.id, id);

	const list = await ask(server, 'GET', '/api/v1/reports');
	assert.deepEqual(list.json.reports, [again.json.report]);
	const one = await ask(server, 'GET', `/api/v1/reports/${id}`);
	assert.deepEqual(one.json.report, again.json.report);
	const rounds = await ask(server, 'GET', '/api/v1/rounds');
	assert.equal(rounds.json.rounds.length, 1);
	assert.equal(rounds.json.rounds[0].id, one.json.report.round_id);

	const source = await ask(server, 'GET', `/api/v1/reports/${id}/text`);
	assert.equal(source.text, text);
	assert.equal(source.headers['content-type'], 'text/plain; charset=utf-8');
	const cached = await ask(server, 'GET', `/api/v1/reports/${id}/text`, { headers: { 'If-None-Match': source.headers.etag } });
	assert.equal(cached.status, 304);
	assert.equal(cached.bytes.length, 0);
	const other = await ask(server, 'GET', `/api/v1/reports/${id}/text`, { headers: { 'If-None-Match': '"other"' } });
	assert.equal(other.status, 200);

	const tree = await ask(server, 'GET', `/api/v1/reports/${id}/tree`);
	assert.deepEqual(Object.keys(tree.json), ['copies', 'report', 'facts', 'claims', 'findings']);
	const check = await ask(server, 'POST', '/api/v1/check', { body: text });
	assert.deepEqual(check.json, tree.json);
});

test('the tree is what the command line prints', async (t) => {
	const server = await serve(t);
	const text = report({ said: 5 });
	const { json } = await ask(server, 'POST', '/api/v1/check', { body: text });
	const parsed = run(['parse', '--json', '-'], { input: text });
	assert.equal(parsed.status, 0, parsed.err);
	assert.deepEqual(JSON.parse(parsed.out), json);
	const checked = run(['check', '--json', '--fail-on', 'never', '-'], { input: text });
	assert.deepEqual(JSON.parse(checked.out), json);
	assert.ok(json.findings.length > 0, 'five claimed, three counted');
});

test('items are filtered and paged', async (t) => {
	const server = await serve(t);
	await ask(server, 'POST', '/api/v1/reports', { headers: write, body: report({ problems: 7 }) });
	const seen = [];
	let after = 0;
	do {
		const page = (await ask(server, 'GET', `/api/v1/items?limit=3&after=${after}`)).json;
		assert.equal(page.total, 7);
		seen.push(...page.items.map((item) => item.key));
		after = page.next;
	} while (after !== null);
	assert.equal(new Set(seen).size, 7);
	const found = (await ask(server, 'GET', `/api/v1/items?q=${encodeURIComponent('第5号绿地')}`)).json;
	assert.equal(found.total, 1);
	assert.equal((await ask(server, 'GET', '/api/v1/items?q=%25')).json.total, 0, 'a percent sign is a percent sign');
	isProblem(await ask(server, 'GET', '/api/v1/items?report=99'), 404);
	for (const [query, field] of [
		['limit=0', 'limit'], ['limit=1001', 'limit'], ['limit=x', 'limit'], ['limit=1e2', 'limit'], ['after=-1', 'after'],
		['after=99999999999999999999', 'after'], ['report=0', 'report'], ['report=1%20', 'report'], ['status=gone', 'status'],
		[`q=${'x'.repeat(1025)}`, 'q'], ['nonsense=1', 'nonsense'], ['limit=1&limit=2', 'limit'],
	])
		isProblem(await ask(server, 'GET', `/api/v1/items?${query}`), 400, field);
});

test('decisions are kept beside the findings, and rebuilding leaves them alone', async (t) => {
	const server = await serve(t);
	const text = report({ said: 5 });
	const { id } = (await ask(server, 'POST', '/api/v1/reports', { headers: write, body: text })).json.report;
	const path = `/api/v1/reports/${id}/decisions`;
	const finding = (await ask(server, 'GET', `/api/v1/reports/${id}/tree`)).json.findings[0];
	assert.match(finding.fingerprint, /^[0-9a-f]{16}$/);
	const decision = { subject: 'finding', key: finding.fingerprint, value: 'dismissed', reason: '附件另列两个问题' };

	const made = await ask(server, 'POST', path, { headers: write, body: JSON.stringify(decision) });
	assert.equal(made.status, 201, made.text);
	assert.equal(made.json.decisions.length, 1);
	const rebuilt = await ask(server, 'POST', '/api/v1/rebuild', { headers: write });
	assert.equal(rebuilt.status, 200, rebuilt.text);
	assert.equal(rebuilt.json.reports, 1);
	assert.deepEqual((await ask(server, 'GET', path)).json, made.json);
	const tree = (await ask(server, 'GET', `/api/v1/reports/${id}/tree`)).json;
	const decided = tree.findings.filter((f) => f.decision);
	assert.equal(decided.length, 1);
	assert.equal(decided[0].fingerprint, finding.fingerprint);
	assert.equal(decided[0].decision.value, 'dismissed');
	assert.equal(decided[0].decision.reason, decision.reason);

	const bad = async (body, status, field) => {
		const text = typeof body === 'string' ? body : JSON.stringify(body);
		isProblem(await ask(server, 'POST', path, { headers: write, body: text }), status, field);
	};
	await bad('', 400);
	await bad('{', 400);
	await bad('[]', 400);
	await bad('{"subject":"finding","subject":"item"}', 400);
	await bad('['.repeat(1000), 400);
	await bad({ ...decision, extra: 1 }, 400, 'extra');
	await bad({ ...decision, key: 7 }, 400, 'key');
	await bad({ ...decision, value: undefined }, 400, 'value');
	await bad({ ...decision, reason: 'x'.repeat(2001) }, 400, 'reason');
	await bad({ ...decision, subject: 'other' }, 400);
	await bad({ ...decision, value: 'maybe' }, 400);
	await bad({ ...decision, key: 'XYZ' }, 400);
	await bad({ ...decision, reason: '' }, 422);
	await bad(JSON.stringify({ ...decision, reason: 'x' }).padEnd(64 * 1024 + 1), 413);
	assert.equal((await ask(server, 'GET', path)).json.decisions.length, 1, 'nothing of these was stored');
	isProblem(await ask(server, 'POST', '/api/v1/reports/99/decisions', { headers: write, body: JSON.stringify(decision) }), 404);
});

test('texts that are no reports are refused and nothing is stored', async (t) => {
	const server = await serve(t);
	const bodies = [
		['', 422, /空/], [' \n\t', 422, /空白/], ['\0\0', 422, /NUL/], [Buffer.from([0xd5, 0xff, 0xb8, 0x80]), 422, /UTF-8/],
		['PK\x03\x04', 422, /ZIP/], ['%PDF-1.4', 422, /PDF/], [Buffer.from('d0cf11e0a1b11ae1', 'hex'), 422, /损坏：文件头不完整/], ['今天天气很好。', 422, /./], [Buffer.alloc(3000, 'x'), 422, /./],
		[Buffer.concat([Buffer.from(report()), Buffer.from([0xff])]), 422, /UTF-8/],
	];
	for (const [body, status, detail] of bodies) {
		const answer = await ask(server, 'POST', '/api/v1/reports', { headers: write, body });
		isProblem(answer, status);
		assert.match(answer.json.detail, detail);
	}
	assert.deepEqual((await ask(server, 'GET', '/api/v1/reports')).json.reports, []);
});

test('another site cannot write', async (t) => {
	const server = await serve(t);
	const writes = [['/api/v1/reports', report()], ['/api/v1/reports/1/decisions', '{}'], ['/api/v1/rebuild', '']];
	for (const [path, body] of writes) {
		isProblem(await ask(server, 'POST', path, { body }), 403);
		isProblem(await ask(server, 'POST', path, { body, headers: { 'X-Bihuan': '0' } }), 403);
		isProblem(await ask(server, 'POST', path, { body, headers: { ...write, Origin: 'http://evil.example' } }), 403);
		isProblem(await ask(server, 'POST', path, { body, headers: { ...write, Origin: 'null' } }), 403);
	}
	isProblem(await ask(server, 'POST', '/api/v1/check', { body: 'x', headers: { Origin: 'http://evil.example' } }), 403);
	const own = await ask(server, 'POST', '/api/v1/reports', { body: report(), headers: { ...write, Origin: server.url.origin } });
	assert.equal(own.status, 201);
	assert.equal((await ask(server, 'GET', '/api/v1/reports')).headers['access-control-allow-origin'], undefined);
});

test('only our own names are answered', async (t) => {
	const server = await serve(t, { args: ['--host', 'zhenggai.example.cn'] });
	for (const host of ['localhost', 'localhost:9', '127.0.0.1', '[::1]:80', 'zhenggai.example.cn', 'ZHENGGAI.example.cn:443'])
		assert.equal((await ask(server, 'GET', '/api/v1/version', { headers: { Host: host } })).status, 200, host);
	for (const host of ['evil.example', 'localhost.evil.example', '10.0.0.1', 'a.zhenggai.example.cn'])
		isProblem(await ask(server, 'GET', '/', { headers: { Host: host } }), 421);
	isProblem(await ask(server, 'GET', '/api/v1/version', { headers: { Host: 'a/b' } }), 400);
	assert.match(await raw(server, 'GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n'), /^HTTP\/1.1 400/);
});

test('paths, identifiers and methods', async (t) => {
	const server = await serve(t);
	for (const id of ['0', '-1', 'x', '1x', '9223372036854775808', '%31%00', '1e3', '+1'])
		for (const rest of ['', '/text', '/tree', '/decisions']) isProblem(await ask(server, 'GET', `/api/v1/reports/${id}${rest}`), 400);
	for (const rest of ['', '/text', '/tree', '/decisions']) isProblem(await ask(server, 'GET', `/api/v1/reports/77${rest}`), 404);
	for (const path of ['/api', '/api/', '/api/v1', '/api/v2/version', '/api/v1/reports/', '/api/v1/reports/1/', '/api/v1//reports'])
		isProblem(await ask(server, 'GET', path), 404);
	for (const path of ['/../../etc/passwd', '/..%2f..%2fetc%2fpasswd', '/%2e%2e/x', '/a/./b', '/%', '/%zz', '/%00', '/%ff', '/a%5cb', '/a%0d%0ab'])
		isProblem(await ask(server, 'GET', path), 400);
	isProblem(await ask(server, 'GET', `/${'a'.repeat(9000)}`), 400);
	const gone = await ask(server, 'DELETE', '/api/v1/reports');
	isProblem(gone, 405);
	assert.equal(gone.headers.allow, 'POST, GET, HEAD, OPTIONS');
	const options = await ask(server, 'OPTIONS', '/api/v1/check');
	assert.equal(options.status, 204);
	assert.equal(options.headers.allow, 'POST, OPTIONS');
	isProblem(await ask(server, 'POST', '/', { body: 'x' }), 405);
	for (const path of ['/api/v1/version', '/api/v1/reports', '/api/v1/rules', '/']) {
		const head = await ask(server, 'HEAD', path);
		const get = await ask(server, 'GET', path);
		assert.equal(head.status, get.status);
		assert.equal(head.bytes.length, 0);
		assert.equal(head.headers['content-length'], get.headers['content-length']);
	}
});

test('what comes in does not come out as markup', async (t) => {
	const server = await serve(t);
	for (const path of ['/<script>alert(1)</script>.x', '/api/v1/items?%3Cscript%3E=1', '/api/v1/items?status=%3Cscript%3E', '/api/%3Cscript%3E']) {
		const answer = await ask(server, 'GET', path);
		assert.equal(answer.headers['content-type'], 'application/problem+json');
		assert.equal(answer.headers['x-content-type-options'], 'nosniff');
	}
	const named = await ask(server, 'POST', '/api/v1/reports?name=..%2F..%2F%3Cb%3E.txt', { headers: write, body: report() });
	assert.equal(named.json.report.file_name, '<b>.txt');
	for (const name of ['', '..', 'a%0Ab', '%2F', 'x'.repeat(256)])
		isProblem(await ask(server, 'POST', `/api/v1/reports?name=${name}`, { headers: write, body: report() }), 400, 'name');
});

test('every answer carries the protecting headers', async (t) => {
	const server = await serve(t);
	for (const [method, path] of [['GET', '/'], ['GET', '/api/v1/version'], ['GET', '/api/v1/none'], ['OPTIONS', '/api/v1/version'], ['GET', '/none.js']]) {
		const { headers } = await ask(server, method, path);
		assert.match(headers['content-security-policy'], /default-src 'self'.*frame-ancestors 'none'/);
		assert.equal(headers['x-content-type-options'], 'nosniff');
		assert.ok(headers['referrer-policy']);
	}
});

test('an answer has nothing of the one before it', async (t) => {
	const server = await serve(t);
	const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
	t.after(() => agent.destroy());
	const ids = new Set();
	const asks = [];
	for (let i = 0; i < 8; i++)
		for (const path of ['/api/v1/version', '/api/v1/rules', '/api/v1/reports', '/api/v1/none', '/api/v1/items'])
			asks.push(path);
	const first = new Map();
	for (const path of asks) {
		const answer = await ask(server, 'GET', path, { agent });
		assert.ok(answer.headers['x-request-id']);
		ids.add(answer.headers['x-request-id']);
		const alone = { status: answer.status, etag: answer.headers.etag, type: answer.headers['content-type'], cache: answer.headers['cache-control'], json: { ...answer.json, instance: '', request_id: '' } };
		if (!first.has(path)) first.set(path, alone);
		assert.deepEqual(alone, first.get(path));
		assert.equal(Number(answer.headers['content-length']), answer.bytes.length);
	}
	assert.equal(ids.size, asks.length);
});

test('limits hold before anything is read', async (t) => {
	const server = await serve(t);
	const head = (rest) => `POST /api/v1/check HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${rest}\r\n\r\n`;
	assert.match(await raw(server, head('Content-Length: 67108865')), /^HTTP\/1.1 413/);
	assert.match(await raw(server, head('Content-Length: 99999999999999999999999')), /^HTTP\/1.1 4(00|13)/);
	assert.match(await raw(server, head('Content-Length: -5')), /^HTTP\/1.1 400/);
	assert.match(await raw(server, head('Content-Length: 1\r\nTransfer-Encoding: chunked') + '0\r\n\r\n'), /^HTTP\/1.1 400/);
	assert.match(await raw(server, head(`X-Long: ${'x'.repeat(40000)}\r\nContent-Length: 0`)), /^HTTP\/1.1 4(13|31)/);
	assert.match(await raw(server, 'nonsense\r\n\r\n', { wait: 3000 }) ?? '', /^(HTTP\/1.1 400|$)/);
	isProblem(await ask(server, 'GET', '/api/v1/version', { body: 'x', headers: { 'Content-Length': 1 } }), 413);
	isProblem(await ask(server, 'POST', '/api/v1/check', { body: 'x', headers: { 'Content-Type': 'multipart/form-data; boundary=a' } }), 415);
	isProblem(await ask(server, 'POST', '/api/v1/check', { body: 'x', headers: { 'Content-Type': 'text/plain; charset=gbk' } }), 415);
	isProblem(await ask(server, 'POST', '/api/v1/check', { body: 'x', headers: { 'Content-Encoding': 'gzip' } }), 415);
	isProblem(await ask(server, 'POST', '/api/v1/rebuild', { body: 'x'.repeat(1025), headers: { ...write, 'Transfer-Encoding': 'chunked' } }), 413);
	assert.equal((await ask(server, 'GET', '/api/v1/version')).status, 200);
});

test('a large body in many pieces is taken', async (t) => {
	const server = await serve(t);
	const body = report({ problems: 20 }) + '补充说明。'.repeat(200000);
	const answer = await ask(server, 'POST', '/api/v1/check', { body, headers: { 'Transfer-Encoding': 'chunked' } });
	assert.equal(answer.status, 200, answer.text.slice(0, 500));
});

test('slow clients are cut off, quick ones are served meanwhile', async (t) => {
	const server = await serve(t, { args: ['--patience', '1'] });
	const slow = [
		raw(server, 'GET /api/v1/ver'),
		raw(server, 'POST /api/v1/check HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nabc'),
		raw(server, ''),
	];
	for (let i = 0; i < 20; i++) assert.equal((await ask(server, 'GET', '/api/v1/version')).status, 200);
	for (const said of await Promise.all(slow)) assert.notEqual(said, null, 'the server closes them');
});

test('connections are kept open', async (t) => {
	const server = await serve(t);
	const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
	const sockets = new Set();
	agent.on('free', (socket) => sockets.add(socket));
	for (const path of ['/api/v1/version', '/api/v1/none', '/', '/api/v1/reports/5', '/api/v1/rules'])
		await ask(server, 'GET', path, { agent });
	await ask(server, 'POST', '/api/v1/rebuild', { agent, headers: write });
	await ask(server, 'POST', '/api/v1/reports', { agent, body: report() });
	agent.destroy();
	assert.equal(sockets.size, 1);
});

test('many at once: every report once, every answer whole', async (t) => {
	const server = await serve(t);
	const texts = Array.from({ length: 8 }, (_, i) => report({ unit: `云岭市第${i}管理所`, problems: i + 1 }));
	const jobs = [...texts, ...texts, ...texts].map((body) => ask(server, 'POST', '/api/v1/reports', { headers: write, body }));
	for (let i = 0; i < 40; i++) jobs.push(ask(server, 'GET', '/api/v1/reports'), ask(server, 'POST', '/api/v1/check', { body: texts[i % 8] }));
	const answers = await Promise.all(jobs);
	assert.ok(answers.every((a) => a.status === 200 || a.status === 201), answers.find((a) => a.status > 201)?.text);
	assert.equal(answers.filter((a) => a.status === 201).length, 8);
	assert.equal((await ask(server, 'GET', '/api/v1/reports')).json.reports.length, 8);
});

test('a stop lets running requests end', async (t) => {
	const server = await serve(t);
	const body = report({ problems: 200 });
	const headers = { 'Content-Length': Buffer.byteLength(body), Expect: '100-continue' };
	let ended;
	const status = await new Promise((resolve, reject) => {
		const request = http.request({ host: server.url.hostname, port: server.url.port, method: 'POST', path: '/api/v1/check', headers, agent: false });
		request.on('response', (response) => response.resume().on('end', () => resolve(response.statusCode)));
		request.on('error', reject);
		request.on('continue', () => { // the server has it in hand now
			ended = server.stop();
			request.end(body);
		});
		request.flushHeaders();
	});
	assert.equal(status, 200);
	assert.equal((await ended).code, 0);
});

test('pages of the application', async (t) => {
	const server = await serve(t);
	const index = await ask(server, 'GET', '/');
	if (index.status === 404) {
		isProblem(index, 404);
		return t.diagnostic('built without pages');
	}
	assert.equal(index.headers['content-type'], 'text/html; charset=utf-8');
	assert.equal((await ask(server, 'GET', '/reports/3')).text, index.text);
	isProblem(await ask(server, 'GET', '/assets/none.js'), 404);
	const unchanged = await ask(server, 'GET', '/', { headers: { 'If-None-Match': index.headers.etag } });
	assert.equal(unchanged.status, 304);
	const script = /src="(\/assets\/[^"]+\.js)"/.exec(index.text)[1];
	const packed = await ask(server, 'GET', script, { headers: { 'Accept-Encoding': 'gzip' } });
	assert.equal(packed.headers['content-encoding'], 'gzip');
	assert.match(packed.headers['cache-control'], /immutable/);
	const plain = await ask(server, 'GET', script, { headers: { 'Accept-Encoding': 'gzip;q=0' } });
	assert.equal(plain.headers['content-encoding'], undefined);
	assert.ok(plain.bytes.length > packed.bytes.length);
	assert.notEqual(plain.headers.etag, packed.headers.etag);
});

test('the address in use is told with a way out', async (t) => {
	const server = await serve(t);
	const second = run(['serve', '--listen', server.url.host, '--data', folder(t)]);
	assert.equal(second.status, 2);
	assert.match(second.err, /占用/);
	assert.match(second.err, /--listen/);
	for (const listen of ['x', '127.0.0.1', '127.0.0.1:99999', 'a.b:80', '']) assert.equal(run(['serve', '--listen', listen, '--data', folder(t)]).status, 2, listen);
});
