"""A DNS server on this machine that answers from a zone of the test's own."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import dns.flags
import dns.message
import dns.rcode
import dns.resolver
import dns.rrset

from smartcom_kernel.channels.dns_records.names import Names

Zone = Mapping[str, Sequence[str]]
"""By ``"NAME TYPE"`` what stands there; ``"SERVFAIL"`` for a server that cannot answer."""


@contextmanager
def serving(zone: Zone) -> Iterator[Names]:
    """Questions that a real server on loopback answers."""
    known = {name.lower() for name, _, _ in (place.partition(" ") for place in zone)}

    class Answering(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            data, sock = self.request
            asked = dns.message.from_wire(data)
            sock.sendto(_answer(asked).to_wire(), self.client_address)

    def _answer(asked: dns.message.Message) -> dns.message.Message:
        answer = dns.message.make_response(asked)
        [question] = asked.question
        name, kind = question.name.to_text(omit_final_dot=True).lower(), dns.rdatatype.to_text(question.rdtype)
        there = zone.get(f"{name} {kind}", ())
        if "SERVFAIL" in there:
            answer.set_rcode(dns.rcode.SERVFAIL)
        elif there:
            answer.answer.append(dns.rrset.from_text_list(question.name, 60, "IN", kind, list(there)))
        elif name not in known:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        return answer

    with socketserver.ThreadingUDPServer(("127.0.0.1", 0), Answering) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        resolver: Any = dns.resolver.Resolver(configure=False)
        resolver.nameservers, resolver.port, resolver.lifetime = ["127.0.0.1"], server.server_address[1], 2
        try:
            yield Names(resolver)
        finally:
            server.shutdown()
            thread.join()
