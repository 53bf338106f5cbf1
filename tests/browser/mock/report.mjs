// Invented reports of the fictional city 云岭市， written together with their trees: while a sentence is
// added its byte offsets are noted, so the tree fits the text by construction. `largeReport` makes
// as many problems as wanted.

import { createHash } from 'node:crypto';

const bytes = (text) => Buffer.byteLength(text);

class Writer {
  constructor() {
    this.parts = [];
    this.at = 0;
    this.facts = { dates: [], amounts: [], quantities: [], documents: [], organisations: [], people_actions: [] };
    this.claims = [];
    this.findings = [];
    this.aspects = [];
    this.others = [];
  }

  put(text) {
    const from = this.at;
    this.parts.push(text);
    this.at += bytes(text);
    return [from, this.at];
  }

  /** Notes where `words` stand inside a piece of text that begins at byte `from`. */
  find(text, from, words) {
    const i = text.indexOf(words);
    if (i < 0) throw new Error(`没有写过： ${words}`);
    const start = from + bytes(text.slice(0, i));
    return [start, start + bytes(words)];
  }

  noteFacts(text, from) {
    for (const m of text.matchAll(/(\d{4})年(\d{1,2})月(\d{1,2})日/g)) {
      const value = `${m[1]}-${m[2].padStart(2, '0')}-${m[3].padStart(2, '0')}`;
      this.facts.dates.push({ value, precision: 'day', text: m[0], span: this.find(text.slice(0, m.index + m[0].length), from, m[0]) });
    }
    for (const m of text.matchAll(/《[^》]+》/g)) {
      const start = from + bytes(text.slice(0, m.index));
      this.facts.documents.push({ title: m[0], number: null, action: 'issued', span: [start, start + bytes(m[0])] });
    }
    for (const m of text.matchAll(/(\d+(?:\.\d+)?)万元/g)) {
      const start = from + bytes(text.slice(0, m.index));
      this.facts.amounts.push({ fen: Math.round(Number(m[1]) * 1e6), text: m[0], span: [start, start + bytes(m[0])] });
    }
    for (const m of text.matchAll(/(\d+)(处|次|家|台|户)/g)) {
      const start = from + bytes(text.slice(0, m.index));
      this.facts.quantities.push({ value: m[1], unit: m[2], span: [start, start + bytes(m[0])] });
    }
  }

  line(text) {
    const span = this.put(text);
    this.noteFacts(text, span[0]);
    this.put('\n');
    return span;
  }

  aspect(no, title, problems) {
    const head = this.line(`${no}${title}`);
    const aspect = { no, title, span: [head[0], 0], problems: problems.map((p) => this.problem(p)) };
    aspect.span[1] = this.at - 1;
    this.aspects.push(aspect);
    return aspect;
  }

  problem({ no, title, kind, items, ...own }) {
    const start = this.at;
    const list = items ?? [{ ...own, no, finding: title }];
    if (items) this.line(`${no}.${title}`);
    const made = list.map((item) => this.item(item, items ? `${item.no}` : `${no}.`));
    return { no, title, kind: kind ?? null, group: null, span: [start, this.at - 1], items: made };
  }

  item({ no, finding, measures, progress, result, status, date, depts, doubt }, printed) {
    const start = this.at;
    this.line(`${printed}${finding}`);
    const leaves = (label, list) => {
      if (!list) return null;
      this.put(label);
      const out = list.map(([marker, text]) => {
        const span = this.put(marker + text);
        this.noteFacts(marker + text, span[0]);
        return { marker: marker || null, heading: null, text, span, depts: depts ?? [], due: null };
      });
      this.put('\n');
      return out;
    };
    const m = leaves('整改措施：', measures) ?? [];
    const p = leaves('整改进展情况：', progress);
    let r = null;
    if (result) {
      const span = this.put(`整改结果：${result}`);
      this.put('\n');
      r = { status: status ?? 'done', text: result, date: date ?? null, span };
    }
    const item = { no, finding, span: [start, this.at - 1], measures: m, progress: p ?? [], result: r };
    if (doubt) this.doubt(doubt, item, start);
    return item;
  }

  doubt({ code, severity, message, quote, related }, item, start) {
    const text = this.parts.join('');
    const buffer = Buffer.from(text).subarray(start, item.span[1]).toString();
    const span = this.find(buffer, start, quote);
    this.findings.push(this.finding(code, severity, message, quote, span, related ? [this.find(buffer, start, related)] : []));
  }

  finding(code, severity, message, quote, span, related = []) {
    const fingerprint = createHash('sha256').update(code + quote + span[0]).digest('hex').slice(0, 16);
    return { code, severity, message, quote, span, related, fingerprint };
  }

  claim(text, from, key, words, value, unit, counted) {
    this.claims.push({ key, value, unit, text: words, span: this.find(text, from, words), counted });
  }

  finish(meta) {
    const text = this.parts.join('');
    const report = { round_kind: '巡察', contacts: [], ...meta, aspects: this.aspects, others: this.others };
    this.findings.sort((a, b) => a.span[0] - b.span[0]);
    return { text, tree: { copies: [{ span: [0, this.at] }], report, facts: this.facts, claims: this.claims, findings: this.findings } };
  }
}

const META = {
  title: '中共云岭市临江区市容管理局党组关于巡察整改进展情况的通报',
  unit: '中共云岭市临江区市容管理局党组',
  inspector: '区委第三巡察组',
  inspection: { start: '2025-03-10', end: '2025-05-20' },
  feedback_date: '2025-06-18',
  signed_date: '2025-12-05',
  published_date: '2025-12-08',
};

export function sampleReport() {
  const w = new Writer();
  w.line(META.title);
  w.put('\n');
  const intro = '根据区委统一安排，2025年3月10日至2025年5月20日，区委第三巡察组对区市容管理局党组开展了巡察，2025年6月18日反馈了意见。局党组把反馈意见分解为3个方面9个问题，制定措施24条，除1个问题仍在推进外，其余均已整改完成。';
  const at = w.line(intro);
  w.claim(intro, at[0], 'aspects_total', '3个方面', 3, '个', 3);
  w.claim(intro, at[0], 'problems_total', '9个问题', 9, '个', 7);
  w.claim(intro, at[0], 'measures_total', '措施24条', 24, '条', 17);
  w.findings.push(w.finding('BH101', 'error', '自报问题 9 个，正文列出 7 个：3 + 2 + 2 = 7 ≠ 9', '9个问题', w.find(intro, at[0], '9个问题')));
  w.findings.push(w.finding('BH101', 'error', '自报措施 24 条，正文列出 17 条', '措施24条', w.find(intro, at[0], '措施24条')));
  w.line('现将有关情况通报如下。');
  w.put('\n');
  w.aspect('(一)', '关于学懂弄通上级部署方面', [
    {
      no: '1', title: '第一议题制度坚持不经常，学习与环卫、停车等业务结合不紧。',
      measures: [['①', '修订《局党组第一议题学习办法》，每月至少安排1次专题。'], ['②', '建立学习与业务对照清单，由办公室按季通报。']],
      progress: [['①', '办法已于2025年7月2日印发，7月以来学习6次。'], ['②', '对照清单已运行两个季度，转化事项11项。']],
      result: '已完成', date: '2025-09-30',
    },
    {
      no: '2', title: '街区更新三年计划推进迟缓，14处背街小巷改造未按期开工。',
      measures: [['①', '倒排工期，逐条街巷明确责任科室和时限。'], ['②', '每半月现场调度一次，滞后的项目由分管领导挂牌。'], ['③', '向区财政申请专项资金386.5万元。']],
      progress: [['①', '14处点位已有9处完工，其余5处正在铺装。'], ['②', '调度8次，挂牌2个项目。'], ['③', '待专项资金下达后支付尾款。']],
      result: '已完成', date: '2025-11-20',
      doubt: { code: 'BH201', severity: 'error', message: '结果写“已完成”，正文说“其余5处正在铺装”：写作时还没有做完', quote: '其余5处正在铺装', related: '整改结果：已完成' },
    },
    {
      no: '3', title: '餐厨垃圾收运台账与处置量对不上。',
      measures: [['', '由环卫科牵头核对收运合同与磅单，形成按日更新的电子台账。']],
      progress: [['', '核对磅单1,260张，差额部分已向运营企业追缴12.8万元。']],
      result: '已完成并长期坚持', status: 'long_term', date: '2025-10-15',
    },
  ]);
  w.aspect('(二)', '关于解决群众身边问题方面', [
    {
      no: '4', title: '停车秩序治理用力不够',
      items: [
        {
          no: '(1)', finding: '人行道违停反复，夜间无人值守。',
          measures: [['一是', '增设夜巡班组，21时至次日1时轮值。'], ['二是', '在学校和医院周边补划临时泊位40处。']],
          progress: [['一是', '夜巡班组已上岗，出动312次。'], ['二是', '泊位补划完成，计划明年3月前再增加20处。']],
          result: '已完成', date: '2025-11-20',
          doubt: { code: 'BH202', severity: 'warning', message: '“计划明年3月前再增加20处”晚于签发日期 2025-12-05,而结果写“已完成”', quote: '计划明年3月前再增加20处' },
        },
        {
          no: '(2)', finding: '共享单车堆放影响通行，企业运维力量与投放量不匹配。',
          measures: [['一是', '约谈3家企业，核定投放上限。'], ['二是', '建立按日清运、按月考核的办法。']],
          progress: [['一是', '约谈企业3家，压减车辆2600台。'], ['二是', '考核办法已执行。']],
          result: '已完成', date: '2025-11-20',
        },
      ],
    },
    {
      no: '5', title: '公厕“有厕难进”问题反映较多，7座公厕夜间上锁。',
      measures: [['①', '公布开放时间和监督电话。'], ['②', '7座公厕改为24小时开放。']],
      progress: [['①', '公布开放时间和监督电话。'], ['②', '7座公厕已全部改为24小时开放。']],
      result: '已完成', date: '2025-11-20',
      doubt: { code: 'BH203', severity: 'note', message: '进展与措施一字不差：“公布开放时间和监督电话”，看不出做了什么', quote: '公布开放时间和监督电话。' },
    },
  ]);
  w.aspect('(三)', '关于管党治党责任方面', [
    {
      no: '6', title: '廉政风险排查走过场，采购、工程等岗位未逐岗列出风险点。',
      measures: [['①', '重新排查岗位34个，风险点分三级管理。'], ['②', '对2023年以来采购项目回头看。']],
      progress: [['①', '排查风险点57个，公示后入册。'], ['②', '检查项目23个，发现问题6个，批评教育2人。']],
      result: '已完成', date: '2025-08-29',
    },
    {
      no: '7', title: '下属事业单位公务用车管理不规范，存在无派车单用车情况。',
      measures: [['', '制定《临江区市容系统公务用车管理细则》，一车一档。']],
      progress: [['', '细则正在征求意见，拟于年底前印发。']],
      result: '正在推进', status: 'in_progress',
    },
  ]);
  w.put('\n');
  w.line('下一步，局党组将巩固成果，持续抓好后续整改。欢迎干部群众监督，联系电话：0999-5550123;邮政信箱：云岭市临江区桥头街1号。');
  w.line('中共云岭市临江区市容管理局党组');
  w.line('2025年12月5日');
  w.findings.push(
    ...['2025-11-20'].map(() => w.finding('BH206', 'warning', '7 个具体问题里有 4 个在 2025-11-20 同一天写明完成', '2025年12月5日', [w.at - 17, w.at - 1])),
  );
  return { name: '临江区市容局巡察整改通报.txt', ...w.finish(META) };
}

const DIGITS = '零一二三四五六七八九';

/** 1-99 as Chinese numerals. */
function numeral(n) {
  const tens = Math.floor(n / 10);
  return `${tens > 1 ? DIGITS[tens] : ''}${tens ? '十' : ''}${n % 10 ? DIGITS[n % 10] : ''}`;
}

const THINGS = ['广告牌', '井盖', '绿地', '路灯', '泊位', '中转站', '公厕', '隔离栏'];

/** `count` problems in twenty aspects: for the tests of size. */
export function largeReport(count = 10000) {
  const w = new Writer();
  w.line('云岭市直属各局整改情况汇编');
  w.line(`本汇编收录2024年1月5日以来的问题${count}个。`);
  const per = Math.ceil(count / 20);
  for (let a = 0, n = 1; n <= count; a++) {
    const problems = [];
    for (let k = 0; k < per && n <= count; k++, n++) {
      const thing = THINGS[n % THINGS.length];
      problems.push({
        no: String(k + 1), title: `第${n}号网格的${thing}管护不到位，巡查记录缺少第${(n * 7) % 31}日的登记。`,
        measures: [['①', `由${thing}专班在2024年3月${(n % 28) + 1}日前补齐登记并复核。`], ['②', `给网格配备巡查终端${(n % 5) + 1}台，登记与派单同步。`]],
        progress: [['①', `登记已补齐，复核发现缺项${n % 9}处。`], ['②', n % 50 === 0 ? '终端正在采购。' : '终端已配发到岗。']],
        result: '已完成', date: '2024-06-28',
      });
    }
    w.aspect(`(${numeral(a + 1)})`, `关于第${a + 1}片区管护方面`, problems);
  }
  const text = w.parts.join('');
  let from = 0;
  let byteAt = 0;
  let i;
  while ((i = text.indexOf('终端正在采购', from)) >= 0) {
    byteAt += bytes(text.slice(from, i));
    w.findings.push(w.finding('BH201', 'error', '结果写“已完成”，正文说“终端正在采购”', '终端正在采购', [byteAt, byteAt + 18]));
    byteAt += 18;
    from = i + 6;
  }
  return { name: '整改情况汇编.txt', ...w.finish({ ...META, title: '云岭市直属各局整改情况汇编' }) };
}

/** Text that tries to run, to hide and to overflow; structure enough to be kept. */
export function hostileReport() {
  const w = new Writer();
  const title = '关于<script>window.owned=1</script>整改情况的通报';
  w.line(title);
  w.line('<img src=x onerror="window.owned=2"> 方向控制\u202e字符反转\u202c与零宽\u200b空格。');
  w.aspect('(一)', '关于<b onmouseover="window.owned=3">标记</b>方面', [
    {
      no: '1', title: '名称里有</span><script>window.owned=4</script>的问题。',
      measures: [['①', `超长一行：${'临江区市容管理逐项登记'.repeat(6000)}。`], ['②', '{{constructor.constructor("window.owned=5")()}} 与 javascript:alert(1) 只是文字。']],
      progress: [['①', '=HYPERLINK("http://example.invalid","点我") 也只是文字。']],
      result: '已完成', date: '2025-08-29',
      doubt: { code: 'BH203', severity: 'warning', message: '信息里也有<script>window.owned=6</script>与\u202e反转', quote: '{{constructor.constructor("window.owned=5")()}}' },
    },
  ]);
  return { name: '坏<img src=x>名字.txt', ...w.finish({ ...META, title }) };
}
