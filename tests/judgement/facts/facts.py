#!/usr/bin/env python3
"""BIHUAN=path python3 facts.py DIR [-v] [--floor F]: facts found by `bihuan parse --json` against the marks in DIR/*.src.

Prints precision and recall of each kind; -v what is missed, too much or wrong. Fails where one of the three sums is below F.

A mark is ⟪kind:key=value;key=value⟫text⟪/⟫; kinds and keys are those of docs/report.schema.json (contacts: report.contacts;
deadlines: `bihuan facts --json`, span only). kind? is optional: neither a miss nor a false find. a|b: either value is right.
A date's value may be 2024, 2024-03, 2024-Q3 or 2024-H1 (the found value must lie in it). organisations: finds with role
"other" that carry no label are listed apart and not counted (the contract does not say which plain mentions are facts).
A fact matches when the kind is equal and the spans overlap by at least half of both.
"""
import glob, json, os, re, subprocess, sys, tempfile
from collections import defaultdict
B = os.environ['BIHUAN']; V = '-v' in sys.argv
FLOOR = float(sys.argv[sys.argv.index('--floor')+1]) if '--floor' in sys.argv else 0; D = next(a for a in sys.argv[1:] if os.path.isdir(a))
KINDS = 'dates amounts quantities documents organisations people_actions contacts deadlines'.split()

def read(src):
    out, pos, st, labels = [], 0, [], []
    for t in re.split(r'(⟪[^⟫]*⟫)', src):
        if t == '⟪/⟫': k, kv, a = st.pop(); labels.append((k, kv, (a, pos)))
        elif t.startswith('⟪'):
            k, _, v = t[1:-1].partition(':'); st.append((k, dict(x.split('=', 1) for x in v.split(';') if x), pos))
        else: out.append(t); pos += len(t.encode())
    assert not st
    for k, kv, s in labels: assert k.rstrip('?') in KINDS, k
    return ''.join(out), labels

def over(a, b):
    n = min(a[1], b[1]) - max(a[0], b[0])
    return n if n > 0 and 2*n >= a[1]-a[0] and 2*n >= b[1]-b[0] else 0

def same(kind, key, want, got):
    got = 'null' if got is None else str(got).lower() if isinstance(got, bool) else str(got)
    for w in want.split('|'):
        if w == got: return True
        if kind == 'dates' and key == 'value' and got != 'null':
            if m := re.fullmatch(r'(\d{4})-([QH])(\d)', w):
                n = 3 if m[2] == 'Q' else 6
                if got[:4] == m[1] and (int(got[5:7])-1)//n+1 == int(m[3]): return True
            elif got.startswith(w): return True
        if key == 'value' and re.fullmatch(r'-?[\d.]+', w) and re.fullmatch(r'-?[\d.]+', got) and float(w) == float(got): return True
    return False

N = defaultdict(lambda: [0]*6); notes = defaultdict(list)     # labelled hit found right-finds keys-ok matched
keys = defaultdict(lambda: [0, 0])
with tempfile.TemporaryDirectory() as T:
    for path in sorted(glob.glob(os.path.join(D, '*.src'))):
        name = os.path.basename(path)[:-4]; text, labels = read(open(path, encoding='utf8').read()); raw = text.encode()
        txt = os.path.join(T, name+'.txt'); open(txt, 'wb').write(raw)
        run = subprocess.run([B, 'parse', '--json', txt], capture_output=True)
        if run.returncode not in (0, 1): print(name, 'not read:', run.stderr.decode(errors='replace')[:200]); continue
        tree = json.loads(run.stdout); got = dict(tree['facts']); got['contacts'] = tree['report']['contacts']
        run = subprocess.run([B, 'facts', '--json', txt], capture_output=True)
        try: got['deadlines'] = json.loads(run.stdout)['deadlines']
        except Exception: got['deadlines'] = []
        def cut(s): return raw[s[0]:s[1]].decode(errors='replace')
        def sentence(s):
            a = max([raw.rfind(x.encode(), 0, s[0])+len(x.encode()) for x in '。；\n' if raw.rfind(x.encode(), 0, s[0]) >= 0] or [0])
            e = min([i for i in (raw.find(x.encode(), s[1]) for x in '。；\n') if i >= 0] or [len(raw)])
            return raw[a:s[0]].decode(errors='replace')[-45:]+'【'+cut(s)+'】'+raw[s[1]:e].decode(errors='replace')[:45]
        for kind in KINDS:
            n = N[kind]; must = [l for l in labels if l[0] == kind]; may = [l for l in labels if l[0] == kind+'?']
            finds = got.get(kind, []); used = {}; n[0] += len(must)
            pairs = sorted(((over(l[2], f['span']), i, j) for i, l in enumerate(must) for j, f in enumerate(finds)), reverse=True)
            done = set()
            for o, i, j in pairs:
                if o and i not in done and j not in used: done.add(i); used[j] = i
            for i, l in enumerate(must):
                if i in done: continue
                near = [cut(f['span'])[:30] for f in finds if min(l[2][1], f['span'][1]) > max(l[2][0], f['span'][0])]
                notes[kind].append(f'MISS  {name} {sentence(l[2])}' + (f'   (touches: {near})' if near else ''))
            for j, f in enumerate(finds):
                show = {k: v for k, v in f.items() if k not in ('span', 'text')}
                if j in used:
                    l = must[used[j]]; n[1] += 1; n[2] += 1; n[3] += 1; n[5] += 1; ok = True
                    for k, w in l[1].items():
                        keys[kind, k][1] += 1
                        if same(kind, k, w, f.get(k)): keys[kind, k][0] += 1
                        else: ok = False; notes[kind].append(f'KEY   {name} {k}: want {w}, got {f.get(k)}   {sentence(l[2])}')
                    n[4] += ok
                elif any(over(l[2], f['span']) for l in may): pass
                elif kind == 'organisations' and f['role'] == 'other': notes[kind].append(f'(other, not counted) {name} {sentence(f["span"])}')
                else: n[2] += 1; notes[kind].append(f'EXTRA {name} {sentence(f["span"])}   {json.dumps(show, ensure_ascii=False)}')
if V:
    for k in KINDS:
        print('==', k); print('\n'.join(sorted(notes[k])) if notes[k] else 'none')
f = lambda a, b: f'{a/b:.3f}' if b else '  -  '
print(f'{"kind":15}{"labelled":>9}{"found":>7}{"precision":>11}{"recall":>8}{"all keys":>10}   per key')
tot = [0]*6
for k in KINDS:
    n = N[k]; tot = [a+b for a, b in zip(tot, n)]
    print(f'{k:15}{n[0]:9}{n[2]:7}{f(n[3], n[2]):>11}{f(n[1], n[0]):>8}{f(n[4], n[5]):>10}   ' + ' '.join(f'{a[1]} {c[0]}/{c[1]}' for a, c in keys.items() if a[0] == k))
print(f'{"all":15}{tot[0]:9}{tot[2]:7}{f(tot[3], tot[2]):>11}{f(tot[1], tot[0]):>8}{f(tot[4], tot[5]):>10}')
if min(tot[3] / tot[2], tot[1] / tot[0], tot[4] / tot[5]) < FLOOR:
    sys.exit(f'below the floor {FLOOR}')
