"""Old Office files as the specifications say, small and always the same bytes: compound files ([MS-CFB]), Word 97 documents ([MS-DOC]),
Excel 97 workbooks ([MS-XLS]). For office.py."""

import struct

END, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def compound(streams):
    """`streams`: name -> bytes; those below 4096 bytes go into the mini stream."""
    mini, mini_fat, body, fat, entries = b"", [], b"", [], []

    def add(data):
        nonlocal body
        if not data:
            return END
        first, count = len(fat), (len(data) + 511) // 512
        fat.extend(list(range(first + 1, first + count)) + [END])
        body += data.ljust(count * 512, b"\0")
        return first

    for name, data in streams.items():
        if len(data) >= 4096:
            start = add(data)
        else:
            start, count = (len(mini_fat) if data else END), (len(data) + 63) // 64
            mini_fat.extend(list(range(start + 1, start + count)) + [END] if count else [])
            mini += data.ljust(count * 64, b"\0")
        entries.append((name, 2, start, len(data)))
    root = add(mini)
    mini_start = add(b"".join(struct.pack("<I", n) for n in mini_fat + [FREE] * (-len(mini_fat) % 128)))
    entries.insert(0, ("Root Entry", 5, root, len(mini)))
    directory = b""
    for i, (name, kind, start, size) in enumerate(entries):
        wide = (name + "\0").encode("utf-16-le")
        right = i + 1 if 0 < i < len(entries) - 1 else FREE
        directory += wide.ljust(64, b"\0") + struct.pack("<HBBIII", len(wide), kind, 1, FREE, right, 1 if i == 0 and len(entries) > 1 else FREE)
        directory += b"\0" * 36 + struct.pack("<IQ", start, size)
    directory_start = add(directory)
    count = 0
    while count * 128 < len(fat) + count:
        count += 1
    table = fat + [FAT] * count + [FREE] * (count * 128 - len(fat) - count)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, count, directory_start, 0, 4096,
                                                                       mini_start, (len(mini_fat) + 127) // 128, END, 0)
    where = [len(fat) + i for i in range(count)] + [FREE] * 109
    return header + struct.pack("<109I", *where[:109]) + body + struct.pack("<%dI" % len(table), *table)


def pages(rows, size):
    """Formatted disk pages: `rows` of (from, to, properties); `size`: 13 bytes a row for paragraphs, 1 for characters."""
    out, i = [], 0
    while i < len(rows):
        page, end, n = bytearray(512), 511, 0
        while i + n < len(rows):
            data = rows[i + n][2]
            data = (data if len(data) % 2 else b"\0" + data) if size == 13 else bytes([len(data)]) + data
            if size == 13:
                data = bytes([(len(data) + 1) // 2]) + data if data[0] else bytes([0, (len(data) - 1) // 2]) + data[1:]
            place = (end - len(data)) & ~1
            if place < 4 * (n + 2) + size * (n + 1):
                break
            end = place
            page[place:place + len(data)] = data
            rows[i + n] = rows[i + n] + (place // 2,)
            n += 1
        for k in range(n):
            page[4 * k:4 * k + 4] = struct.pack("<I", rows[i + k][0])
            page[4 * (n + 1) + size * k] = rows[i + k][3]
        page[4 * n:4 * n + 4] = struct.pack("<I", rows[i + n - 1][1])
        page[511] = n
        out.append((rows[i][0], rows[i + n - 1][1], bytes(page)))
        i += n
    return out


def level(form, text, start=1, follow=2):
    units = "".join(chr(0) if c == "%" else c for c in text)
    return struct.pack("<IBB9sBIIBBBB", start, form, 0, bytes([text.index("%") + 1 if "%" in text else 0]).ljust(9, b"\0"), follow, 0, 0, 0, 0, 0, 0) + \
        struct.pack("<H", len(units)) + units.encode("utf-16-le")


def word(paragraphs, lists=(), uses=()):
    """`paragraphs`: (text, properties behind the style's number). `lists`: (form, text) of one level each; `uses`: (list, start)."""
    text = "".join(p + "\r" for p, _ in paragraphs)
    begin = 2048
    fib = bytearray(begin)
    struct.pack_into("<HHHHH", fib, 0, 0xA5EC, 0xC1, 0, 0x804, 0)
    struct.pack_into("<H", fib, 10, 0x5200)
    struct.pack_into("<H", fib, 32, 14)
    struct.pack_into("<H", fib, 60, 0x804)
    struct.pack_into("<H", fib, 62, 22)
    struct.pack_into("<I", fib, 76, len(text.encode("utf-16-le")) // 2)
    struct.pack_into("<H", fib, 152, 93)
    main = bytes(fib) + text.encode("utf-16-le")
    rows, at = [], begin
    for p, properties in paragraphs:
        size = len((p + "\r").encode("utf-16-le"))
        rows.append((at, at + size, b"\0\0" + properties))
        at += size
    table = b""

    def keep(number, data):
        nonlocal table
        struct.pack_into("<II", fib, 154 + number * 8, len(table), len(data))
        table += data

    for number, size, these in ((13, 13, pages(rows, 13)), (12, 1, pages([(begin, at, b"")], 1))):
        main += b"\0" * (-len(main) % 512)
        first = len(main) // 512
        main += b"".join(page for _, _, page in these)
        keep(number, struct.pack("<%dI" % (len(these) + 1), *[p[0] for p in these], these[-1][1]) +
             struct.pack("<%dI" % len(these), *range(first, first + len(these))))
    keep(33, b"\2" + struct.pack("<IIIHIH", 16, 0, (at - begin) // 2, 0, begin, 0))
    if lists:
        keep(73, struct.pack("<H", len(lists)) + b"".join(struct.pack("<II9HBB", i + 1, 0, *[0xFFF] * 9, 1, 0) for i in range(len(lists))))
        table += b"".join(level(form, text) for form, text in lists)
        keep(74, struct.pack("<I", len(uses)) + b"".join(struct.pack("<IIIBBBB", n + 1, 0, 0, 1, 0, 0, 0) for n, _ in uses) +
             b"".join(struct.pack("<III", 0xFFFFFFFF, start, 0x10) for _, start in uses))
    return compound({"WordDocument": bytes(fib) + main[begin:], "1Table": table})


def record(kind, data=b""):
    return struct.pack("<HH", kind, len(data)) + data


def wide(text, size):
    return struct.pack("<" + size + "B", len(text.encode("utf-16-le")) // 2, 1) + text.encode("utf-16-le")


def shared(strings):
    """The table of strings, cut into records as soon as they are full: in the middle of characters too."""
    out, body = [], bytearray(struct.pack("<II", len(strings), len(strings)))
    for text in strings:
        units = text.encode("utf-16-le")
        if len(body) > 8200:
            out.append(bytes(body))
            body = bytearray()
        body += struct.pack("<HB", len(units) // 2, 1)
        while units:
            room = (8224 - len(body)) & ~1
            body += units[:room]
            units = units[room:]
            if units:
                out.append(bytes(body))
                body = bytearray(b"\1")
    out.append(bytes(body))
    return b"".join(record(0xFC if i == 0 else 0x3C, part) for i, part in enumerate(out))


def excel(rows):
    """One sheet of strings, as Excel 97 has it."""
    strings = sorted({cell for row in rows for cell in row if cell})
    place = {text: i for i, text in enumerate(strings)}
    begin = struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0)
    name = wide("Sheet1", "B")
    head = record(0x809, begin) + record(0xE0, b"\0" * 20)
    tail = shared(strings) + record(0x0A)
    at = len(head) + 4 + 6 + len(name) + len(tail)
    book = head + record(0x85, struct.pack("<IH", at, 0) + name) + tail
    cells = b"".join(record(0xFD, struct.pack("<HHHI", r, c, 0, place[cell])) for r, row in enumerate(rows) for c, cell in enumerate(row) if cell)
    return compound({"Workbook": book + record(0x809, begin[:2] + b"\x10" + begin[3:]) + cells + record(0x0A)})
