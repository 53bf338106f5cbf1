"""The measurements of bench_store (standard input, several rounds) as one table, with the ratios of the budget."""

import statistics
import sys

BUDGET = {"8": 3, "64": 8}


def read(lines):
    """Rounds of (name, operations a second) in the order they were measured; each begins with "load"."""
    rounds = []
    for line in lines:
        name, operations, seconds = line.rstrip("\n").split("\t")
        if name == "load":
            rounds.append([])
        rounds[-1].append((name, int(operations) / float(seconds)))
    return rounds


def floor_of(measured, name, at):
    """Of an update: the mean of the raw ones before and after it. Of a read: raw's own."""
    if name.startswith(("submit", "write")):
        before = [v for n, v in measured[:at] if n == "raw update"]
        after = [v for n, v in measured[at:] if n == "raw update"]
        return statistics.mean(before[-1:] + after[:1]) if before else None
    return dict(measured).get("raw " + name)


def main():
    values, ratios = {}, {}
    for measured in read(sys.stdin):
        for at, (name, value) in enumerate(measured):
            values.setdefault(name, []).append(value)
            floor = None if name.startswith(("raw", "load")) else floor_of(measured, name, at)
            if floor:
                ratios.setdefault(name, []).append(value / floor)
    print(f"{'min':>9} {'median':>9} {'max':>9} {'x raw':>7}  what (a second)")
    for name, all_values in values.items():
        ratio = f"{statistics.median(ratios[name]):7.2f}" if name in ratios else " " * 7
        print(f"{min(all_values):9.0f} {statistics.median(all_values):9.0f} {max(all_values):9.0f} {ratio}  {name}")
    for clients, times in BUDGET.items():
        if "submit " + clients in ratios:
            got = statistics.median(ratios["submit " + clients])
            print(f"预算：{clients} 个客户端 ≥ {times} 倍，{got:.2f} 倍为其 {got / times:.2f}")


main()
