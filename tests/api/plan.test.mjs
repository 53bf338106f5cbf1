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

test('the ledger out and in again loses nothing, in either format', async (t) => {
	const { server, bring, list } = await office(t);
	const long = '长'.repeat(300);
	await bring('ledger', ['序号\t反馈问题\t整改目标\t整改措施\t牵头领导\t责任单位\t责任人\t整改时限\t整改进展\t整改状态\t佐证材料\t备注',
		'1\t=SUM(A1:A3) 写进了单元格\t“引号”、《书名》；——破折号……\t①建立清单；\u2028②每周核对。\t赵明远\t环卫科、市容科\t周文博\t2026年12月底前\t已核对。\t正在推进\t1.会议纪要；2.照片（三张）\t0012',
		`2\t+86 开头的电话 -1 @某人\t"半角",逗号\t${long}\t\t市容科\t\t长期坚持\t身份证号登记为 110101199001011234 的卷宗\t已完成\t纪要.pdf\t\\t 不是制表符`,
		'3\t-未按规定公示\t\t补公示。\t\t环卫科\t\t2027年3月31日\t\t未启动\t\t110101199001011234'].join('\n'));
	const fields = 'code,printed_no,finding,cause,goal,kind,leader,lead_department,co_departments,person,due,progress,result,claim,claim_date,depts,due_text,leader_text,person_text,ledger_notes';
	const before = await list('item');
	assert.equal(before.length, 3);
	const bytes = async (format, register = 'item', f = `&fields=${fields}`) => (await ask(server, 'GET', `/api/v1/registers/${register}/export?format=${format}&sort=no${f}`)).bytes;
	const kinds = { csv: 'text/csv', xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' };
	for (const register of ['item', 'measure', 'problem']) {
		for (const [format, type] of Object.entries(kinds)) {
			const body = await bytes(format, register, register === 'item' ? `&fields=${fields}` : '');
			const back = await ask(server, 'POST', `/api/v1/registers/${register}/import?key=no&dry=1`, { headers: { 'X-Bihuan': '1', 'Content-Type': type }, body });
			assert.equal(back.status, 200, back.text);
			const { created, changed, refused, same } = back.json;
			assert.deepEqual({ created, changed, refused }, { created: 0, changed: 0, refused: 0 }, `${register} ${format}: ${back.text.slice(0, 1500)}`);
			assert.ok(same === undefined || same > 0);
		}
	}
});
