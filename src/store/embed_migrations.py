"""Turns numbered migrations (0001-name.sql ...) into one C file.

usage: embed_migrations.py OUTPUT SYMBOL FILE...
"""
import hashlib
import pathlib
import re
import sys


def row(path, number):
    match = re.fullmatch(r"(\d{4})-([a-z0-9-]+)\.sql", path.name)
    if not match or int(match[1]) != number:
        sys.exit(f"{path}: expected a file named {number:04d}-name.sql")
    data = path.read_bytes()
    lines = [",".join(f"'\\{b:03o}'" for b in data[i:i + 18]) for i in range(0, len(data), 18)]
    array = f"static const char sql_{number}[] = {{\n" + ",\n".join(lines) + ",0\n};\n"
    entry = f'\t{{ {number}, "{match[2]}", sql_{number}, "{hashlib.sha256(data).hexdigest()}" }},\n'
    return array, entry


def main():
    output, symbol, *files = sys.argv[1:]
    rows = [row(path, i + 1) for i, path in enumerate(sorted(map(pathlib.Path, files), key=lambda p: p.name))]
    text = '#include "driver.h"\n\n' + "\n".join(array for array, _ in rows)
    text += "\nstatic const struct store_migration rows[] = {\n" + "".join(entry for _, entry in rows) + "};\n"
    text += f"\nconst struct store_migrations {symbol} = {{ rows, sizeof rows / sizeof rows[0] }};\n"
    pathlib.Path(output).write_text(text, encoding="ascii")


main()
