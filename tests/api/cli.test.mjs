import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, readdirSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { binary, file, folder, report, run } from './harness.mjs';

test('parse: one file is the object, several are lines that name their file', (t) => {
	const dir = folder(t);
	const a = file(dir, 'a.txt', report());
	const bad = file(dir, 'bad.txt', Buffer.from([0xff, 0xfe, 0x41]));
	const b = file(dir, 'b.txt', report({ unit: '云岭市排水所', problems: 5 }));
	const one = run(['parse', '--json', a]);
	assert.equal(one.status, 0, one.err);
	assert.deepEqual(Object.keys(JSON.parse(one.out)), ['copies', 'report', 'facts', 'claims', 'findings']);
	const several = run(['parse', '--json', a, bad, b]);
	assert.equal(several.status, 2);
	const lines = several.out.trim().split('\n').map((line) => JSON.parse(line));
	assert.deepEqual(lines.map((l) => l.file), [a, bad, b]);
	assert.ok(lines[1].error.message && lines[1].error.hint);
	assert.equal(lines[2].report.aspects[0].problems.length, 5);
	assert.match(several.err, /bad\.txt/);
	const text = run(['parse', a]);
	assert.match(text.out, /3 个问题/);
	assert.match(text.out, /缺株4处/);
});

test('facts: a line each, and as JSON with numbers in their normal form and short names in full', (t) => {
	const dir = folder(t);
	const text = '2024年6月20日反馈。责任单位：市环境卫生服务中心。\n8月印发《考勤办法》（云城管[2024]12号），清退3.5万元，通报批评2人。\n责任单位：市环卫中心。\n';
	const a = file(dir, 'a.txt', text);
	const bad = join(dir, 'none.txt');
	const table = run(['facts', a]);
	assert.equal(table.status, 0, table.err);
	assert.match(table.out, /2024-08 +年份推断/);
	assert.match(table.out, /云城管〔2024〕12号 +印发/);
	assert.match(table.out, /35000\.00 元/);
	const one = JSON.parse(run(['facts', '--json', a]).out);
	assert.deepEqual(Object.keys(one), ['dates', 'amounts', 'quantities', 'documents', 'organisations', 'people_actions', 'deadlines', 'contacts']);
	assert.equal(one.documents[0].number, '云城管〔2024〕12号');
	assert.equal(one.documents[0].printed_number, '云城管[2024]12号');
	assert.equal(one.amounts[0].fen, 3500000);
	assert.deepEqual(one.organisations.map((o) => o.full_name), [null, '市环境卫生服务中心']);
	for (const d of one.dates) assert.equal(Buffer.from(text).subarray(...d.span).toString(), d.text);
	const several = run(['facts', '--json', a, bad]);
	assert.equal(several.status, 2);
	const lines = several.out.trim().split('\n').map((line) => JSON.parse(line));
	assert.deepEqual(lines.map((l) => l.file), [a, bad]);
	assert.ok(lines[1].error.message);
});

test('the same output however many threads work', (t) => {
	const dir = folder(t);
	const files = Array.from({ length: 30 }, (_, i) => file(dir, `${i}.txt`, report({ problems: (i * 7) % 23 + 1, said: 5 })));
	for (const args of [['parse', '--json'], ['check', '--color', 'never'], ['check', '--json']]) {
		const alone = run([...args, '--jobs', '1', ...files]);
		assert.deepEqual(run([...args, '--jobs', '8', ...files]), alone);
		assert.ok(alone.out.length > 1000);
	}
});

test('check: exit status by --fail-on and --disable', (t) => {
	const dir = folder(t);
	const wrong = file(dir, 'wrong.txt', report({ said: 5 }));
	const findings = JSON.parse(run(['check', '--json', '--fail-on', 'never', wrong]).out).findings;
	const worst = ['error', 'warning', 'note'].find((s) => findings.some((f) => f.severity === s));
	assert.ok(findings.some((f) => f.code === 'BH101'), 'five claimed, three counted');
	assert.equal(run(['check', wrong, '--fail-on', worst]).status, 1);
	assert.equal(run(['check', wrong, '--fail-on', 'note']).status, 1);
	assert.equal(run(['check', wrong, '--fail-on', 'never']).status, 0);
	const codes = [...new Set(findings.map((f) => f.code.slice(0, 3)))].join(',');
	assert.equal(run(['check', wrong, '--fail-on', 'note', '--disable', codes]).status, 0);
	assert.equal(run(['check', wrong, '--disable', 'BH999']).status, 2);
	assert.equal(run(['check', wrong, '--disable', 'BH101,,']).status, 2);
	assert.equal(run(['check', wrong, join(dir, 'none.txt'), '--fail-on', 'never']).status, 2, 'unreadable goes before clean');
	assert.equal(run(['check', wrong, join(dir, 'none.txt')]).status, 2, 'and before found');
	assert.equal(run(['check']).status, 2);
});

test('check: formats, and a file written whole', (t) => {
	const dir = folder(t);
	const wrong = file(dir, '疑点 <b>.txt', report({ said: 5 }));
	const output = join(dir, 'out');
	for (const [format, look] of [['text', /BH101/], ['json', /"BH101"/], ['sarif', /"2\.1\.0"/], ['html', /<html/]]) {
		const shown = run(['check', '--format', format, '--fail-on', 'never', wrong]);
		assert.match(shown.out, look);
		assert.equal(run(['check', '--format', format, '--fail-on', 'never', '-o', output, wrong]).out, '');
		assert.match(readFileSync(output, 'utf8'), look);
	}
	JSON.parse(run(['check', '--format', 'sarif', '--fail-on', 'never', wrong]).out);
	assert.doesNotMatch(readFileSync(output, 'utf8'), /<b>\.txt/);
	assert.doesNotMatch(run(['check', '--color', 'never', wrong]).out, /\x1b/);
	assert.match(run(['check', '--color', 'always', wrong]).out, /\x1b\[/);
	assert.doesNotMatch(run(['check', wrong]).out, /\x1b/, 'no colours into a pipe');
	const refused = run(['check', '-o', join(dir, 'none', 'x'), wrong]);
	assert.equal(refused.status, 2);
	assert.match(refused.err, /提示/);
});

test('bad input is named, explained, and leaves nothing behind', (t) => {
	const dir = folder(t);
	const data = join(dir, 'data');
	const huge = join(dir, 'huge.txt');
	closeSync(openSync(huge, 'w'));
	truncateSync(huge, 2 * 1024 ** 3 + 5);
	mkdirSync(join(dir, 'folder'));
	const cases = [
		[file(dir, 'empty.txt', ''), /空/], [file(dir, 'blank.txt', ' \n'), /空白/], [file(dir, 'nul.txt', 'a\0b'), /NUL/],
		[file(dir, 'word.docx', 'PK\x03\x04....'), /ZIP/], [file(dir, 'none.txt', Buffer.from([0xd5, 0xff, 0xb8, 0x80])), /UTF-8/],
		[file(dir, 'old.doc', Buffer.from('d0cf11e0a1b11ae1', 'hex')), /损坏：文件头不完整/],
		[file(dir, 'cut.txt', Buffer.concat([Buffer.from(report()), Buffer.from([0xe6, 0x95])])), /UTF-8/], [huge, /上限/],
		[join(dir, 'folder'), /目录/], [join(dir, 'nothing.txt'), /找不到/], ['/dev/null', /空/],
	];
	for (const [path, look] of cases) {
		for (const command of [['parse'], ['parse', '--json'], ['check'], ['import', '--data', data]]) {
			const bad = run([...command, path]);
			assert.equal(bad.status, 2, `${command} ${path}: ${bad.err}`);
			assert.match(bad.err, look);
			assert.match(bad.err, /提示/);
		}
	}
	assert.equal(run(['import', '--data', data, file(dir, 'prose.txt', '今天天气很好。')]).status, 2);
	assert.deepEqual(JSON.parse(run(['list', '--json', '--data', data]).out).reports, []);
	assert.equal(run(['parse', '--max-size', '10', file(dir, 'a.txt', report())]).status, 2);
	const none = join(dir, 'mistyped');
	for (const command of [['list'], ['show', '1'], ['rebuild'], ['decide', '1', '0123456789abcdef', 'open', '--reason', 'a']]) {
		const bad = run([...command, '--data', none]);
		assert.equal(bad.status, 2, `${command}: ${bad.err}`);
		assert.match(bad.err, /mistyped 里没有数据/);
	}
	assert.ok(!existsSync(none)); // nothing was made
});

test('a text without problems: what was looked for, what it looks like, what to do', (t) => {
	const f = folder(t);
	const news = file(f, '反馈会.txt', '市委第二巡察组召开反馈会，组长主持会议并作表态发言。\n');
	for (const command of ['parse', 'check']) {
		const r = run([command, news]);
		assert.match(r.err, /没有找到任何问题/);
		assert.match(r.err, /查找了编号的问题/);
		assert.match(r.err, /看起来是一则新闻/);
		assert.match(r.err, /提示：请改用/);
	}
	const page = file(f, '网页.txt', '<html><body><p>你好</p></body></html>\n');
	const stored = run(['import', '--data', join(f, 'data'), page]);
	assert.notEqual(stored.status, 0);
	assert.match(stored.err, /没有找到任何问题.*源代码/);
	assert.match(stored.err, /浏览器/);
	const fine = run(['parse', file(f, '报告.txt', report())]);
	assert.doesNotMatch(fine.err, /没有找到任何问题/);
});

test('hostile text comes through every command in peace', (t) => {
	const dir = folder(t);
	const shapes = {
		marks: '（一）'.repeat(50000), numbers: Array.from({ length: 10000 }, (_, i) => `${i + 1}.关于“事项${i}”的问题。`).join('\n'),
		line: report() + '一是巡查；'.repeat(200000), brackets: '《（“'.repeat(60000), controls: report() + '\x1b]0;x\x07\u202e\u2066\ufeff\r\v',
		nested: Array.from({ length: 2000 }, (_, i) => '（一）1.(1)①一是'[i % 11]).join(''),
	};
	for (const [name, text] of Object.entries(shapes)) {
		const path = file(dir, `${name}.txt`, text);
		for (const command of [['parse', '--json'], ['parse'], ['check', '--fail-on', 'never']]) {
			const done = run([...command, path]);
			assert.ok(done.status === 0 || done.status === 2, `${command} ${name}: ${done.status} ${done.signal} ${done.err.slice(0, 500)}`);
			if (command[1] === '--json' && done.status === 0) JSON.parse(done.out);
			assert.doesNotMatch(done.out + done.err, /[\x1b\x07\u202e\u2066]/, `${command} ${name}`);
		}
	}
});

test('import, list, show, decide, rebuild', (t) => {
	const dir = folder(t);
	const data = join(dir, 'data');
	const path = file(dir, '园林.txt', report({ said: 5 }));
	const json = (...args) => {
		const done = run([...args, '--json', '--data', data]);
		assert.equal(done.status, 0, done.err);
		return JSON.parse(done.out);
	};
	assert.equal(json('import', path).unchanged, false);
	assert.equal(json('import', path).unchanged, true);
	const alike = run(['import', '-', '--data', data], { input: report({ problems: 4 }) });
	assert.equal(alike.status, 2, 'nearly the same report');
	assert.match(alike.err, /报告 1.*几乎相同[\s\S]*--again/);
	const piped = run(['import', '--again', '-', '--data', data], { input: report({ problems: 4 }) });
	assert.equal(piped.status, 0, piped.err);
	const { reports } = json('list');
	assert.equal(reports.length, 2);
	const id = String(reports.find((r) => r.file_name === '园林.txt').id);
	assert.equal(run(['show', id, '--text', '--data', data]).out, report({ said: 5 }));
	const { items } = json('list', 'items', '--report', id);
	assert.equal(items.length, 3);
	assert.equal(json('list', 'items', '--contains', '第4号绿地').total, 1);
	assert.equal(json('list', 'items', '--limit', '2').items.length, 2);
	const shown = run(['show', id, items[1].key, '--data', data]);
	assert.match(shown.out, /状态   [已长推部—]/);
	assert.match(shown.out, /缺株5处/);
	assert.doesNotMatch(shown.out, /缺株4处/);
	assert.deepEqual(json('show', id, items[1].key), items[1]);

	const finding = JSON.parse(run(['show', id, '--tree', '--data', data]).out).findings[0];
	assert.equal(run(['decide', id, finding.fingerprint, 'dismissed', '--data', data]).status, 2, 'needs a reason');
	const decided = json('decide', id, finding.fingerprint, 'dismissed', '--reason', '附件另列', '--by', '王明');
	assert.equal(decided.decisions[0].decided_by, '王明');
	json('decide', id, items[0].key, 'in_progress', '--reason', '现场复核，没有完成');
	assert.equal(json('list', 'items', '--status', 'in_progress').total, 1);
	const again = json('rebuild');
	assert.equal(again.reports, 2);
	assert.equal(again.failed, 0);
	assert.equal(json('list', 'items', '--status', 'in_progress').total, 1, 'what people decided stays');
	assert.equal(JSON.parse(run(['show', id, '--tree', '--data', data]).out).findings[0].decision.value, 'dismissed');
	for (const args of [['show', '99'], ['show', 'x'], ['show', id, '9.9.9'], ['list', 'itens'], ['decide', '99', '1.1.1', 'done', '--reason', 'x']])
		assert.equal(run([...args, '--data', data]).status, 2, String(args));
	assert.match(run(['list', 'itens', '--data', data]).err, /items/);
	for (const args of [['list'], ['list', 'items'], ['list', 'rounds'], ['show', id]]) assert.equal(run([...args, '--data', data]).status, 0);
});

test('backup and restore: the same ledger in another folder', (t) => {
	const dir = folder(t);
	const data = join(dir, 'data');
	const back = join(dir, 'back');
	const all = join(dir, 'all.tar');
	assert.equal(run(['import', '--data', data, file(dir, 'a.txt', report())]).status, 0);
	const key = readFileSync(join(data, 'keys', 'access.key'));
	const before = run(['list', 'items', '--json', '--data', data]).out;
	const made = run(['backup', '--data', data, '--json', all]);
	assert.equal(made.status, 0, made.err);
	assert.equal(JSON.parse(made.out).files, 2);
	const sums = spawnSync('sh', ['-c', 'cd "$1" && tar xf "$0" && sha256sum -c SHA256SUMS', all, folder(t)]);
	assert.equal(sums.status, 0, String(sums.stderr));
	const twice = run(['backup', '--data', data, all]);
	assert.equal(twice.status, 2);
	assert.match(twice.err, /已经存在/);
	const restored = run(['restore', '--data', back, all]);
	assert.equal(restored.status, 0, restored.err);
	assert.match(restored.out, /已恢复并核对/);
	assert.equal(run(['list', 'items', '--json', '--data', back]).out, before);
	assert.deepEqual(readFileSync(join(back, 'keys', 'access.key')), key);
	assert.equal(run(['restore', '--data', back, all]).status, 2, 'never over what is there');
	truncateSync(all, 30000);
	const cut = run(['restore', '--data', join(dir, 'other'), all]);
	assert.equal(cut.status, 2);
	assert.match(cut.err, /不是完整的备份/);
	assert.equal(existsSync(join(dir, 'other')), false);
	assert.equal(run(['backup', '--data', join(dir, 'none'), join(dir, 'x.tar')]).status, 2);
	assert.equal(existsSync(join(dir, 'none')), false, 'no empty folder is made');
});

test('one bad file among good ones', (t) => {
	const dir = folder(t);
	const data = join(dir, 'data');
	const good = [1, 2].map((i) => file(dir, `${i}.txt`, report({ unit: `云岭市${i}所` })));
	const done = run(['import', '--data', data, good[0], join(dir, 'none'), good[1]]);
	assert.equal(done.status, 2);
	assert.equal(JSON.parse(run(['list', '--json', '--data', data]).out).reports.length, 2);
});

test('words one mistypes are guessed', () => {
	for (const [words, guess] of [[['chekc'], 'check'], [['pasre'], 'parse'], [['check', '--fial-on', 'note'], '--fail-on'], [['help', 'x'], 'help']]) {
		const bad = run(words);
		assert.equal(bad.status, 2);
		assert.ok(bad.err.includes(guess), bad.err);
	}
	assert.equal(run([]).status, 2);
	assert.equal(run(['--help']).status, 0);
	assert.equal(run(['--version']).status, 0);
	assert.match(run(['version', '--json']).out, /"analyser"/);
	assert.equal(run(['version', 'extra']).status, 2);
});

test('output that cannot be written is a failure', (t) => {
	const dir = folder(t);
	const path = file(dir, 'a.txt', report({ problems: 300 }));
	const full = spawnSync('sh', ['-c', '"$0" parse --json "$1" >/dev/full', binary, path]);
	assert.equal(full.status, 2);
	assert.match(String(full.stderr), /标准输出/);
	const closed = spawnSync('sh', ['-c', '"$0" parse --json "$1" >&-', binary, path]);
	assert.equal(closed.status, 2);
	const data = join(dir, 'data');
	const kept = spawnSync('sh', ['-c', '"$0" import --data "$2" "$1" >&- 2>&- <&-', binary, path, data]);
	assert.equal(kept.status, 2);
	assert.equal(JSON.parse(run(['list', '--json', '--data', data]).out).reports.length, 1, 'the database was not written over');
	const gone = spawnSync('sh', ['-c', '("$0" parse --json "$1"; echo "status $?" >&2) | head -c 10', binary, path]);
	assert.match(String(gone.stderr), /^status 2\n$/, 'a reader that went away is no reason for words');
});

test('no bar without a terminal', async (t) => {
	const dir = folder(t);
	const files = Array.from({ length: 40 }, (_, i) => file(dir, `${i}.txt`, report({ problems: 200 })));
	const done = run(['check', '--fail-on', 'never', ...files]);
	assert.equal(done.status, 0);
	assert.equal(done.err, '');
});

test('a killed import stores all of a report or nothing', async (t) => {
	const dir = folder(t);
	const data = join(dir, 'data');
	const text = report({ problems: 3000 });
	const path = file(dir, 'a.txt', text);
	for (const wait of [20, 60, 120, 250]) {
		const child = spawn(binary, ['import', '--data', data, path], { stdio: 'ignore' });
		const gone = new Promise((resolve) => child.on('exit', resolve)); // it may be done before it is killed
		await new Promise((resolve) => setTimeout(resolve, wait));
		child.kill('SIGKILL');
		await gone;
		if (!existsSync(data) || readdirSync(data).length === 0) continue;
		const { reports } = JSON.parse(run(['list', '--json', '--data', data]).out);
		for (const r of reports) {
			assert.equal(r.items, 3000);
			assert.equal(run(['show', String(r.id), '--text', '--data', data]).out, text);
		}
	}
	assert.equal(run(['import', '--data', data, path]).status, 0);
});

test('audit: an empty chain is intact; heads are read strictly', (t) => {
	const dir = folder(t);
	const data = join(dir, 'data');
	const zero = '0'.repeat(64);
	for (const what of ['verify', 'head', 'export', 'contents']) {
		const mistyped = run(['audit', what, '--data', data]);
		assert.equal(mistyped.status, 2, what);
		assert.equal(mistyped.out, '', 'nothing is called whole that is not there');
		assert.equal(existsSync(data), false);
	}
	assert.equal(run(['import', '--aside', '--data', data, file(dir, 'a.txt', report())]).status, 0);
	assert.deepEqual(JSON.parse(run(['audit', 'verify', '--json', '--data', data]).out),
		{ intact: true, checked: 0, broken_at: null, why: null, head: { seq: 0, hash: zero } });
	assert.equal(run(['audit', 'head', '--data', data]).out, `0:${zero}\n`);
	assert.equal(run(['audit', 'export', '--data', data]).out, '');
	const published = run(['audit', 'verify', '--data', data, '--head', `7:${'a'.repeat(64)}`]);
	assert.equal(published.status, 1, 'the chain is shorter than what was published');
	assert.match(published.out, /第 1 条断了/);
	for (const head of ['7', '7:', `:${zero}`, `0:${zero}`, `-1:${zero}`, `7:${'A'.repeat(64)}`, `7:${zero}0`])
		assert.equal(run(['audit', 'verify', '--data', data, `--head=${head}`]).status, 2, head);
	assert.equal(run(['audit', 'fly', '--data', data]).status, 2);
	assert.equal(run(['audit']).status, 2);
});

test('--database: an address with a password is never repeated; without a server it says so', (t) => {
	const data = join(folder(t), 'data');
	const addresses = [
		['postgresql://u:geheim@127.0.0.1:1/db', /连不上数据库服务器/],
		['postgresql://u@127.0.0.1:1/db?password=geheim', /连不上数据库服务器/],
		['postgres://u:q/geheim@127.0.0.1:1/db', /写得不对/],
		['postgrsql://u:geheim@127.0.0.1/db', /不认识的数据库地址/],
	];
	for (const [url, why] of addresses) {
		for (const command of [['list'], ['serve', '--listen', '127.0.0.1:0'], ['admin', 'list'], ['audit', 'verify']]) {
			const said = run([...command, '--data', data, '--database', url]);
			assert.equal(said.status, 2);
			assert.match(said.err, why);
			assert.ok(!`${said.out}${said.err}`.includes('geheim'), `${command[0]}: ${said.err}`);
		}
		const said = run(['list', '--data', data], { env: { ...process.env, BIHUAN_DATABASE: url } });
		assert.match(said.err, why);
		assert.ok(!said.err.includes('geheim'));
	}
	assert.match(run(['backup', '--data', data, '--database', addresses[0][0], `${data}.tar`]).err, /连不上数据库服务器/);
	assert.match(run(['restore', '--data', data, '--database', addresses[0][0], `${data}.tar`]).err, /连不上数据库服务器/);
});

const lamps = '由设施科牵头建立路灯故障抢修台账，实行一灯一档，接到报修后两小时内到场，当晚恢复照明，逾期未修的扣减养护费，每季度通报一次抢修及时率，连续两季度垫底的约谈站长，并在街道公示栏写明抢修电话和责任人。';

/* A small round: two units that share a passage, an earlier round of one of them, a twin, and what is no report. */
function reports(t) {
	const dir = folder(t);
	const report = (unit, year, finding, measure) => `中共${unit}党组关于巡察整改进展情况的通报\n\n${year}年3月6日至5月20日，市委第四巡察组对${unit}党组开展了巡察。\n\n一、关于公园管护方面\n`
		+ `1.针对“${finding}”的问题。\n整改措施：\n${measure}\n整改结果：已完成。\n\n中共${unit}党组\n${year}年12月1日\n`;
	mkdirSync(join(dir, 'b', 'deep'), { recursive: true });
	file(dir, 'a.txt', report('云岭市城管局', 2021, '背街小巷路灯损坏后长期无人修复', lamps));
	file(join(dir, 'b'), 'b.txt', report('望川县城管局', 2022, '公园夜间照明不足', `（${lamps.replaceAll('，', ',')}）`));
	file(join(dir, 'b', 'deep'), 'c.txt', report('云岭市城管局', 2024, '部分背街小巷路灯损坏修复不及时', '新增巡检车两台，每晚沿街记录不亮的灯杆。'));
	file(dir, 'z.txt', readFileSync(join(dir, 'a.txt')));
	file(dir, 'pic.png', Buffer.from([1, 2, 3]));
	file(dir, '.hidden', 'x');
	file(join(dir, 'b'), 'word.bin', 'PK\x03\x04....');
	return dir;
}

test('check: a folder, what its reports have in common, and a table', (t) => {
	const dir = reports(t);
	const text = run(['check', '--fail-on', 'never', '--disable', 'BH2,BH5', dir]);
	assert.equal(text.status, 0, text.err);
	assert.match(text.err, /略过：.*word\.bin/);
	assert.match(text.err, /1 个文件与别的文件内容完全相同.*z\.txt 与 .*a\.txt/);
	assert.doesNotMatch(text.err + text.out, /pic\.png|hidden/);
	assert.match(text.out, /a\.txt:8:1: warning: BH303 .*不同单位的 2 份报告/);
	assert.match(text.out, /另见 .*b\.txt:8:2 问题一1/);
	assert.match(text.out, /c\.txt:6:\d+: warning: BH601 .*2021-03-06.*已完成/);
	assert.match(text.out, /问题 {2}具体问题 {2}错误 {2}警告 {2}提示 {2}跨报告/);
	assert.match(text.out, /共检查 5 份文件（1 个不是报告，略过）/);

	const lines = run(['check', '--json', '--fail-on', 'never', dir]).out.trim().split('\n').map((l) => JSON.parse(l));
	assert.deepEqual(lines.slice(0, 5).map((l) => l.file.slice(dir.length)), ['/a.txt', '/b/b.txt', '/b/deep/c.txt', '/b/word.bin', '/z.txt']);
	assert.ok(lines[3].skipped);
	const { summary } = lines[5];
	assert.equal(lines.length, 6);
	assert.deepEqual(summary.cross.map((f) => f.code), ['BH303', 'BH601']);
	assert.equal(summary.cross[0].places[0].quote.replace(/[，。]/g, ''), summary.cross[0].places[1].quote.replace(/[,。（）]/g, ''));
	const bytes = readFileSync(summary.cross[0].places[1].file);
	const [from, to] = summary.cross[0].places[1].span;
	assert.equal(bytes.subarray(from, to).toString(), summary.cross[0].places[1].quote);
	assert.deepEqual(summary.reports.map((r) => r.cross), [2, 1, 1, 0, 0]);
	assert.equal(summary.skipped, 1);

	assert.equal(run(['check', '--fail-on', 'warning', '--disable', 'BH1,BH2,BH5', dir]).status, 1, 'a doubt about two counts');
	assert.equal(run(['check', '--fail-on', 'warning', '--disable', 'BH1,BH2,BH5,BH303,BH6', dir]).status, 0);
	const sarif = JSON.parse(run(['check', '--format', 'sarif', '--fail-on', 'never', dir]).out);
	const result = sarif.runs[0].results.find((r) => r.ruleId === 'BH303');
	assert.equal(sarif.runs[0].artifacts[result.relatedLocations[0].physicalLocation.artifactLocation.index].location.uri.slice(-7), 'b/b.txt');
	const html = run(['check', '--format', 'html', '--fail-on', 'never', dir]).out;
	assert.match(html, /汇总与跨报告/);
	assert.match(html, /class=sides/);
	for (const args of [['check', '--color', 'never'], ['check', '--json'], ['check', '--format', 'html']]) {
		const clean = (r) => r.out.replace(/<div class=made>[^<]*/, '');
		const alone = run([...args, '--jobs', '1', dir]);
		assert.equal(clean(run([...args, '--jobs', '7', dir])), clean(alone));
	}
	const empty = run(['check', folder(t)]);
	assert.equal(empty.status, 2);
	assert.match(empty.err, /没有可以检查的文件/);
});

test('check: bihuan.yaml beside the files and above, its mistakes, and what it leaves out', (t) => {
	const dir = reports(t);
	const codes = (...args) => run(['check', '--json', '--fail-on', 'never', ...args]).out.trim().split('\n').map((l) => JSON.parse(l))
		.flatMap((l) => (l.summary ? l.summary.cross.map((f) => `${f.code} ${f.severity}`) : (l.findings ?? []).map((f) => `${f.code} ${f.severity}`)));
	const before = codes(dir);
	assert.ok(before.includes('BH303 warning') && before.includes('BH601 warning'));
	file(dir, 'bihuan.yaml', 'rules:\n  BH303: note\n  BH6: off\n  BH206: error\nignore: [z.txt]\n');
	const after = codes(dir);
	assert.ok(after.includes('BH303 note') && !after.some((c) => c.startsWith('BH6')));
	assert.equal(after.filter((c) => c === 'BH206 error').length, before.filter((c) => c.startsWith('BH206')).length);
	const said = run(['check', '--fail-on', 'never', dir]);
	assert.match(said.err, /按 .*bihuan\.yaml 检查/);
	assert.match(said.out, /共检查 4 份文件/, 'one is not looked at');
	assert.deepEqual(codes('--no-config', dir), before);
	file(join(dir, 'b', 'deep'), 'bihuan.yaml', 'rules: {BH206: off}\n');
	assert.equal(codes(join(dir, 'b', 'deep', 'c.txt')).filter((c) => c.startsWith('BH206')).length, 0, 'the nearest counts');
	file(dir, 'bihuan.yaml', `whitelist:\n  - ${lamps}\n`);
	assert.ok(!codes(dir).some((c) => c.startsWith('BH303')), 'a passage of the whitelist');
	file(dir, 'bihuan.yaml', 'rules:\n  BH303: wrning\n  BH3O3: off\nboilerplate: 5\n');
	const bad = run(['check', dir]);
	assert.equal(bad.status, 2);
	assert.equal(bad.out, '');
	assert.match(bad.err, /bihuan\.yaml:2:\d+: 没有级别 wrning\n.*warning/);
	assert.match(bad.err, /bihuan\.yaml:3:3: 没有规则 BH3O3\n.*是不是/);
	assert.match(bad.err, /bihuan\.yaml:4:\d+: .*百分比/);
	assert.equal(run(['check', '--config', join(dir, 'none.yaml'), dir]).status, 2);
	const other = file(folder(t), 'other.yaml', 'rules: {BH: off}');
	assert.match(run(['check', '--config', other, dir]).err, /没有规则 BH/);
});

test('check: a folder whose report cannot be read is not passed over in silence', (t) => {
	const dir = folder(t);
	file(dir, 'a.txt', report());
	file(dir, '整改报告.docx', 'PK\x03\x04....');
	const r = run(['check', '--fail-on', 'never', dir]);
	assert.equal(r.status, 2);
	assert.match(r.err, /整改报告\.docx.*损坏/);
	assert.doesNotMatch(r.err, /略过/);
	assert.match(r.out, /1 份读不了/);
	const lost = run(['check', '--output', join(dir, 'none', 'o.txt'), join(dir, 'a.txt')]);
	assert.equal(lost.status, 2);
	assert.match(lost.err, /目录不存在.*\n.*先建好/);
});

test('check: a baseline lets only new doubts fail', (t) => {
	const dir = reports(t);
	const baseline = join(folder(t), 'baseline.txt');
	const args = ['check', '--fail-on', 'note', '--baseline', baseline, dir];
	assert.match(run(args).err, /找不到文件.*\n.*--update-baseline/);
	assert.equal(run(['check', '--update-baseline', dir]).status, 2);
	assert.equal(run([...args, '--update-baseline']).status, 0);
	const first = readFileSync(baseline, 'utf8');
	assert.match(first, /^# bihuan baseline 1\n/);
	assert.match(first, /^[0-9a-f]{16} BH303 .*a\.txt$/m);
	const again = run(args);
	assert.equal(again.status, 0, again.out);
	assert.doesNotMatch(again.out, /BH303/);
	assert.match(again.err, /基线：\d+ 条已知的疑点没有列出/);
	assert.equal(run([...args, '--update-baseline']).status, 0);
	assert.equal(readFileSync(baseline, 'utf8'), first, 'the same findings, the same bytes');
	file(join(dir, 'b'), 'new.txt', report({ unit: '云岭市排水所', said: 5 }));
	const fresh = run(args);
	assert.equal(fresh.status, 1);
	assert.match(fresh.out, /new\.txt.*BH101/);
	file(dir, 'a.txt', report({ unit: '云岭市亮化所' }));
	assert.match(run(args).err, /基线里有 \d+ 条已经不再出现/);
	file(dir, 'bad.txt', '# something else');
	assert.equal(run(['check', '--baseline', join(dir, 'bad.txt'), dir]).status, 2);
});

test('check: a baseline holds names with line ends and backslashes', (t) => {
	const dir = folder(t);
	const odd = file(dir, '甲\n乙\\n .txt', report({ said: 5 }));
	const baseline = join(folder(t), 'baseline.txt');
	const args = ['check', '--fail-on', 'note', '--baseline', baseline, odd];
	assert.equal(run([...args, '--update-baseline']).status, 0);
	const lines = readFileSync(baseline, 'utf8').trim().split('\n');
	assert.ok(lines.length > 2 && lines.slice(2).every((l) => /^[0-9a-f]{16} BH\d+ .*甲\\n乙\\\\n \.txt$/.test(l)), lines.join('|'));
	const again = run(args);
	assert.equal(again.status, 0, again.out);
	assert.match(again.err, /条已知的疑点没有列出/);
});

test('check: the same report in two files is said once, and places of tables are cells', (t) => {
	const dir = folder(t);
	const passages = Array.from({ length: 8 }, (_, i) => `组织第${'一二三四五六七八'[i]}批人员对辖区绿地逐块清点登记，补栽缺株，更换枯死乔木，落实养护责任到人，并按月通报养护质量评价结果，群众反映的问题已全部办结。`);
	const text = (more) => `关于整改情况的通报\n一、整改情况\n${passages.map((p, i) => `${i + 1}.关于“第${i + 1}块绿地养护不到位”问题的整改。\n整改措施：${p}\n整改结果：已完成。\n`).join('')}${more}`;
	file(dir, 'a.txt', text(''));
	file(dir, 'b.txt', text('附注：另存一份。\n'));
	const out = run(['check', '--fail-on', 'never', dir]).out;
	assert.equal(out.match(/BH303/g)?.length, 1, out);
	assert.match(out, /像是同一份报告的两个文件：\d+ 段里有 \d+ 段相同/);
	const tables = folder(t);
	for (const [name, unit] of [['甲.csv', '云岭市亮化所'], ['乙.csv', '云岭市排水所']])
		file(tables, name, `序号,单位,反馈问题,整改措施,状态\n1,${unit},绿地养护不到位,${passages[0]}${passages[1]},已完成\n`);
	const found = run(['check', '--json', '--fail-on', 'never', tables]).out.trim().split('\n').map((l) => JSON.parse(l)).at(-1).summary.cross;
	assert.ok(found.length > 0);
	for (const p of found[0].places)
		assert.match(p.where, /D2|单元格|行/);
});

test('diff: two versions, by what items say and not by their numbers', (t) => {
	const dir = folder(t);
	const old = file(dir, '旧.txt', report({ problems: 3 }));
	const text = report({ problems: 3 });
	const lines = text.split('\n');
	const at = lines.findIndex((l) => l.startsWith('2.'));
	/* The second is taken out, a new one comes first, a number and a status change. */
	const changed = [...lines.slice(0, at - 3), '1.关于“喷泉设备锈蚀停用”问题的整改。', '①更换水泵两台。', '整改结果：已完成。该项任务已于2023年9月1日完成。',
		...lines.slice(at - 3, at).map((l) => l.replace('1.关于', '2.关于').replace('登记缺株4处', '登记缺株9处').replace('已完成。', '正在推进。')), ...lines.slice(at + 3)];
	const now = file(dir, '新 <i>.txt', changed.join('\n'));
	assert.equal(run(['diff', old, old]).status, 0);
	const done = run(['diff', old, now]);
	assert.equal(done.status, 1, done.err);
	assert.match(done.out, /^\+ .*喷泉设备锈蚀停用/m);
	assert.match(done.out, /^~ 一1 → 一2 .*第1号绿地/m);
	assert.match(done.out, /^- 一2 .*第2号绿地/m);
	assert.match(done.out, /缺株\[-4-\]\{\+9\+\}处/);
	assert.match(done.out, /状态：已完成 → 正在推进/);
	const json = JSON.parse(run(['diff', '--json', old, now]).out);
	assert.deepEqual(json.changes.map((c) => c.kind).sort(), ['added', 'changed', 'gone']);
	assert.deepEqual(json.changes.find((c) => c.kind === 'changed').numbers, [{ before: '4处', after: '9处' }]);
	const words = JSON.parse(run(['diff', '--json', old, file(dir, '词.txt', text.replaceAll('登记缺株4处', '登记缺株4株'))]).out);
	assert.ok(words.changes.length > 0 && words.changes.every((c) => c.numbers.length === 0), 'a unit is no number');
	assert.equal(json.summary.status_changed, 1);
	const output = join(dir, 'o.html');
	assert.equal(run(['diff', '--format', 'html', '-o', output, old, now]).status, 1);
	assert.match(readFileSync(output, 'utf8'), /<del>4<\/del><ins>9<\/ins>/);
	assert.doesNotMatch(readFileSync(output, 'utf8'), /<i>\.txt/);
	assert.equal(run(['diff', old, join(dir, 'none.txt')]).status, 2);
	assert.equal(run(['diff', old]).status, 2);
	assert.equal(run(['diff', '--format', 'sarif', old, now]).status, 2);
	assert.doesNotMatch(run(['diff', old, file(dir, 'c.txt', text.replace('缺株4处', '缺株\x1b]0;x\x07\u202e处'))]).out, /[\x1b\x07\u202e]/);
});

test('compare: what came back in the next round', (t) => {
	const dir = reports(t);
	const early = join(dir, 'a.txt');
	const late = join(dir, 'b', 'deep', 'c.txt');
	const back = run(['compare', early, late]);
	assert.equal(back.status, 1, back.err);
	assert.match(back.out, /写明已完成，又被指出：1 条/);
	assert.match(back.out, /部分背街小巷路灯损坏修复不及时/);
	const json = JSON.parse(run(['compare', '--json', early, late]).out);
	assert.equal(json.rows[0].kind, 'returned');
	assert.equal(json.rows[0].earlier.status, 'done');
	assert.equal(json.earlier_date, '2021-03-06');
	assert.match(run(['compare', '--format', 'html', early, late]).out, /两轮对照/);
	const turned = run(['compare', late, early]);
	assert.match(turned.err, /日期晚于第二份/);
	const other = run(['compare', early, join(dir, 'b', 'b.txt')]);
	assert.equal(other.status, 0);
	assert.match(other.err, /单位不同/);
});
