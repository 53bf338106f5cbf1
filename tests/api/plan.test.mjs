// What a plan says of who and until when is in the ledger, and what later reports of the same round say is added, not doubled.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ask, send, serve, setUp, signIn, signInAdministrator } from './harness.mjs';

const HEAD = '2026年9月10日，市委第四巡察组向清源市城市管理局党组反馈了巡察意见。';
const FEEDBACK = `市委第四巡察组向清源市城市管理局党组反馈巡察情况

${HEAD}反馈指出1个方面3个问题。

一、贯彻落实上级决策部署方面
1.建筑垃圾全流程监管不到位。
2.环境卫生作业考核流于形式。
3.占道经营执法宽严不一。

市委第四巡察组
2026年9月10日
`;
const PLAN = `中共清源市城市管理局党组关于市委第四巡察组反馈意见的整改方案

${HEAD}现制定如下整改方案。

一、贯彻落实上级决策部署方面
1.建筑垃圾全流程监管不到位。
整改措施：建立出土前核查清单。
责任部门：环卫科、市容科
整改时限：2026年12月底前
2.环境卫生作业考核流于形式。
整改措施：修订考核办法。
责任部门：清扫公司
整改时限：立行立改，2026年10月20日前完成
3.占道经营执法宽严不一。
整改措施：印发裁量基准。
责任部门：市容科
整改时限：长期坚持

中共清源市城市管理局党组
2026年9月30日
`;

async function office(t) {
	const server = await serve(t);
	await setUp(server, { role: 'round.office' });
	const admin = await signInAdministrator(server, 'xitong');
	for (const name of ['环卫科', '市容科']) assert.equal((await send(server, 'POST', '/departments', { name }, { as: admin })).status, 201);
	await signIn(server, 'yewu');
	const bring = async (name, text) => {
		const made = await ask(server, 'POST', `/api/v1/reports?name=${name}.txt`, { body: text, headers: { 'X-Bihuan': '1', 'content-type': 'text/plain' } });
		assert.equal(made.status, 201, made.text);
		return made.json.report;
	};
	const list = async (register) => (await ask(server, 'GET', `/api/v1/registers/${register}/records?sort=no&limit=50`)).json.rows;
	const values = async () => {
		const rows = await list('item');
		return Promise.all(rows.map(async (r) => (await ask(server, 'GET', `/api/v1/registers/item/records/${r.id}`)).json.values));
	};
	return { server, bring, list, values };
}

/** As the form for the step shows it. */
const said = ({ lead_department: d, co_departments, due, kind, claim }) => [d?.label ?? null, co_departments ?? null, due ?? null, kind ?? null, claim ?? null];
const ASSIGNED = [
	['环卫科', '市容科', '2026-12-31', null, null],
	[null, null, '2026-10-20', 'immediate', null], // no such department here: nothing is guessed
	['市容科', null, null, 'long_term', null],
];

test('a plan brings departments, dates and kinds; a limit is no state', async (t) => {
	const { bring, values } = await office(t);
	await bring('plan', PLAN);
	assert.deepEqual((await values()).map(said), ASSIGNED);
});

test('feedback, then the plan: the same problems, now with measures', async (t) => {
	const { server, bring, list, values } = await office(t);
	await bring('feedback', FEEDBACK);
	await bring('plan', PLAN);
	assert.deepEqual((await values()).map(said), ASSIGNED);
	assert.deepEqual([(await list('round')).length, (await list('problem')).length, (await list('measure')).length], [1, 3, 3]);
	// What waits says what it belongs to: a measure is nothing without its item, a vote nothing without its topic.
	const { tasks } = (await ask(server, 'GET', '/api/v1/tasks')).json;
	const item = tasks.find((x) => x.register === 'item' && x.record.title.startsWith('占道经营'));
	assert.equal(item.record.parent.label, '占道经营执法宽严不一');
});

test('a ledger brings who leads, who answers and what its other columns say; a person only by the whole name', async (t) => {
	const { bring, list, values } = await office(t);
	await bring('ledger', ['序号\t反馈问题\t整改目标\t整改措施\t牵头领导\t责任单位及责任人\t整改时限\t佐证材料\t督查频次',
		'1\t建筑垃圾全流程监管不到位\t出土前全部核查\t建立核查清单。\t业务员\t环卫科 周文博\t2026年12月底前\t会议纪要\t每月一次',
		'2\t占道经营执法宽严不一\t\t印发裁量基准。\t某某某、某某\t市容科\t长期坚持\t\t'].join('\n'));
	assert.equal((await list('item')).length, 2);
	const [one, two] = await values();
	assert.deepEqual(said(one), ['环卫科', null, '2026-12-31', null, null]);
	assert.deepEqual([one.leader_text, one.person_text, one.goal], ['业务员', '周文博', '出土前全部核查']);
	assert.equal(one.ledger_notes, '佐证材料：会议纪要\n督查频次：每月一次');
	assert.equal(one.leader?.label, '业务员');
	assert.deepEqual([two.leader_text, two.leader ?? null, two.ledger_notes ?? null, two.kind], ['某某某、某某', null, null, 'long_term']);
});
