#!/usr/bin/env python3
"""split.py DIR: every DIR/*.src (marked text) becomes DIR/*.txt (plain) and DIR/*.json (what a careful reader finds).
Marks are taken out of the text; each stands right before the printed number or marker (or the first word where none is printed):
  ⟪A⟫ aspect  ⟪P⟫ problem  ⟪I⟫ item of a problem (only when the problem is divided)  ⟪M⟫ measure marked by its author
  ⟪G⟫ progress entry marked by its author (where the report tells measures and progress apart)
  ⟪R:done⟫ statement of state (done|long_term|in_progress|partial|not_done)   ⟪O:pending⟫ problem of a section of its own (pending|named|immediate)
  ⟪C:key=value⟫ before a number that the report states about itself (keys of design §5 claims)
  ⟪H:key=value⟫ anywhere: unit, inspector, round_kind, start, end, feedback_date, signed_date, published_date
  ⟪D:BH208⟫ ... ⟪/D⟫ around a passage a careful inspector would doubt, with the code (docs/rules) or family (BH2)
"""
import sys, re, json, glob, os
MARK = re.compile(r'⟪(/?[A-Z])(?::([^⟫]*))?⟫')
for src in sorted(glob.glob(os.path.join(sys.argv[1], '*.src'))):
    s = open(src, encoding='utf8').read(); out = bytearray(); pos = 0; marks = []; doubts = []; open_d = []; head = {}
    for m in MARK.finditer(s):
        out += s[pos:m.start()].encode(); pos = m.end(); k, v = m.group(1), m.group(2)
        if k == 'H':
            a, b = v.split('=', 1); head[a] = b
        elif k == 'D': open_d.append((len(out), v))
        elif k == '/D':
            b, c = open_d.pop(); doubts.append({'code': c, 'span': [b, len(out)]})
        elif k == 'C':
            a, b = v.split('=', 1); marks.append({'k': 'C', 'key': a, 'value': b, 'at': len(out)})
        else: marks.append({'k': k, 'v': v, 'at': len(out)})
    out += s[pos:].encode()
    assert not open_d, (src, open_d)
    assert b'\xe2\x9f\xaa' not in out, (src, 'unknown mark')
    base = src[:-4]
    open(base + '.txt', 'wb').write(out)
    json.dump({'head': head, 'marks': marks, 'doubts': doubts}, open(base + '.json', 'w'), ensure_ascii=False, indent=0)
    print(os.path.basename(base), len(out), {k: sum(1 for x in marks if x['k'] == k) for k in 'APIMGROC'}, 'D', len(doubts))
