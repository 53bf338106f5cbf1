#!/usr/bin/env python3
"""BIHUAN=program doubts.py DIR-or-json-files [-v]: findings against the marked doubts, by family. A finding is right when it touches a marked passage of its family."""
import sys, os, json, glob, subprocess
B = os.environ["BIHUAN"]; verbose = '-v' in sys.argv; args = [a for a in sys.argv[1:] if a != '-v']
files = []
for a in args: files += sorted(glob.glob(os.path.join(a, '*.json'))) if os.path.isdir(a) else [a]
P = {}; R = {}; E = [0, 0]
for f in files:
    w = json.load(open(f)); txt = f[:-5] + '.txt'; data = open(txt, 'rb').read(); name = os.path.basename(txt)
    run = subprocess.run([B, 'check', '--json', txt], capture_output=True)
    try: doc = json.loads(run.stdout)
    except Exception: print(name, 'NOT READ', run.stderr.decode()[:200]); continue
    fs = doc.get('findings') or [x for r in doc.get('reports', doc.get('files', [])) for x in r.get('findings', [])]
    touch = lambda s, d: s[0] < d['span'][1] and s[1] > d['span'][0]
    for x in fs:
        spans = [x['span']] + (x.get('related') or []); fam = x['code'][:3]
        ok = any(d['code'][:3] == fam and any(touch(s, d) for s in spans) for d in w['doubts'])
        P.setdefault(fam, [0, 0]); P[fam][1] += 1; P[fam][0] += ok
        if x['severity'] == 'error': E[1] += 1; E[0] += ok
        if verbose and not ok: print(f"  {name} EXTRA {x['code']} {x['severity']} @{x['span'][0]}: {x['message']} | {x.get('quote','')[:80]!r}")
    for d in w['doubts']:
        fam = d['code'][:3]
        hit = any(x['code'][:3] == fam and any(touch(s, d) for s in [x['span']] + (x.get('related') or [])) for x in fs)
        R.setdefault(fam, [0, 0]); R[fam][1] += 1; R[fam][0] += hit
        if verbose and not hit: print(f"  {name} MISSED {d['code']} @{d['span'][0]}: {data[d['span'][0]:d['span'][1]].decode(errors='ignore')[:120]!r}")
for fam in sorted(set(P) | set(R)): print(fam, 'precision', *P.get(fam, [0, 0]), 'recall', *R.get(fam, [0, 0]))
p = [sum(v[0] for v in P.values()), sum(v[1] for v in P.values())]; r = [sum(v[0] for v in R.values()), sum(v[1] for v in R.values())]
print(f'ALL precision {p[0]}/{p[1]} = {p[0]/max(1,p[1]):.2f} recall {r[0]}/{r[1]} = {r[0]/max(1,r[1]):.2f} errors right {E[0]}/{E[1]}')
