// Words for what the access log says in keys of its own.

const WHAT: Record<string, string> = {
  'set-up': '首次设置', 'sign-in': '登录', 'sign-out': '退出', 'act-for': '代人办理', 'session.end': '结束登录', 'session.use': '使用登录',
  'password.change': '修改口令', 'factor.begin': '开始设置动态口令', 'factor.enrol': '设置动态口令', 'factor.on': '启用动态口令', 'factor.reset': '重设动态口令', 'second-factor': '输入动态口令',
  'person.create': '新增人员', 'person.change': '修改人员', 'person.write': '修改人员', 'person.reset': '重设口令', 'person.lock': '锁定账号', 'person.unlock': '解除锁定',
  'department.create': '新建部门', 'department.change': '修改部门', 'unit.create': '新建单位', 'unit.change': '修改单位', 'unit.write': '修改单位', 'directory.read': '看人员和部门',
  'grant.give': '授予角色', 'grant.create': '授予角色', 'grant.revoke': '收回角色', 'grant.write': '授权', 'delegation.create': '新建委托', 'delegation.revoke': '收回委托', 'delegation.write': '委托',
  'sessions': '登录着的地方', 'token.create': '新建令牌', 'token.revoke': '收回令牌', 'token.write': '令牌', 'policy.set': '修改安全策略', 'reveal': '看敏感内容', 'export': '导出', 'catalogue.set': '修改代码表',
  'show_record': '看记录', 'list_records': '看列表', 'search_records': '检索', 'export_records': '导出', 'record_events': '看办理过程', 'watch_record': '关注', 'list_evidence': '看材料', 'show_evidence_plain': '看材料', 'evidence_twins': '看材料', 'finish_upload': '上传材料', 'write_upload': '上传材料', 'show_statistic': '看统计', 'show_counts': '看统计', 'change_catalogue': '修改代码表', 'take_in': '记入台账', 'discard': '移除只核对的报告', 'show_report': '看报告', 'show_tree': '看报告', 'show_text': '看报告', 'show_original': '看原件', 'retry_job': '重试定时事务',
  'create_record': '新建记录', 'change_record': '修改记录', 'remove_record': '删除记录', 'step_record': '办理步骤', 'comment_record': '留言', 'bulk_records': '批量办理', 'import_records': '导入表格', 'begin_upload': '上传材料', 'change_evidence': '审核材料', 'show_evidence': '看材料', 'batch': '成批写入', 'import': '导入报告', 'decide': '处理疑点',
};
const WHY: Record<string, string> = {
  'wrong-password': '口令不对', 'unknown-login': '没有这个登录名', 'wrong-code': '动态口令不对', 'wrong-code-session-ended': '动态口令多次不对，登录结束', 'recovery-code': '用了恢复码', 'too-many-attempts': '尝试过多', 'too-many-failures': '失败过多',
  'too-many-waiting': '等待的太多', 'one-time-password-expired': '一次性口令过期', 'no-password': '还没有口令', 'not-signed-in': '没有登录', 'second-factor-pending': '动态口令还没有输入', 'must-enrol-second-factor': '要先设置动态口令', 'must-change-password': '要先改口令',
  'authenticator': '验证器', 'topmost-unit-only': '只有最上级单位能改', 'not-own-record': '不是自己的记录', 'no-export': '没有导出的权限', 'self-grant': '给自己授权', 'own-account': '改自己的账号', 'own-unit': '改自己的单位', 'other-unit': '别的单位', 'business-with-administrator': '业务角色不能给管理员', 'administrator-with-business': '有业务角色的人不能当管理员', 'two-administrators': '一人不能兼两种管理员', 'last-administrator': '最后一个管理员',
  'not-of-this-administrator': '不归这个管理员管', 'auditor-reads-events-only': '审计管理员只看记录', 'administrator-reset-at-console': '管理员要在服务器上重设', 'administrator-delegated': '管理员不能委托', 'administrator-token': '管理员不能有令牌', 'no-delegation': '没有委托', 'token-scope': '超出令牌范围', 'wrong-setup-code': '设置码不对', 'at-the-console': '在服务器上', 'only-at-the-console': '只能在服务器上做',
};

/** A browser's name in words; what is not known stays as it is. */
export function agentWord(agent: string | null | undefined): string {
  const text = agent ?? '';
  const system = [['Android', '安卓'], ['iPhone', 'iPhone'], ['iPad', 'iPad'], ['Windows', 'Windows'], ['Mac OS', 'macOS'], ['Linux', 'Linux']].find(([key]) => text.includes(key))?.[1];
  const browser = [['MicroMessenger', '微信'], ['wxwork', '企业微信'], ['DingTalk', '钉钉'], ['Edg/', 'Edge'], ['QIHU', '360'], ['Firefox/', 'Firefox'], ['Chrome/', 'Chrome'], ['Safari/', 'Safari']].find(([key]) => text.includes(key))?.[1];
  return [browser, system].filter(Boolean).join('，') || text.slice(0, 60) || '不明的程序';
}

export const whatWord = (what: string) => WHAT[what] ?? what;
export const whyWord = (why: string | null | undefined) => (why ? (WHY[why] ?? why) : '');
/** Who did it: a login, or the program itself. */
export const whoWord = (actor: string | null | undefined) => (actor === 'set-up' ? '首次设置' : actor === 'console' ? '服务器控制台' : (actor ?? ''));
export const WHATS = Object.entries(WHAT);
