// Files of other formats through the command line and the interface: read by content, told where things stand, never in the way of others.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import test from 'node:test';
import { ask, binary, file, folder, report, run, serve, write } from './harness.mjs';

function isProblem(answer, status) {
	assert.equal(answer.status, status, JSON.stringify(answer.json));
	assert.ok(answer.json.title && answer.json.detail);
}

/** A ZIP without compression, of [name, bytes] pairs. */
function zip(members) {
	const table = Array.from({ length: 256 }, (_, n) => {
		for (let k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
		return n >>> 0;
	});
	const crc = (b) => ~b.reduce((c, byte) => table[(c ^ byte) & 255] ^ (c >>> 8), -1) >>> 0;
	const parts = [], directory = [];
	let at = 0;
	for (const [name, content] of members) {
		const label = Buffer.from(name), bytes = Buffer.from(content);
		const head = Buffer.alloc(30);
		head.writeUInt32LE(0x04034b50, 0);
		head.writeUInt16LE(20, 4);
		head.writeUInt16LE(0x800, 6);
		head.writeUInt32LE(crc(bytes), 14);
		head.writeUInt32LE(bytes.length, 18);
		head.writeUInt32LE(bytes.length, 22);
		head.writeUInt16LE(label.length, 26);
		const row = Buffer.alloc(46);
		row.writeUInt32LE(0x02014b50, 0);
		row.writeUInt16LE(20, 4);
		head.copy(row, 6, 4, 30);
		row.writeUInt16LE(0, 30);
		row.writeUInt32LE(at, 42);
		parts.push(head, label, bytes);
		directory.push(row, label);
		at += 30 + label.length + bytes.length;
	}
	const size = directory.reduce((n, b) => n + b.length, 0);
	const end = Buffer.alloc(22);
	end.writeUInt32LE(0x06054b50, 0);
	end.writeUInt16LE(members.length, 8);
	end.writeUInt16LE(members.length, 10);
	end.writeUInt32LE(size, 12);
	end.writeUInt32LE(at, 16);
	return Buffer.concat([...parts, ...directory, end]);
}

const html = (text) => `<!doctype html><html><head><meta charset="utf-8"></head><body><nav>首页</nav>${text.split('\n').map((l) => `<p>${l}</p>`).join('')}</body></html>`;

function convert(text, charset) {
	const done = spawnSync('iconv', ['-f', 'UTF-8', '-t', charset], { input: text });
	assert.equal(done.status, 0, `${done.stderr}`);
	return done.stdout;
}

/** The tree without places. */
function bare(value) {
	if (Array.isArray(value)) return value.map(bare);
	if (value === null || typeof value !== 'object') return value;
	return Object.fromEntries(Object.entries(value).filter(([k]) => !k.endsWith('span') && !['related', 'source', 'copies', 'place', 'fingerprint', 'file'].includes(k)).map(([k, v]) => [k, bare(v)]));
}

test('one report in many clothes is one tree', (t) => {
	const dir = folder(t);
	const text = report({ said: 5 });
	const plain = JSON.parse(run(['parse', '--json', file(dir, 'a.txt', text)]).out);
	assert.equal(plain.source, undefined, 'the text is the file: nothing is to be said of it');
	const marked = JSON.parse(run(['parse', '--json', file(dir, 'mark.txt', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(text)]))]).out);
	assert.equal(marked.report.aspects[0].span[0], plain.report.aspects[0].span[0] + 3, 'places are those of the file, its mark included');
	const others = [
		['gb.txt', convert(text, 'GB18030'), 'text', 'GB18030'],
		['u16.txt', convert(text, 'UTF-16LE'), 'text', 'UTF-16LE'],
		['u16be.txt', Buffer.concat([Buffer.from([0xfe, 0xff]), convert(text, 'UTF-16BE')]), 'text', 'UTF-16BE'],
		['a.html', html(text), 'html', 'UTF-8'],
		['gb.html', convert(html(text).replace('utf-8', 'gb2312'), 'GB18030'), 'html', 'GB18030'],
	];
	for (const [name, bytes, format, charset] of others) {
		const got = run(['parse', '--json', file(dir, name, bytes)]);
		assert.equal(got.status, 0, `${name}: ${got.err}`);
		const tree = JSON.parse(got.out);
		assert.equal(tree.source.format, format, name);
		assert.equal(tree.source.charset, charset, name);
		assert.deepEqual(bare(tree), bare(plain), name);
	}
});

test('--charset and --from say it when guessing is wrong, and are checked', (t) => {
	const dir = folder(t);
	const gb = file(dir, 'gb.txt', convert(report(), 'GB18030'));
	assert.match(run(['parse', gb]).err, /由 GB18030 编码转换/);
	assert.equal(run(['parse', '--charset', 'gbk', gb]).status, 0);
	const wrong = run(['parse', '--charset', 'UTF-8', gb]);
	assert.equal(wrong.status, 2);
	assert.match(wrong.err, /第 \d+ 行（第 \d+ 字节，0x/);
	assert.equal(run(['parse', '--charset', 'klingon', gb]).status, 2);
	assert.equal(run(['parse', '--from', 'pdf', gb]).status, 2);
	assert.equal(run(['parse', '--from', 'doc', gb]).status, 2);
	const page = file(dir, 'page', html(report()));
	assert.match(run(['parse', '--text', '--from', 'text', page]).out, /<p>/);
	assert.doesNotMatch(run(['parse', '--text', page]).out, /<p>|首页/);
});

test('an archive: each member by itself, the damaged one told', (t) => {
	const dir = folder(t);
	const packed = file(dir, '各单位.zip', zip([['一科/报告.txt', report({ said: 5 })], ['坏.pdf', '%PDF-1.4'], ['二科.html', html(report({ unit: '云岭市排水所' }))]]));
	const got = run(['parse', '--json', packed]);
	assert.equal(got.status, 2, 'one member cannot be read');
	const lines = got.out.trim().split('\n').map((line) => JSON.parse(line));
	assert.deepEqual(lines.map((l) => l.file), ['一科/报告.txt', '坏.pdf', '二科.html'].map((n) => `${packed}/${n}`));
	assert.match(lines[1].error.message, /PDF/);
	assert.ok(lines[0].report && lines[2].report);
	const checked = run(['check', '--format', 'sarif', '--fail-on', 'never', packed]);
	assert.equal(checked.status, 2);
	assert.equal(JSON.parse(checked.out).runs[0].artifacts.length, 3);
	const data = join(dir, 'data');
	assert.equal(run(['import', '--data', data, packed]).status, 2);
	assert.equal(JSON.parse(run(['list', '--json', '--data', data]).out).reports.length, 2);
});

test('a finding says where in the file it is', (t) => {
	const dir = folder(t);
	const page = file(dir, 'a.html', html(report({ said: 5 })));
	assert.match(run(['check', '--color', 'never', page]).out, /在原文件的第 \d+ 段/);
	assert.match(run(['check', '--format', 'html', page]).out, /第 \d+ 段/);
	const sarif = JSON.parse(run(['check', '--format', 'sarif', page]).out);
	assert.match(sarif.runs[0].results[0].locations[0].message.text, /第 \d+ 段/);
	const tree = JSON.parse(run(['parse', '--json', '--map', page]).out);
	assert.ok(tree.map.length > 3 && tree.map.every((m, i) => i === 0 || m.at > tree.map[i - 1].at));
	assert.match(tree.findings[0].place, /第 \d+ 段/);
	assert.equal(JSON.parse(run(['parse', '--json', file(dir, 'a.txt', report({ said: 5 }))]).out).findings[0].place, undefined);
});

test('the interface reads by content: check', async (t) => {
	const server = await serve(t);
	const check = (name, body) => ask(server, 'POST', `/api/v1/check?name=${encodeURIComponent(name)}`, { body });
	const page = await check('a.html', html(report({ said: 5 })));
	assert.equal(page.status, 200);
	assert.equal(page.json.source.format, 'html');
	assert.ok(page.json.findings.some((f) => /第 \d+ 段/.test(f.place)));
	const gb = await check('a.txt', convert(report(), 'GB18030'));
	assert.equal(gb.json.source.charset, 'GB18030');
	const several = await check('a.zip', zip([['a.txt', report()], ['b.txt', ' ']]));
	assert.deepEqual(several.json.documents.map((d) => d.file), ['a.zip/a.txt', 'a.zip/b.txt']);
	assert.ok(several.json.documents[0].report);
	assert.match(several.json.documents[1].error.message, /空白/);
	isProblem(await ask(server, 'POST', '/api/v1/check?charset=klingon', { body: report() }), 400);
	isProblem(await ask(server, 'POST', '/api/v1/check?format=ppt', { body: report() }), 400);
	isProblem(await check('a.pdf', '%PDF-1.4\n%%EOF'), 422);
});

test('the interface reads by content: import', async (t) => {
	const server = await serve(t);
	const send = (name, body) => ask(server, 'POST', `/api/v1/reports?name=${encodeURIComponent(name)}`, { body, headers: write });
	assert.equal((await send('a.html', html(report()))).status, 201);
	assert.equal((await send('a.html', html(report()))).status, 200, 'the same again');
	const several = await send('a.zip', zip([['甲.txt', convert(report({ unit: '云岭市排水所' }), 'GB18030')], ['坏.docx', 'PK\x03\x04'], ['说明.txt', '今天天气很好。']]));
	assert.equal(several.status, 201);
	assert.ok(several.json.documents[0].report.id);
	assert.match(several.json.documents[1].error.message, /ZIP/);
	assert.match(several.json.documents[2].error.message, /没有找到任何问题/);
	isProblem(await send('b.zip', zip([['说明.txt', '今天天气很好。']])), 422);
	assert.equal((await ask(server, 'GET', '/api/v1/reports')).json.reports.length, 2);
});

test('the same report in another format is told, and imported only when asked for', async (t) => {
	const server = await serve(t);
	const send = (name, body, more = '') => ask(server, 'POST', `/api/v1/reports?name=${encodeURIComponent(name)}${more}`, { body, headers: write });
	const count = async () => (await ask(server, 'GET', '/api/v1/reports')).json.reports.length;
	assert.equal((await send('通报.txt', report({ problems: 12 }))).status, 201);
	const refused = await send('通报.html', html(report({ problems: 12 })));
	isProblem(refused, 409);
	assert.match(refused.json.detail, /报告 1.*通报\.txt.*相同，只是格式/);
	assert.match(refused.json.hint, /again=1/);
	const wide = report({ problems: 12 }).replace(/\d/g, (d) => String.fromCodePoint(d.codePointAt(0) + 0xfee0)).replaceAll('，', ', ');
	isProblem(await send('全角.txt', wide), 409);
	const near = await send('改了一处.txt', report({ problems: 12 }).replace('登记缺株4处', '登记缺株9处'));
	isProblem(near, 409);
	assert.match(near.json.detail, /几乎相同/);
	const packed = await send('a.zip', zip([['通报.html', html(report({ problems: 12 }))], ['别家.txt', report({ unit: '云岭市排水所', problems: 12 })]]));
	assert.equal(packed.status, 201);
	assert.equal(packed.json.documents[0].alike, true);
	assert.ok(packed.json.documents[1].report, 'another unit\'s report is one of its own, however alike');
	assert.equal(await count(), 2);
	assert.equal((await send('通报.html', html(report({ problems: 12 })), '&again=1')).status, 201);
	assert.equal(await count(), 3);
	assert.equal((await send('再.txt', report({ problems: 12 }))).status, 200, 'the very text again');
	isProblem(await send('a.txt', report(), '&again=2'), 400);
});

const LEDGER = ['云岭市城管局巡察反馈问题整改台账', '编号\t甲栏\t乙栏\t丙栏', '1\t垃圾分类推进不力\t逐个小区核实点位，十二个点位已启用。\t环卫科', '2\t停车收费不规范\t设置公示牌，公示牌已安装。\t停车科', '3\t工地扬尘管控不严\t安装喷淋装置三十六套。\t执法大队', ''].join('\n');

test('what the columns of a ledger are can be said at import and afterwards, and holds', async (t) => {
	const server = await serve(t);
	const send = (more) => ask(server, 'POST', `/api/v1/reports?name=${encodeURIComponent('台账.txt')}${more}`, { body: LEDGER, headers: write });
	const given = await send(`&columns=${encodeURIComponent('B=问题,C=措施,D=责任单位')}`);
	assert.equal(given.status, 201, JSON.stringify(given.json));
	const { id } = given.json.report;
	assert.equal(given.json.report.problems, 3);
	assert.equal(given.json.report.measures, 3);
	const tree = async () => (await ask(server, 'GET', `/api/v1/reports/${id}/tree`)).json;
	assert.deepEqual((await tree()).columns[0].columns.map((c) => c.means), ['no', 'finding', 'measures', 'dept']);
	assert.equal((await ask(server, 'POST', '/api/v1/rebuild', { headers: write })).status, 200);
	assert.equal((await ask(server, 'GET', `/api/v1/reports/${id}`)).json.report.measures, 3, 'a rebuild knows it too');
	const set = (columns) => ask(server, 'POST', `/api/v1/reports/${id}/columns`, { body: JSON.stringify({ columns }), headers: write });
	const other = await set('B=问题,C=备注,D=措施');
	assert.equal(other.status, 200, JSON.stringify(other.json));
	const changed = await tree();
	assert.equal(changed.columns[0].columns[2].means, 'remark');
	assert.equal(changed.report.aspects[0].problems[0].items[0].measures[0].text, '环卫科');
	isProblem(await set('B=什么'), 400);
	assert.equal((await tree()).columns[0].columns[2].means, 'remark', 'a refusal changes nothing');
	const again = await send(`&columns=${encodeURIComponent('B=问题,C=措施')}`);
	assert.equal(again.status, 201);
	assert.equal(again.json.report.id, id, 'the same text: its columns are new');
	assert.equal(again.json.report.measures, 3);
	isProblem(await ask(server, 'POST', '/api/v1/reports/99/columns', { body: JSON.stringify({ columns: 'B=问题' }), headers: write }), 404);
});

test('a ledger goes out as a table and comes in again: nothing is lost, and a change is one', async (t) => {
	const server = await serve(t);
	const dir = folder(t);
	assert.equal((await ask(server, 'POST', '/api/v1/reports?name=a.txt', { body: readFileSync('tests/samples/linjiang-2022.txt'), headers: write })).status, 201);
	const again = (register, body, more = '') => ask(server, 'POST', `/api/v1/registers/${register}/import?key=no${more}`, { body, headers: { ...write, 'content-type': 'text/csv' } });
	for (const register of ['round', 'problem', 'item', 'measure']) {
		const csv = (await ask(server, 'GET', `/api/v1/registers/${register}/export?format=csv`)).text;
		const rows = csv.trimEnd().split('\n').length - 1;
		const book = (await ask(server, 'GET', `/api/v1/registers/${register}/export?format=xlsx`)).bytes;
		for (const table of [csv, book, convert(csv, 'UTF-16LE')]) {
			const same = await again(register, table, '&name=a.csv');
			assert.equal(same.status, 200, JSON.stringify(same.json));
			assert.deepEqual([same.json.created, same.json.changed, same.json.same, same.json.refused], [0, 0, rows, 0], register);
		}
		assert.equal((await ask(server, 'GET', `/api/v1/registers/${register}/export?format=csv`)).text, csv);
		assert.equal(csv.split('\n')[0].includes('上级编号'), register !== 'round', 'the tree goes along');
	}
	const measures = (await ask(server, 'GET', '/api/v1/registers/measure/export?format=csv')).text;
	const changed = await again('measure', measures.replace('组织三场政策宣讲', '组织四场政策宣讲'));
	assert.deepEqual([changed.json.changed, changed.json.created, changed.json.refused], [1, 0, 0]);
	isProblem(await again('measure', measures.replace('编号,', '号码,')), 422);
	const [first, other] = [...new Set(measures.match(/JT\d+/g))];
	const moved = await again('measure', measures.replace(first, other));
	assert.deepEqual([moved.json.refused, moved.json.changed], [1, 0], 'a table hangs nothing below another record');
	isProblem(await again('measure', Buffer.from('PK\x03\x04 no workbook')), 422);
	isProblem(await again('measure', zip([['a.csv', measures], ['b.csv', measures]])), 422);
	isProblem(await again('measure', convert('编号,措施\n', 'GB18030').subarray(0, 5), '&charset=klingon'), 400);
});

test('a ledger that went out as workbooks makes the same tree in an empty one', async (t) => {
	const [one, two] = [await serve(t), await serve(t)];
	assert.equal((await ask(one, 'POST', '/api/v1/reports?name=a.txt', { body: readFileSync('tests/samples/linjiang-2022.txt'), headers: write })).status, 201);
	const out = async (server, register, format) => ask(server, 'GET', `/api/v1/registers/${register}/export?format=${format}&sort=no`);
	/** What a record says, without what the program works out and without its state, which only steps change. */
	const said = (csv) => {
		const rows = csv.replace(/^\uFEFF/, '').trimEnd().split(/\r\n/);
		const names = rows[0].split(',');
		return rows.map((row) => row.split(',').filter((_, i) => !['状态', '灯', '时限'].includes(names[i])).join(','));
	};
	const levels = ['round', 'problem', 'item', 'measure'];
	for (const register of levels) {
		const book = (await out(one, register, 'xlsx')).bytes;
		const stored = await ask(two, 'POST', `/api/v1/registers/${register}/import?name=a.xlsx`, { body: book, headers: write });
		assert.equal(stored.status, 200, `${register}: ${JSON.stringify(stored.json)}`);
		assert.equal(stored.json.refused, 0, `${register}: ${JSON.stringify(stored.json.rows.filter((r) => r.what === 'refused').slice(0, 3))}`);
	}
	for (const register of levels) assert.deepEqual(said((await out(two, register, 'csv')).text), said((await out(one, register, 'csv')).text), register);
});

test('the original is kept with its name and its map; a damaged one is not handed out', async (t) => {
	const server = await serve(t);
	const send = async (name, body) => (await ask(server, 'POST', `/api/v1/reports?name=${encodeURIComponent(name)}`, { body, headers: write })).json;
	const page = Buffer.from(html(report({ said: 5 })));
	const { report: { id } } = await send('通报.html', page);
	const tree = (await ask(server, 'GET', `/api/v1/reports/${id}/tree`)).json;
	assert.equal(tree.source.format, 'html');
	assert.match(tree.findings[0].place, /第 \d+ 段/);
	const original = await ask(server, 'GET', `/api/v1/reports/${id}/original`);
	assert.equal(original.status, 200);
	assert.ok(original.bytes.equals(page));
	assert.equal(original.headers['content-type'], 'application/octet-stream', 'what a browser would run is no page of ours');
	assert.equal(original.headers['x-content-type-options'], 'nosniff');
	assert.match(original.headers['content-disposition'], /attachment.*%E9%80%9A%E6%8A%A5\.html/);
	const member = convert(report({ unit: '云岭市排水所' }), 'GB18030');
	const packed = await send('各单位.zip', zip([['排水所/报告.txt', member]]));
	const other = packed.documents[0].report;
	assert.equal(other.file_name, '报告.txt');
	assert.equal((await ask(server, 'GET', `/api/v1/reports/${other.id}/tree`)).json.source.name, '各单位.zip/排水所/报告.txt');
	assert.ok((await ask(server, 'GET', `/api/v1/reports/${other.id}/original`)).bytes.equals(member));
	const plain = await send('平.txt', report({ unit: '云岭市环卫站' }));
	assert.equal((await ask(server, 'GET', `/api/v1/reports/${plain.report.id}/original`)).text, report({ unit: '云岭市环卫站' }));
	assert.equal((await ask(server, 'GET', '/api/v1/reports/99/original')).status, 404);
});

test('the console keeps originals too', (t) => {
	const dir = folder(t);
	const data = join(dir, 'data');
	const bytes = convert(report(), 'GB18030');
	assert.equal(run(['import', '--data', data, file(dir, '旧.txt', bytes)]).status, 0);
	assert.equal(run(['show', '1', '--data', data, '--original', join(dir, 'out')]).status, 0);
	assert.ok(readFileSync(join(dir, 'out')).equals(bytes));
	assert.equal(run(['show', '1', '--data', data, '--text']).out, report());
});

test('contents are checked against what they were', (t) => {
	const dir = folder(t);
	const data = join(dir, 'data');
	const check = () => run(['audit', 'contents', '--data', data]);
	for (const [name, text] of [['旧.txt', report()], ['新.txt', report({ unit: '云岭市环卫站' })], ['三.txt', report({ unit: '云岭市排水所' })]])
		assert.equal(run(['import', '--data', data, file(dir, name, convert(text, 'GB18030'))]).status, 0);
	assert.equal(check().status, 0);
	assert.match(check().out, /^完好：3 个文件/);
	const stored = readdirSync(join(data, 'blobs'), { recursive: true }).map(String).filter((f) => /^..\/.{62}$/.test(f)).map((f) => join(data, 'blobs', f));
	assert.equal(stored.length, 3);
	rmSync(stored[0]);
	chmodSync(stored[1], 0o600);
	writeFileSync(stored[1], '别的内容');
	const found = check();
	assert.equal(found.status, 1);
	assert.match(found.out, /不在了\tsource\/\d\t.*\.txt\t/);
	assert.match(found.out, /内容变了\tsource\/\d\t.*\.txt\t/);
	assert.match(found.out, /2 处材料对不上，其余 1 个文件完好/);
	const { intact, files, faults } = JSON.parse(run(['audit', 'contents', '--json', '--data', data]).out);
	assert.equal(intact, false);
	assert.equal(files, 1);
	assert.deepEqual(faults.map((f) => f.what).sort(), ['damaged', 'missing']);
});

test('whoever waits for a worker keeps nobody else waiting', async (t) => {
	const server = await serve(t);
	const slow = Array.from({ length: 6 }, () => ask(server, 'POST', '/api/v1/check?name=a.html', { body: html('<p>整改</p>'.repeat(30000)) }));
	const answers = await Promise.all(Array.from({ length: 20 }, () => ask(server, 'GET', '/api/v1/version')));
	assert.ok(answers.every((a) => a.status === 200));
	for (const a of await Promise.all(slow)) assert.ok([200, 422, 503].includes(a.status));
});

test('bad files of every kind are explained and leave nothing', (t) => {
	const dir = folder(t);
	const pdf = '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj trailer<</Root 1 0 R>>';
	const cases = [['a.pdf', pdf, /PDF|没有文字/], ['a.zip', 'PK\x05\x06', /ZIP/], ['a.png', '\x89PNG\r\n\x1a\n', /图片/], ['a.rar', 'Rar!\x1a\x07', /RAR/], ['a.html', '<html></html>', /空白/], ['a.ofd', 'PK\x03\x04', /ZIP/]];
	for (const [name, bytes, look] of cases) {
		const got = run(['parse', file(dir, name, Buffer.from(bytes, 'latin1'))]);
		assert.equal(got.status, 2, name);
		assert.match(got.err, look);
	}
});

test('the worker alone is of no use', () => {
	const worker = join(process.env.BIHUAN, '..', 'bihuan-intake');
	const got = spawnSync(worker, ['x'], { encoding: 'utf8' });
	assert.equal(got.status, 2);
	assert.match(got.stderr, /不能单独运行/);
});

/** An object storage that takes everything; signatures are checked by the unit tests' own. */
async function bucket(t) {
	const objects = new Map();
	const server = http.createServer((req, res) => {
		const parts = [];
		req.on('data', (part) => parts.push(part));
		req.on('end', () => {
			if (req.method === 'PUT') objects.set(req.url, Buffer.concat(parts));
			const found = objects.get(req.url);
			res.writeHead(found ? 200 : 404, { 'Content-Length': found && req.method !== 'PUT' ? found.length : 0 });
			res.end(req.method === 'GET' ? found : undefined);
		});
	});
	await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
	t.after(() => server.close());
	return { objects, url: `http://127.0.0.1:${server.address().port}` };
}

function runBeside(args) {
	return new Promise((resolve) => {
		const child = spawn(binary, args);
		let out = '', err = '';
		child.stdout.on('data', (part) => (out += part));
		child.stderr.on('data', (part) => (err += part));
		child.on('exit', (status) => resolve({ status, out, err }));
	});
}

test('the command line keeps originals where the server does: in object storage too', async (t) => {
	const place = folder(t), store = await bucket(t);
	const keys = file(place, 'keys', 'id\nsecret\n'), original = html(report()), page = file(place, 'a.html', original);
	chmodSync(keys, 0o600);
	const there = ['--data', join(place, 'data'), '--s3', store.url, '--s3-bucket', 'b', '--s3-keys', keys];
	const imported = await runBeside(['import', ...there, page]);
	assert.equal(imported.status, 0, imported.err);
	assert.equal(store.objects.size, 1);
	assert.match([...store.objects.keys()][0], /^\/b\/[0-9a-f]{2}\/[0-9a-f]{62}$/);
	assert.deepEqual(readdirSync(join(place, 'data', 'blobs')), ['part']);
	const back = join(place, 'back.html');
	const shown = await runBeside(['show', ...there, '--original', back, '1']);
	assert.equal(shown.status, 0, shown.err);
	assert.equal(readFileSync(back, 'utf8'), original);
	const here = await runBeside(['show', '--data', join(place, 'data'), '--original', join(place, 'none'), '1']);
	assert.notEqual(here.status, 0);
	assert.ok(!existsSync(join(place, 'none')));
	const gone = await runBeside(['import', '--data', join(place, 'data'), '--s3', 'http://127.0.0.1:9', '--s3-bucket', 'b', '--s3-keys', keys, file(place, 'b.html', html(report().replaceAll('1', '2')))]);
	assert.notEqual(gone.status, 0);
	assert.match(gone.err, /连不上对象存储/);
});
