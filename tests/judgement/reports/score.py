#!/usr/bin/env python3
"""BIHUAN=program score.py DIR-or-files [-v]: structure and claims, per level F1 over all files; -v per file what is missing / too much, with text."""
import sys, os, json, glob, subprocess
B = os.environ["BIHUAN"]; verbose = '-v' in sys.argv; args = [a for a in sys.argv[1:] if a != '-v']
files = []
for a in args: files += sorted(glob.glob(os.path.join(a, '*.json'))) if os.path.isdir(a) else [a]
L = {'A': 'aspect', 'P': 'problem', 'I': 'item', 'M': 'measure', 'G': 'progress', 'R': 'result', 'C': 'claim', 'O': 'other'}
tot = {k: [0, 0, 0] for k in L}; kinds = [0, 0]; heads = [0, 0]
def walk(rep, near):
    """near(at, kind): whether the marks have one there. Paragraphs without a marker count only where their author marked them."""
    g = {k: [] for k in L}
    def prob(p, other=None):
        if other: g['O'].append((p['span'][0], other))
        g['P'].append((p['span'][0], None))
        its = p['items']
        for i in its:
            if len(its) > 1 or i['span'][0] != p['span'][0]: g['I'].append((i['span'][0], None))
            for m in i.get('measures') or []:
                if m.get('marker') or m.get('heading') or near(m['span'][0], 'M'): g['M'].append((m['span'][0], None))
            for m in i.get('progress') or []:
                if m.get('marker') or m.get('heading') or near(m['span'][0], 'G'): g['G'].append((m['span'][0], None))
            r = i.get('result')
            if r and r.get('status') and r.get('span'): g['R'].append((r['span'][0], r['status']))
    for a in rep['aspects']:
        if a.get('span') and a.get('title') : g['A'].append((a['span'][0], None))
        for p in a['problems']: prob(p)
    for p in rep.get('others') or []: prob(p, p.get('kind'))
    return g
def plain(v):
    key, n = v.split('=', 1); n = n.replace('万元', '').replace('%', '')
    try: return key + '=' + repr(float(n))
    except ValueError: return v
for f in files:
    w = json.load(open(f)); txt = f[:-5] + '.txt'; data = open(txt, 'rb').read()
    run = subprocess.run([B, 'parse', '--json', txt], capture_output=True)
    name = os.path.basename(txt)
    try: doc = json.loads(run.stdout)
    except Exception: print(name, 'NOT READ', run.stderr.decode()[:200]); doc = {'report': {'aspects': []}, 'claims': []}
    marked = {(m['k'], m['at']) for m in w['marks']}
    g = walk(doc['report'], lambda at, k: any((k, at - d) in marked for d in range(13))); g['C'] = [(max(c['span'][0], c['span'][1] - 90), c['key'] + '=' + str(c['value'])) for c in doc.get('claims') or []]
    want = {k: [] for k in L}
    for m in w['marks']:
        if m['k'] == 'C': want['C'].append((m['at'], m['key'] + '=' + m['value']))
        elif m['k'] == 'O': want['O'].append((m['at'], m['v'])); want['P'].append((m['at'], None))
        elif m['k'] == 'I': want['I'].append((m['at'], None))
        elif m['k'] in L: want[m['k']].append((m['at'], m['v']))
    # every result is said once for each item it closes: ours may repeat one statement
    g['R'] = sorted(set(g['R'])); line = []
    for k in L:
        if k == 'C': g[k] = [(at, plain(v)) for at, v in g[k]]; want[k] = [(at, plain(v)) for at, v in want[k]]
        left = sorted(g[k], key=lambda x: (x[0], str(x[1]))); miss = []; hit = 0
        tol = 90 if k in 'RC' else 24
        for at, v in sorted(want[k], key=lambda x: (x[0], str(x[1]))):
            near = [x for x in left if abs(x[0] - at) <= tol and (k != 'C' or x[1] == v)]
            if near:
                x = min(near, key=lambda x: abs(x[0] - at)); left.remove(x); hit += 1
                if k in 'RO':
                    kinds[1] += 1; kinds[0] += x[1] == v
                    if x[1] != v and verbose: print(f'  {name} {L[k]} want {v} got {x[1]}: {data[at:at+60].decode(errors="ignore")}')
            else: miss.append((at, v))
        tot[k][0] += hit; tot[k][1] += len(want[k]); tot[k][2] += len(g[k])
        if want[k] or g[k]:
            fs = 2 * hit / (len(want[k]) + len(g[k])); line.append(f'{L[k]} {fs:.2f}')
            if verbose:
                for at, v in miss: print(f'  {name} {L[k]} MISSING {v or ""} @{at}: {data[at:at+75].decode(errors="ignore")!r}')
                for at, v in left: print(f'  {name} {L[k]} TOO MUCH {v or ""} @{at}: {data[at:at+75].decode(errors="ignore")!r}')
    for k, v in w['head'].items():
        r = doc['report']; got = (r.get('inspection') or {}).get(k) if k in ('start', 'end') else r.get(k)
        heads[1] += 1; heads[0] += got == v
        if got != v and verbose: print(f'  {name} head {k}: want {v} got {got}')
    print(f'{name:28s}', ' '.join(line))
print('TOTAL', ' '.join(f'{L[k]} {2*h/(w+g):.3f}' for k, (h, w, g) in tot.items() if w + g), f'status {kinds[0]}/{kinds[1]} head {heads[0]}/{heads[1]}')
