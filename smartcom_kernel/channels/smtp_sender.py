"""One message over SMTP. Where a failure happens decides what it means."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from smartcom_kernel.channels.channel import Accepted, Sender
from smartcom_kernel.channels.mail_reports import quality_of
from smartcom_kernel.channels.message import Outgoing
from smartcom_kernel.channels.smtp_pool import Pool
from smartcom_kernel.channels.smtp_session import CLOSING, NO_ANSWER, NO_CONNECTION, Session, refused, words
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

    def send(self, outgoing: Outgoing) -> Accepted:
        """Send one e-mail; see `Sender.send`. Where a failure happens decides what it means.

        Before the dot that ends the message: it was not accepted. From the dot on, without an answer: uncertain.
        """
        envelope = self._write(outgoing)
        session = self._begun(envelope.return_path)
        with self._kept(session):
            with _before_the_dot(session):
                with _about_the_address():
                    session.ask(f"RCPT TO:<{envelope.recipient}>", 250)
                session.ask("DATA", 354)
                session.hand_over(envelope.content)
            return _accepted(session, self._patience)

    def close(self) -> None:
        """Take leave of the server."""
        self._pool.close()

    def _begun(self, return_path: str) -> Session:
        """A session that has answered to MAIL; a connection that ended while it was idle is renewed."""
        while True:
            session, fresh = self._pool.take()
            try:
                self._mail(session, return_path)
                return session
            except DeliveryError:
                if fresh or session.is_open:
                    raise

    def _mail(self, session: Session, return_path: str) -> None:
        try:
            with _whole(session), _before_the_dot(session):
                session.ask(f"MAIL FROM:<{return_path}>", 250)
        except BaseException:
            self._pool.take_back(session)
            raise

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
        error.quality = quality_of(error.code, str(error))
        raise


def _is_reset(session: Session) -> bool:
    try:
        session.ask("RSET", 250)
    except (OSError, DeliveryError):
        return False
    return True


def _accepted(session: Session, patience: float) -> Accepted:
    """What the server answers to a whole message, whose dot is sent here."""
    try:
        code, text = session.finish(patience)
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
