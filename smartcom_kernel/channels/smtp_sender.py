"""One message over SMTP. Where a failure happens decides what it means."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from smartcom_kernel.channels.channel import Accepted, Sender
from smartcom_kernel.channels.mail_reports import quality_of
from smartcom_kernel.channels.message import Outgoing
from smartcom_kernel.channels.smtp_pool import Pool
from smartcom_kernel.channels.smtp_session import CLOSING, GO_AHEAD, NO_ANSWER, NO_CONNECTION, Session, refused, words
from smartcom_kernel.core.errors import DeliveryError


@dataclass(frozen=True)
class Envelope:
    """A message as the server gets it.

    Args:
        return_path: Where bounces go: the address of MAIL FROM.
        recipient: To whom: the address of RCPT TO.
        content: The message itself, with CRLF line ends.
    """

    return_path: str
    recipient: str
    content: bytes

    @property
    def commands(self) -> tuple[str, str, str]:
        """What is said before the content."""
        return f"MAIL FROM:<{self.return_path}>", f"RCPT TO:<{self.recipient}>", "DATA"


class SmtpSender(Sender):
    """Sends over connections that are opened when they are needed and kept.

    Args:
        write: Makes the envelope of a message.
        pool: The connections.
        at_once: How many messages may be under way at once.
        final_timeout_seconds: How long to wait for the answer to a whole message.
    """

    def __init__(
        self, write: Callable[[Outgoing], Envelope], pool: Pool, *, at_once: int, final_timeout_seconds: float
    ) -> None:
        self._write = write
        self._pool = pool
        self.at_once = at_once
        self._patience = final_timeout_seconds
        self._next: Outgoing | None = None
        self._written: tuple[Outgoing, Envelope] | None = None

    def expect(self, outgoing: Outgoing) -> None:
        """Write this e-mail while the server takes the next one."""
        self._next = outgoing

    def send(self, outgoing: Outgoing) -> Accepted:
        """Send one e-mail; see `Sender.send`. Where a failure happens decides what it means.

        Before the dot that ends the message: it was not accepted. From the dot on, without an answer: uncertain.
        """
        envelope = self._envelope(outgoing)
        session = self._begun(envelope)
        with self._kept(session):
            with _before_the_dot(session):
                with _about_the_address():
                    session.ask(envelope.commands[1], 250)
                session.ask(envelope.commands[2], GO_AHEAD)
                session.hand_over(envelope.content)
            return self._accepted(session)

    def close(self) -> None:
        """Take leave of the server."""
        self._pool.close()

    def _envelope(self, outgoing: Outgoing) -> Envelope:
        written, self._written = self._written, None
        return written[1] if written is not None and written[0] is outgoing else self._write(outgoing)

    def _write_next(self) -> None:
        coming, self._next = self._next, None
        if coming is not None:
            with suppress(Exception):  # its own turn will tell
                self._written = coming, self._write(coming)

    def _begun(self, envelope: Envelope) -> Session:
        """A session that has answered to MAIL; a connection that ended while it was idle is renewed."""
        while True:
            session, fresh = self._pool.take()
            try:
                self._mail(session, envelope)
                return session
            except DeliveryError:
                if fresh or session.is_open:
                    raise

    def _mail(self, session: Session, envelope: Envelope) -> None:
        try:
            with _whole(session), _before_the_dot(session):
                session.give(*envelope.commands)
                session.ask(envelope.commands[0], 250)
        except BaseException:
            self._pool.take_back(session)
            raise

    def _accepted(self, session: Session) -> Accepted:
        """What the server answers to a whole message, whose dot is sent here."""
        try:
            session.end()
            self._write_next()
            code, text = session.getreply(self._patience)
        except OSError as error:
            session.close()
            raise DeliveryError(f"no answer to a whole message: {error}", code=NO_ANSWER, uncertain=True) from error
        if 200 <= code <= 299:
            return Accepted(words(text))
        if str(code) == CLOSING or not 400 <= code <= 599:
            session.close()
        if not 400 <= code <= 599:
            raise DeliveryError("the answer to a whole message makes no sense", code=NO_ANSWER, uncertain=True)
        raise refused(code, text)

    @contextmanager
    def _kept(self, session: Session) -> Iterator[None]:
        try:
            with _whole(session):
                yield
        finally:
            self._pool.take_back(session)


@contextmanager
def _whole(session: Session) -> Iterator[None]:
    """Closes a session that an interrupt may have left in the middle of an exchange."""
    try:
        yield
    except DeliveryError:
        raise
    except BaseException:
        session.close()
        raise


@contextmanager
def _before_the_dot(session: Session) -> Iterator[None]:
    """Where every failure leaves the message unaccepted; a connection that cannot go on is given up."""
    try:
        yield
    except DeliveryError as error:
        if error.code.startswith(CLOSING) or not _is_reset(session):
            session.close()
        raise
    except OSError as error:
        session.close()
        raise DeliveryError(f"the connection broke: {error}", code=NO_CONNECTION, retryable=True) from error


@contextmanager
def _about_the_address() -> Iterator[None]:
    """Where a refusal is of the recipient, so that it may say how good the address is."""
    try:
        yield
    except DeliveryError as error:
        error.quality = quality_of(error.code, str(error), around="RCPT TO")
        raise


def _is_reset(session: Session) -> bool:
    try:
        session.ask("RSET", 250)
    except (OSError, DeliveryError):
        return False
    return True
