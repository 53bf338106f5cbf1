"""The measurements (standard input: one line each, several rounds) as one table, with the ratios of the budget."""

import statistics
import sys

ROWS = [
    ("parse", "解析，内存中"),
    ("parse+rules", "解析 + 全部规则，内存中（预算所指）"),
    ("files", "解析 + 全部规则 + 文本输出，逐个文件（bihuan check --jobs 1）"),
    ("python", "下限：Python re 只按标记切分"),
    ("pcre2", "下限：PCRE2-JIT 只找标记"),
    ("hyperscan", "下限：Hyperscan 只找标记"),
    ("utf8", "标尺：UTF-8 校验（逐字节）"),
    ("memchr", "标尺：memchr"),
]
BUDGET = [("预算", 100, 4), ("目标", 300, 12)]


def read(lines):
    rounds = {}
    for line in lines:
        name, size, wall, cpu, found = line.rstrip("\n").split("\t")
        size = int(size) / 1e6
        rounds.setdefault(name, []).append((size / float(wall), size / max(float(cpu), 1e-9), size, found))
    return rounds


def ratio(rounds, name, floor):
    """Processor time of each round against the floor of the same round; the median of these."""
    return statistics.median(a[1] / b[1] for a, b in zip(rounds[name], rounds[floor]))


def main():
    rounds = read(sys.stdin)
    print("MB/s：墙钟时间的最小、中位、最大；CPU：按处理器时间计的中位；倍数：同一轮处理器时间之比的中位\n")
    print(f"{'min':>8} {'median':>8} {'max':>8} {'CPU':>8} {'x re':>7} {'x PCRE2':>8} {'MB':>6} {'found':>9}  what")
    for name, label in ROWS:
        if name not in rounds:
            print(f"{'-':>8} {'-':>8} {'-':>8} {'-':>8} {'-':>7} {'-':>8} {'-':>6} {'-':>9}  {label}（未安装，没有测）")
            continue
        speeds = [r[0] for r in rounds[name]]
        cpu = statistics.median(r[1] for r in rounds[name])
        print(
            f"{min(speeds):8.1f} {statistics.median(speeds):8.1f} {max(speeds):8.1f} {cpu:8.1f}"
            f" {ratio(rounds, name, 'python'):7.2f} {ratio(rounds, name, 'pcre2'):8.2f}"
            f" {rounds[name][0][2]:6.0f} {rounds[name][0][3]:>9}  {label}"
        )
    speed = statistics.median(r[1] for r in rounds["parse+rules"])
    times = ratio(rounds, "parse+rules", "python")
    print()
    for what, least, floors in BUDGET:
        print(
            f"{what}：≥ {least} MB/s，{speed:.1f}（CPU）为其 {speed / least:.2f} 倍；"
            f"≥ 脚本的 {floors} 倍，{times:.2f} 倍为其 {times / floors:.2f}"
        )
    if rounds["pcre2"][0][3] != rounds["python"][0][3]:
        print("注意：PCRE2 与 re 找到的标记数不同，两个下限做的不是同一件事")


main()
