"""DKIM signatures (RFC 6376) with RSA (RFC 8301) and Ed25519 (RFC 8463).

The cryptography is the library's; dkimpy, whose RSA is plain Python and twenty times as slow, reads the signatures in
tests.
"""

from __future__ import annotations

import base64
import hashlib
import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from smartcom_kernel.core.errors import SetupError

SMALLEST_RSA = 1024
COVERED = (
    "from", "to", "subject", "date", "message-id", "reply-to", "list-id", "list-unsubscribe", "list-unsubscribe-post",
    "mime-version", "content-type", "content-transfer-encoding",
)  # fmt: skip
"""What a signature covers, once more often than it is there, so that nobody can add another (RFC 6376, 8.15)."""
BLANKS = re.compile(r"[ \t]+")
BODY_BLANKS = re.compile(rb"[ \t]+")
LINE_END = "\r\n"
FOLD = f"{LINE_END}  "
LINE = 72
STRING_OF_DNS = 255


@dataclass(frozen=True)
class DkimKey:
    """The private half of a domain's key, and under which name the public half stands in the DNS.

    Args:
        domain: Whose signature it is: the ``d=`` of signatures.
        selector: Which of the domain's keys: the ``s=``.
        private: The key.
    """

    domain: str
    selector: str
    private: RSAPrivateKey | Ed25519PrivateKey = field(repr=False)

    @classmethod
    def read(cls, pem: str, *, domain: str, selector: str, variable: str) -> DkimKey:
        r"""The key of a PEM text; where an environment can hold one line only, ``\n`` may stand for its line ends.

        Args:
            pem: The text.
            domain: Whose key it is.
            selector: Its name among the domain's keys.
            variable: Where the text was, for the sentence that refuses it.

        Raises:
            SetupError: It is no unencrypted RSA or Ed25519 key, or an RSA key of fewer than 1024 bits (RFC 8301, 3.2).
        """
        try:
            private = load_pem_private_key(pem.replace("\\n", "\n").strip().encode(), password=None)
        except (ValueError, TypeError, UnsupportedAlgorithm):
            private = None  # what the library says may quote the key
        if not isinstance(private, RSAPrivateKey | Ed25519PrivateKey):
            raise SetupError(f"{variable} holds no private key: it must be a PEM of RSA or Ed25519, without a password")
        if isinstance(private, RSAPrivateKey) and private.key_size < SMALLEST_RSA:
            raise SetupError(
                f"the key in {variable} has {private.key_size} bits, which nobody accepts: make one of 2048, or Ed25519"
            )
        return cls(domain, selector, private)

    def signature(self, headers: Mapping[str, str], body: bytes, *, at: datetime) -> str:
        """The value of the DKIM-Signature header of a message.

        Args:
            headers: The message's headers, in ASCII and each once.
            body: Its body as it goes over the wire, with CRLF line ends.
            at: When it is signed; the same for every try, so that its bytes are the same.
        """
        values = {name.lower(): value for name, value in headers.items()}
        present = tuple(name for name in COVERED if name in values)
        digest = base64.b64encode(hashlib.sha256(relaxed_body(body)).digest()).decode()
        unsigned = (
            f"v=1; a={self._algorithm}-sha256; c=relaxed/relaxed; d={self.domain};\r\n"
            f" s={self.selector}; t={int(at.timestamp())};\r\n"
            f" h={_listed((*present, *COVERED))};\r\n bh={digest};\r\n b="
        )
        signed = "".join(f"{relaxed_header(name, values[name])}\r\n" for name in present)
        return unsigned + FOLD.join(pieces(self._sign(signed + relaxed_header("dkim-signature", unsigned)), LINE))

    @property
    def record_name(self) -> str:
        """Where the DNS must have the public half."""
        return f"{self.selector}._domainkey.{self.domain}"

    @cached_property
    def record(self) -> str:
        """The TXT record to publish there (RFC 6376, 3.6.1; RFC 8463, 4), whole."""
        public = self.private.public_key()
        if isinstance(self.private, Ed25519PrivateKey):
            octets = public.public_bytes(Encoding.Raw, PublicFormat.Raw)
        else:
            octets = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return f"v=DKIM1; k={self._algorithm}; p={base64.b64encode(octets).decode()}"

    @property
    def record_line(self) -> str:
        """The same as a line of a zone file, cut into strings of at most 255 octets."""
        strings = " ".join(f'"{piece}"' for piece in pieces(self.record, STRING_OF_DNS))
        return f"{self.record_name}. IN TXT {strings}"

    @property
    def _algorithm(self) -> str:
        return "ed25519" if isinstance(self.private, Ed25519PrivateKey) else "rsa"

    def _sign(self, text: str) -> str:
        digest = hashlib.sha256(text.encode("ascii")).digest()
        if isinstance(self.private, Ed25519PrivateKey):
            signed = self.private.sign(digest)
        else:
            signed = self.private.sign(digest, PKCS1v15(), Prehashed(SHA256()))
        return base64.b64encode(signed).decode()


def relaxed_header(name: str, value: str) -> str:
    """A header as it is signed, without its line end (RFC 6376, 3.4.2)."""
    return f"{name}:{BLANKS.sub(' ', value.replace(LINE_END, '')).strip()}"


def relaxed_body(body: bytes) -> bytes:
    """A body as it is signed (RFC 6376, 3.4.4)."""
    if any(blank in body for blank in (b"\t", b"  ", b" \r\n")):  # hardly ever: bodies are base64
        body = BODY_BLANKS.sub(b" ", body).replace(b" \r\n", b"\r\n")
    flat = body.rstrip(b" \r\n")
    return flat + b"\r\n" if flat else b""


def aligned(signer: str, sender: str) -> bool:
    """Whether a signature of one domain speaks for senders of another: equal, or one below the other.

    DMARC (RFC 7489, 3.1.1) also takes two that only share what was registered. Which part was registered says a list
    that changes every day; what is allowed here needs none.
    """
    return signer == sender or sender.endswith(f".{signer}") or signer.endswith(f".{sender}")


@lru_cache(maxsize=16)
def _listed(names: tuple[str, ...]) -> str:
    return FOLD.join(textwrap.wrap(": ".join(names), LINE, break_on_hyphens=False))


def pieces(text: str, size: int) -> list[str]:
    """A text cut into pieces of at most `size` characters."""
    return [text[start : start + size] for start in range(0, len(text), size)]
