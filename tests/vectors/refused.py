"""Plaintexts that an honest client never seals, and that both implementations must refuse as "bad content"."""

NOT_NOTICES = [
    b"",
    b"null",
    b"[]",
    b"{}",
    b'{"withdraw":[]}',
    b'{"withdraw":{"a":"b"}}',
    b'{"withdraw":"rope"}',
    b'{"withdraw":[1]}',
    b'{"withdraw":[""]}',
    b'{"withdraw":["a"],"limit":{"a":"b"}}',
    b'{"withdraw":["a"],"v":1}',
    b'{"limit":{}}',
    b'{"limit":["a"]}',
    b'{"limit":{"a":1}}',
    b'{"limit":{"a":""}}',
    b'{"limit":{"":"b"}}',
    b'{"limit":{"__proto__":"b"}}',
    b'{"withdraw":["A"]}',
    b'{"allow":["a"]}',
    b'{"withdraw":["a"]',
    b'\xef\xbb\xbf{"withdraw":["a"]}',
    b'{"withdraw":["\xff"]}',
    b'{"__proto__":{"withdraw":["a"]}}',
    b"[" * 4000,
]

# What may follow the number and the hash in a settling: one byte, 1 or 0.
NOT_SETTLED = [b"", b"\x02", b"\x01\x00"]
