// Words for what the access log says in keys of its own.

const WHAT: Record<string, string> = {
  'set-up': '首次设置', 'sign-in': '登录', 'sign-out': '退出', 'act-for': '代人办理', 'session.end': '结束登录', 'session.use': '使用登录',
  'password.change': '修改口令', 'factor.begin': '开始设置动态口令', 'factor.enrol': '设置动态口令', 'factor.on': '启用动态口令', 'factor.reset': '重设动态口令', 'second-factor': '输入动态口令',
  'person.create': '新增人员', 'person.change': '修改人员', 'person.write': '修改人员', 'person.reset': '重设口令', 'person.lock': '锁定账号', 'person.unlock': '解除锁定',
  'department.write': '维护部门', 'policy.write': '修改安全策略', 'department.create': '新建部门', 'department.change': '修改部门', 'unit.create': '新建单位', 'unit.change': '修改单位', 'unit.write': '修改单位', 'directory.read': '看人员和部门',
  'grant.give': '授予角色', 'grant.create': '授予角色', 'grant.revoke': '收回角色', 'grant.write': '授权', 'delegation.create': '新建委托', 'delegation.revoke': '收回委托', 'delegation.write': '委托',
  'sessions': '登录着的地方', 'token.create': '新建令牌', 'token.revoke': '收回令牌', 'token.write': '令牌', 'policy.set': '修改安全策略', 'reveal': '看敏感内容', 'export': '导出', 'catalogue.set': '修改代码表',
  'show_record': '看记录', 'list_records': '看列表', 'search_records': '检索', 'export_records': '导出', 'record_events': '看办理过程', 'watch_record': '关注', 'list_evidence': '看材料', 'show_evidence_plain': '看材料', 'evidence_twins': '看材料', 'finish_upload': '上传材料', 'write_upload': '上传材料', 'show_statistic': '看统计', 'show_counts': '看统计', 'change_catalogue': '修改代码表', 'take_in': '记入台账', 'discard': '移除只核对的报告', 'show_report': '看报告', 'show_tree': '看报告', 'show_text': '看报告', 'show_original': '看原件', 'retry_job': '重试定时事务',
  'backup': '备份', 'backup.create': '备份', 'backup.download': '下载备份', 'backup.remove': '删除备份', 'backup.try': '试恢复备份', 'backup.restore': '恢复备份到旁边', 'calendar.set': '修改工作日历', 'duty.set': '修改值班时间', 'register.write': '维护登记簿定义', 'setting.write': '修改系统设置', 'role.write': '授权', 'event.read': '看审计记录', 'event.dropped': '记录太多，有的没有记下',
  'create_record': '新建记录', 'change_record': '修改记录', 'remove_record': '删除记录', 'step_record': '办理步骤', 'comment_record': '留言', 'bulk_records': '批量办理', 'import_records': '导入表格', 'begin_upload': '上传材料', 'change_evidence': '审核材料', 'show_evidence': '看材料', 'batch': '成批写入', 'import': '导入报告', 'decide': '处理疑点',
};
const WHY: Record<string, string> = {
  'wrong-password': '口令不对', 'unknown-login': '没有这个登录名', 'wrong-code': '动态口令不对', 'wrong-code-session-ended': '动态口令多次不对，登录结束', 'recovery-code': '用了恢复码', 'too-many-attempts': '尝试过多', 'too-many-failures': '失败过多',
  'too-many-waiting': '等待的太多', 'one-time-password-expired': '一次性口令过期', 'no-password': '还没有口令', 'not-signed-in': '没有登录', 'second-factor-pending': '动态口令还没有输入', 'must-enrol-second-factor': '要先设置动态口令', 'must-change-password': '要先改口令',
  'authenticator': '验证器', 'topmost-unit-only': '只有最上级单位能改', 'not-own-record': '不是自己的记录', 'no-export': '没有导出的权限', 'self-grant': '给自己授权', 'own-account': '改自己的账号', 'own-unit': '改自己的单位', 'other-unit': '别的单位', 'business-with-administrator': '业务角色不能给管理员', 'administrator-with-business': '有业务角色的人不能当管理员', 'two-administrators': '一人不能兼两种管理员', 'last-administrator': '最后一个管理员',
  'not-of-this-administrator': '不归这个管理员管', 'auditor-reads-events-only': '审计管理员只看记录', 'administrator-reset-at-console': '管理员要在服务器上重设', 'administrator-delegated': '管理员不能委托', 'administrator-token': '管理员不能有令牌', 'no-delegation': '没有委托', 'token-scope': '超出令牌范围', 'wrong-setup-code': '设置码不对', 'at-the-console': '在服务器上', 'only-at-the-console': '只能在服务器上做',
};

/** Requests that were refused are kept by the operation that was asked for. */
const ASKED: Record<string, string> = {
  'version': '看版本', 'rebuild': '重新分析', 'check': '检查报告', 'list_rounds': '看轮次', 'compare_rounds': '两轮对照', 'list_reports': '看报告', 'list_items': '看台账条目', 'list_findings': '看疑点', 'show_decisions': '看处理意见', 'set_columns': '指定台账的列', 'sign_in': '登录', 'sign_in_demo': '登录', 'sign_out': '退出', 'show_session': '使用登录', 'second_factor': '输入动态口令', 'set_password': '修改口令', 'totp_begin': '开始设置动态口令', 'totp_confirm': '设置动态口令', 'act_for': '代人办理', 'set_up': '首次设置',
  'list_registers': '看台账', 'show_register': '看台账定义', 'list_catalogues': '看代码表', 'show_catalogue': '看代码表', 'hold_record': '冻结记录', 'list_due': '看保存期满的记录', 'propose_disposal': '提出销毁清册', 'list_disposals': '看销毁清册', 'show_disposal': '看销毁清册', 'decide_disposal': '审批销毁清册', 'show_upload': '上传材料', 'list_tasks': '看待办', 'list_notifications': '看通知', 'read_notifications': '看通知', 'listen_events': '看变动消息',
  'list_units': '看单位', 'create_unit': '新建单位', 'change_unit': '修改单位', 'list_departments': '看部门', 'create_department': '新建部门', 'change_department': '修改部门', 'list_people': '看人员', 'create_person': '新增人员', 'change_person': '修改人员', 'reset_person': '重设口令', 'unlock_person': '解除锁定', 'reset_totp': '重设动态口令', 'list_sessions': '看登录着的地方', 'end_sessions': '结束登录', 'list_grants': '看授权', 'create_grant': '授予角色', 'remove_grant': '收回角色', 'list_delegations': '看委托', 'create_delegation': '新建委托', 'remove_delegation': '收回委托', 'list_tokens': '看令牌', 'create_token': '新建令牌', 'remove_token': '收回令牌', 'list_policies': '看安全策略', 'set_policy': '修改安全策略',
  'show_calendar': '看工作日历', 'change_calendar': '修改工作日历', 'show_duty': '看值班时间', 'change_duty': '修改值班时间', 'list_access_events': '看审计记录', 'list_roles': '看角色', 'list_rules': '看规则', 'audit_verify': '核验记录链', 'audit_contents': '核对存下的文件', 'audit_head': '看链头', 'audit_export': '导出记录链', 'list_jobs': '看定时事务', 'list_backups': '看备份', 'create_backup': '备份', 'show_backup': '下载备份', 'restore_backup': '恢复备份', 'remove_backup': '删除备份', 'show_openapi': '看接口说明',
  'audit': '核验', 'catalogue': '代码表', 'console': '服务器控制台', 'delegation': '委托', 'delegations': '看委托', 'duty': '值班时间', 'events': '看审计记录', 'inactive': '停用的账号', 'jobs': '定时事务', 'person': '人员', 'policies': '安全策略', 'role': '授权', 'roles': '看授权', 'token': '令牌', 'tokens': '看令牌',
};
/** What a register denies is kept as its name and this. */
const VERBS: Record<string, string> = { read: '看记录', create: '新建记录', change: '修改记录', remove: '删除记录', step: '办理步骤', comment: '留言', import: '导入表格', export: '导出', destroy: '销毁' };

/** A browser's name in words; what is not known stays as it is. */
export function agentWord(agent: string | null | undefined): string {
  const text = agent ?? '';
  const system = [['Android', '安卓'], ['iPhone', 'iPhone'], ['iPad', 'iPad'], ['Windows', 'Windows'], ['Mac OS', 'macOS'], ['Linux', 'Linux']].find(([key]) => text.includes(key))?.[1];
  const browser = [['MicroMessenger', '微信'], ['wxwork', '企业微信'], ['DingTalk', '钉钉'], ['Edg/', 'Edge'], ['QIHU', '360'], ['Firefox/', 'Firefox'], ['Chrome/', 'Chrome'], ['Safari/', 'Safari']].find(([key]) => text.includes(key))?.[1];
  return [browser, system].filter(Boolean).join('，') || text.slice(0, 60) || '不明的程序';
}

export function whatWord(what: string): string {
  const [register, verb] = what.split('.');
  return WHAT[what] ?? ASKED[what] ?? (VERBS[verb ?? ''] ? `${VERBS[verb]}（${register}）` : what);
}
export const whyWord = (why: string | null | undefined) => (why ? (WHY[why] ?? why) : '');
/** Who did it: a login, or the program itself. */
export const whoWord = (actor: string | null | undefined) => (actor === 'set-up' ? '首次设置' : actor === 'console' ? '服务器控制台' : (actor ?? ''));
