// An office at work: the program set up through its API, two departments, people with the roles of the register 案件, and their sessions.
import assert from 'node:assert/strict';
import { binary } from './harness.mjs';

if (binary) process.env.BIHUAN ??= binary;
const api = binary ? await import('../api/harness.mjs') : {}; // it will not be read without the program
export const { passwordOf, totp } = api;

/** login -> name, roles, department (none: the whole unit). */
const STAFF = {
  caiji: ['蔡集', ['case.collector'], null],
  shouli: ['寿立', ['case.acceptor'], null],
  paiqian: ['潘倩', ['case.dispatcher'], null],
  chuzhi: ['楚志', ['case.officer'], '环卫所'],
  hecha: ['何察', ['case.verifier'], null],
  zhuren: ['朱任', ['case.supervisor'], null],
};
const ok = (answer) => {
  assert.ok(answer.status < 300, answer.text);
  return answer.json;
};

/** `const office = await openOffice(app)`; `office.become(login)` makes the browser his. */
export async function openOffice(app) {
  const server = { url: new URL(app.address), data: app.data };
  const office = { server, people: {}, departments: {}, sessions: {} };
  ok(await api.setUp(server));
  const system = await api.signInAdministrator(server, 'xitong');
  const security = await api.signInAdministrator(server, 'anquan');
  const auditor = await api.signInAdministrator(server, 'shenji');
  Object.assign(office.sessions, { xitong: system, anquan: security, shenji: auditor });
  for (const name of ['环卫所', '执法队']) {
    const made = ok(await api.send(server, 'POST', '/departments', { name }, { as: system }));
    office.departments[name] = (made.department ?? made).id;
  }
  for (const [login, [name, roles, department]] of Object.entries(STAFF)) {
    const inside = office.departments[department ?? '执法队'];
    const made = ok(await api.send(server, 'POST', '/people', { login, name, department: inside }, { as: system }));
    office.people[login] = made.person.id;
    for (const role of roles) ok(await api.send(server, 'POST', '/grants', { person: made.person.id, role, ...(department ? { department: inside } : {}) }, { as: security }));
    const session = await api.signIn(server, login, made.one_time_password);
    ok(await api.send(server, 'POST', '/session/password', { old: made.one_time_password, new: passwordOf(login) }, { as: session }));
    office.sessions[login] = await api.signIn(server, login);
  }
  office.send = (login, method, path, body, headers = {}) => api.send(server, method, path, body, { as: office.sessions[login], headers });
  office.get = async (login, path) => ok(await api.ask(server, 'GET', `/api/v1${path}`, { as: office.sessions[login] }));
  office.become = (login, context = app.context) => {
    const [name, value] = office.sessions[login].cookie.split('=');
    return context.addCookies([{ name, value, url: app.address, httpOnly: true, sameSite: 'Strict' }]);
  };
  office.make = async (login, values) => ok(await office.send(login, 'POST', '/registers/case/records', { values: { title: '五一路 12 号门前垃圾堆积', class: 'E0102', source: 'hotline', place: { text: '五一路 12 号门前' }, ...values } }));
  office.step = async (login, id, step, values = {}, reason = '') => ok(await office.send(login, 'POST', `/registers/case/records/${id}/steps/${step}`, { values, ...(reason ? { reason } : {}) }, { 'If-Match': '*' }));
  /** A window of its own for somebody else. */
  office.window = async (login, size = { width: 1366, height: 768 }) => {
    const context = await app.browser.newContext({ viewport: size });
    await office.become(login, context);
    return app.listen(await context.newPage());
  };
  return office;
}

/** Picks in an Element Plus select: opens it, types where that searches, takes the option. */
export async function choose(page, within, label, option, typed = '') {
  const box = within.getByLabel(label).first();
  await box.locator('xpath=ancestor::*[contains(@class,"el-select__wrapper")]').click();
  if (typed) await box.fill(typed);
  await page.getByRole('option', { name: option }).locator('visible=true').first().click();
}

/** Writes a day into a date field as somebody types it. */
export async function writeDay(page, field, iso) {
  const input = page.getByTestId(field).locator('input');
  await input.fill(iso);
  await input.press('Enter');
}
