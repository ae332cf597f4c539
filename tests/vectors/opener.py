#!/usr/bin/env python3
"""Opens sealed archives, written from docs/archive-format.md alone; prints a line of JSON for each."""
import argparse, hashlib, hmac, io, json, math, subprocess, sys, tarfile, unicodedata
from struct import pack, unpack, unpack_from

try:
    from argon2.low_level import Type, hash_secret_raw
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF
except ImportError as error:
    sys.exit(f"{error}. Install the Debian packages: python3-cryptography python3-argon2 zstd")

FRAME = 4_194_304
KINDS = {tarfile.REGTYPE: "file", tarfile.DIRTYPE: "dir", tarfile.SYMTYPE: "symlink", tarfile.LNKTYPE: "link"}
WRONG, COSTLY = "passphrase-or-envelope-wrong", "key-derivation-too-costly"

class Refused(Exception):
    """With the code of the reason."""

def need(condition, code="archive-damaged"):
    if not condition:
        raise Refused(code)

def hkdf(key, salt, info):
    return HKDF(hashes.SHA256(), 32, salt, info).derive(key)

def gcm_open(key, nonce, sealed, aad=None, code=None):
    try:
        return AESGCM(key).decrypt(nonce, sealed, aad)
    except InvalidTag:
        need(code is None, code)

def unzstd(data):
    return subprocess.run(["zstd", "-dcq"], input=data, stdout=subprocess.PIPE, check=True).stdout

def unwrap(slot, passphrase, private):
    """The file key out of a slot; None if it is for another key."""
    kind, content = slot[0], slot[3:]
    if kind == 1 and len(content) == 88 and passphrase:
        m, t, p = unpack(">III", content[:12])
        if t < 1 or p < 1 or m < 8 * p:
            return None
        need(m <= 262_144 and t <= 16 and p <= 16 and m * t <= 4_194_304, COSTLY)
        secret = unicodedata.normalize("NFC", passphrase).encode()
        kek = hash_secret_raw(secret, content[12:28], t, m, p, 32, Type.ID, version=0x13)
        return gcm_open(kek, content[28:40], content[40:], slot[:31])
    if kind == 2 and len(content) == 80 and private:
        own = private.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        shared = private.exchange(X25519PublicKey.from_public_bytes(content[:32]))
        return gcm_open(hkdf(shared, content[:32] + own, b"secure-client v1 x25519"), bytes(12), content[32:])

def find_file_key(block, passphrase, private):
    slots, at, error = [], 1, Refused(WRONG)
    for _ in range(block[0] if block else 0):
        end = at + 3 + (unpack_from(">H", block, at + 1)[0] if at + 3 <= len(block) else 0)
        slots.append(block[at:end])
        at = end
    need(block and block[0] <= 16 and at <= len(block) and not any(block[at:]), WRONG)
    for slot in slots:
        try:
            if found := unwrap(slot, passphrase, private):
                return found
        except Refused as refused:
            error = refused
    raise error

def open_floe(key, aad, data, segment_length=262_144, mask=20):
    """The plaintext of a FLOE ciphertext; its last segment is opened first."""
    params, iv, tag, body = data[:10], data[10:42], data[42:74], data[74:]
    f = lambda k, purpose, n: hmac.digest(k, params + iv + purpose + aad + b"\1", "sha384")[:n]
    need(len(body) >= 32, "archive-truncated")
    need(params == pack(">HII", 0, segment_length, 32) and hmac.compare_digest(tag, f(key, b"HEADER_TAG:", 32)))
    message_key = f(key, b"MESSAGE_KEY:", 48)
    last = math.ceil(len(body) / segment_length) - 1

    def segment(number):
        sealed, is_last = body[number * segment_length :][:segment_length], number == last
        need(len(sealed) >= 32 and not (is_last and unpack_from(">I", sealed)[0] > len(sealed)), "archive-truncated")
        need(unpack_from(">I", sealed)[0] == (len(sealed) if is_last else 0xFFFFFFFF))
        dek = f(message_key, b"DEK:" + pack(">Q", number >> mask << mask), 32)
        return gcm_open(dek, sealed[4:16], sealed[16:], pack(">QB", number, is_last), "archive-damaged")

    return b"".join(reversed([segment(number) for number in range(last, -1, -1)]))

def open_archive(data, passphrase, private):
    need(len(data) >= 32 and data[:8] == b"\x89SCA\r\n\x1a\n", "not-an-archive")
    need(data[8] == 1, "archive-version-unknown")
    content, archive_id, length = data[9], data[12:28], unpack_from(">I", data, 28)[0]
    need(content <= 1 and data[10:12] == b"\0\0" and length <= 65_536)
    need(len(data) >= 64 + length, "archive-truncated")
    file_key = find_file_key(data[32 : 32 + length], passphrase, private)
    mac = hmac.digest(hkdf(file_key, archive_id, b"secure-client v1 slots"), data[: 32 + length], "sha256")
    need(hmac.compare_digest(mac, data[32 + length : 64 + length]), WRONG)
    payload_key = hkdf(file_key, archive_id, b"secure-client v1 payload")
    return content, archive_id, open_floe(payload_key, data[:28], data[64 + length :])

def read_plaintext(content, archive_id, plaintext):
    """Every entry, as the tar has it, compared with what the index says."""
    at, length, mark = unpack(">QQ8s", plaintext[-24:])
    need(mark == b"SCAINDX\1" and at + length == len(plaintext) - 24)
    summary, *lines = map(json.loads, unzstd(plaintext[at : at + length]).decode().splitlines())
    need(summary["v"] == 1 and summary["id"] == archive_id.hex())
    index = [line for line in lines if "path" in line]
    frames = [line["frame"] for line in lines if "frame" in line]
    tar = plaintext[:at]
    if content == 1:
        need(plaintext[at - 8 : at] == pack("<II", 0x184D2A5E, length + 24))
        ends = [start for _, start in frames[1:]] + [at - 8]
        pieces = [unzstd(plaintext[start:end]) for (_, start), end in zip(frames, ends)]
        need([start for start, _ in frames] == [FRAME * number for number in range(len(frames))])
        need(all(len(piece) == FRAME for piece in pieces[:-1]) and len(pieces[-1]) <= FRAME)
        tar = b"".join(pieces)
    entries = []
    for member, line in zip(list(tarfile.open(fileobj=io.BytesIO(tar), mode="r:")), index, strict=True):
        size = member.size if member.isreg() else 0
        entry = {"path": member.name, "type": KINDS[member.type], "mode": member.mode, "size": size}
        if member.issym() or member.islnk():
            entry["target"] = member.linkname
        need(entry == {name: line.get(name) for name in entry} and line["offset"] == member.offset_data)
        need(abs(member.mtime - line["mtime"]) < 1e-5)
        entry["mtime"] = line["mtime"]
        if member.isreg():
            entry["sha256"] = hashlib.sha256(tar[line["offset"] :][:size]).hexdigest()
        entries.append(entry)
    need(summary["entries"] == len(entries) and summary["bytes"] == sum(entry["size"] for entry in entries))
    return {"content": content, "name": summary["name"], "entries": entries}

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archives", nargs="*")
    for option, what in {"passphrase": "TEXT", "identity": "PEM", "plaintext": "FILE", "floe": "JSON"}.items():
        parser.add_argument(f"--{option}", metavar=what)
    given = parser.parse_args()
    private_key = given.identity and serialization.load_pem_private_key(open(given.identity, "rb").read(), None)
    for archive in given.archives:
        try:
            opened = open_archive(open(archive, "rb").read(), given.passphrase, private_key)
            if given.plaintext:
                open(given.plaintext, "wb").write(opened[2])
            print(json.dumps(read_plaintext(*opened)))
        except Refused as refused:
            print(json.dumps({"error": str(refused)}))
    for case in json.load(open(given.floe)) if given.floe else []:
        parts = [bytes.fromhex(case[part]) for part in ("key", "associatedData", "ciphertext")]
        print(json.dumps(open_floe(*parts, case["segmentLength"], case["keyRotationMask"]).hex()))
