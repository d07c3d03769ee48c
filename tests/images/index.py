"""The images are built from a package index of one's own: `python -m tests.images.index FOLDER WHEELS`, from run.sh.

It is served over https on this side of Docker's network, with a certificate that an authority of its own has signed.

Source: PEP 503.
"""

import datetime as dt
import http.server
import re
import shutil
import ssl
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Thread

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.images.check import report, run

GATEWAY = "172.17.0.1"
"""This machine, as containers see it while they are built."""
NAME = "packages.example.org"


class Index(http.server.SimpleHTTPRequestHandler):
    """Serves a folder and remembers what it has sent."""

    sent: set[str] = set()  # noqa: RUF012 - of all connections

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:  # noqa: ARG002
        if code == http.HTTPStatus.OK:
            self.sent.add(self.path)


def certificate(
    name: str, signer: tuple[x509.Name, ec.EllipticCurvePrivateKey] | None
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    """An authority, or a certificate for `NAME` that one has signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    issuer, issuing = signer or (subject, key)
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder(issuer, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=signer is None, path_length=None), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuing.public_key()), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if signer:
        here = x509.SubjectAlternativeName([x509.DNSName(NAME)])
        made = made.add_extension(here, critical=False)
    else:
        usage = dict.fromkeys(
            ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement"), False
        )
        signs = x509.KeyUsage(**usage, key_cert_sign=True, crl_sign=True, encipher_only=False, decipher_only=False)
        made = made.add_extension(signs, critical=True)
    return made.sign(issuing, hashes.SHA256()), key


@contextmanager
def served(wheels: Path) -> Iterator[tuple[str, str]]:
    """An index that runs.

    Yields:
        Its address, and the certificate of its authority (PEM).
    """
    with tempfile.TemporaryDirectory() as work:
        for wheel in wheels.iterdir():
            name = re.sub(r"[-_.]+", "-", re.split(r"-(?=\d)", wheel.name)[0]).lower()
            folder = Path(work) / "tree" / "simple" / name
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy(wheel, folder)
        authority, signing = certificate("an authority of one's own", None)
        own, key = certificate("an index of one's own", (authority.subject, signing))
        pem, file = serialization.Encoding.PEM, Path(work) / "own.pem"
        secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        file.write_bytes(own.public_bytes(pem) + secret)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        handler = partial(Index, directory=str(Path(work) / "tree"))
        with http.server.ThreadingHTTPServer((GATEWAY, 0), handler) as server:
            server.socket = context.wrap_socket(server.socket, server_side=True)
            Thread(target=server.serve_forever, daemon=True).start()
            yield f"https://{NAME}:{server.server_port}/simple", authority.public_bytes(pem).decode()
            server.shutdown()


def build(folder: Path, **arguments: str) -> subprocess.CompletedProcess[str]:
    """Builds the image of the hub as docs/operating.md says it."""
    given = [part for name, value in arguments.items() for part in ("--build-arg", f"{name}={value}")]
    command = ["docker", "build", "--no-cache", "--target", "hub", "--tag", "overture"]
    # There is no name server here.
    command += ["--add-host", f"{NAME}:{GATEWAY}", *given, "."]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def check(folder: Path, wheels: Path) -> None:
    with served(wheels) as (address, authority):
        refused = build(folder, PIP_INDEX_URL=address)
        assert refused.returncode != 0
        assert "CERTIFICATE_VERIFY_FAILED" in refused.stdout + refused.stderr, refused
        assert not Index.sent
        done = build(folder, PIP_INDEX_URL=address, INDEX_CA=authority)
        assert done.returncode == 0, (done.stdout, done.stderr)
        packages = sorted(path for path in Index.sent if not path.endswith("/"))
        assert any("/starlette-" in path for path in packages)
    script = f"overture --version; grep -rlE '{NAME}|BEGIN CERT' /opt /root /tmp || true"
    inside = run("docker", "run", "--rm", "overture", "sh", "-c", script)
    assert re.fullmatch(r"\S+ \d+\.\d+\.\d+\n", inside), inside
    history = run("docker", "history", "--no-trunc", "overture")
    assert NAME not in history
    assert "CERTIFICATE" not in history
    report(f"built from an index of one's own ({len(packages)} packages), and refused without its authority")


if __name__ == "__main__":
    check(Path(sys.argv[1]), Path(sys.argv[2]))
