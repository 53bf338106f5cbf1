// The statutory calendar and duty hours: who may change them, what is refused, and that deadlines follow.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ask, send, serve, setUp, signIn, signInAdministrator } from './harness.mjs';

const isProblem = (answer, status, what) => {
	assert.equal(answer.status, status, `${answer.text} ${JSON.stringify(what ?? '')}`);
	assert.equal(answer.headers['content-type'], 'application/problem+json');
};

async function office(t) {
	const server = await serve(t, { args: ['--rate', '0'] });
	await setUp(server);
	const who = { xitong: await signInAdministrator(server, 'xitong'), anquan: await signInAdministrator(server, 'anquan'), yewu: await signIn(server, 'yewu') };
	const get = async (path, as = who.yewu) => (await ask(server, 'GET', `/api/v1${path}`, { as })).json;
	const patch = (path, body, as = who.xitong) => send(server, 'PATCH', path, body, { as });
	return { server, who, get, patch };
}

test('a year is read by everybody, changed by the system administrator alone', async (t) => {
	const { server, who, get, patch } = await office(t);
	const year = await get('/calendar/2026');
	assert.equal(year.announced, true);
	assert.equal(year.workdays, 248);
	assert.deepEqual(year.announced_years, [2024, 2025, 2026]);
	assert.deepEqual(year.days.find((d) => d.day === '2026-02-16'), { day: '2026-02-16', work: false, name: '春节' });
	assert.deepEqual(year.days.find((d) => d.day === '2026-02-28'), { day: '2026-02-28', work: true, name: '' });
	const next = await get('/calendar/2027');
	assert.equal(next.announced, false);
	assert.deepEqual(next.days.map((d) => d.day), ['2027-01-01', '2027-10-01']); // the law's own, where they are no weekend
	const body = { days: '2027-01-01 off 元旦\n2027-02-06 off 春节\n2027-02-20 work\n', announced: true, reason: '国办发明电〔2026〕7号', version: next.version };
	isProblem(await patch('/calendar/2027', body, who.yewu), 403);
	isProblem(await patch('/calendar/2027', body, who.anquan), 403);
	isProblem(await ask(server, 'GET', '/api/v1/calendar/2027', { as: null }), 401);
	const done = await patch('/calendar/2027', body);
	assert.equal(done.status, 200, done.text);
	assert.equal(done.json.announced, true);
	assert.equal(done.json.changes[0].by, 'xitong');
	assert.equal(done.json.changes[0].reason, '国办发明电〔2026〕7号');
	assert.equal((await get('/calendar/2026')).workdays, 248); // other years stay
	isProblem(await patch('/calendar/2027', body), 409); // made upon the version before
	const auditor = await signInAdministrator(server, 'shenji');
	const { events } = await get('/access-events?what=calendar.set', auditor);
	assert.deepEqual(events.map((e) => [e.actor, e.object, e.reason, e.ok]), [['xitong', '2027', '国办发明电〔2026〕7号', true]]);
});

test('what is no calendar, and no hours, is refused and changes nothing', async (t) => {
	const { get, patch } = await office(t);
	const { version } = await get('/calendar/2027');
	const good = { days: '', announced: true, reason: '通知', version };
	for (const [path, body, status] of [
		['/calendar/2027', { ...good, days: '2027-02-30 off' }, 422],
		['/calendar/2027', { ...good, days: '2028-02-03 off' }, 422],
		['/calendar/2027', { ...good, days: '放假' }, 422],
		['/calendar/2027', { ...good, reason: ' ' }, 400],
		['/calendar/2027', { ...good, days: 'x'.repeat(21000) }, 400],
		['/calendar/2027', { days: '', announced: true, version }, 400],
		['/calendar/1999', good, 404],
		['/calendar/2100', good, 404],
		['/duty', { hours: '', reason: 'x', version: 0 }, 400],
		['/duty', { hours: '8 到 12 点', reason: 'x', version: 0 }, 422],
		['/duty', { hours: '1-5 12:00-08:00', reason: 'x', version: 0 }, 422],
		['/duty', { hours: '1-5 08:00-12:00', reason: 'x', version: 7 }, 409],
	]) isProblem(await patch(path, body), status, body);
	assert.equal((await get('/calendar/2027')).version, version);
	assert.deepEqual(await get('/duty'), { hours: '1-5 08:30-12:00,14:30-18:00', standard: true, version: 0, changes: [] });
});

test('duty hours of the unit', async (t) => {
	const { get, patch } = await office(t);
	const done = await patch('/duty', { hours: '1-6 08:00-12:00,14:00-18:00', reason: '夏季作息', version: 0 });
	assert.equal(done.status, 200, done.text);
	const now = await get('/duty');
	assert.equal(now.hours, '1-6 08:00-12:00,14:00-18:00');
	assert.equal(now.standard, false);
	assert.equal(now.changes.length, 1);
});
