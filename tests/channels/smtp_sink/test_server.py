from __future__ import annotations

import json
import os
import signal
import smtplib
import subprocess
import sys
from pathlib import Path

import pytest

from smartcom_kernel.channels.smtp_sink import SmtpSink
from tests.channels.conftest import channel_to, hello


def lines(log: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in log.read_text().splitlines()]


def test_a_message_is_in_the_log_when_it_is_answered(tmp_path: Path) -> None:
    log = tmp_path / "sink.log"
    with SmtpSink(log, fsync=True) as sink, channel_to(sink).open(tmp_path) as sender:
        assert sender.send(hello()).remote_id == "2.0.0 taken as number 1"
        assert lines(log) == [
            {
                "key": "7.anna",
                "message_id": "7.anna@shop.example",
                "from": "news@shop.example",
                "to": ["anna@example.com"],
            }
        ]


def test_a_sink_goes_on_with_the_log_of_an_earlier_one(tmp_path: Path) -> None:
    for key in ("1", "2"):
        with SmtpSink(tmp_path / "sink.log") as sink, channel_to(sink).open(tmp_path) as sender:
            sender.send(hello(key=key))
    assert [line["key"] for line in lines(tmp_path / "sink.log")] == ["1", "2"]


def test_a_script_is_played_once_and_then_the_usual_answers_come_back(sink: SmtpSink) -> None:
    sink.answer("mail", "451 4.3.0 later", times=2)
    with smtplib.SMTP("127.0.0.1", sink.port) as client:
        client.ehlo()
        assert [client.mail("a@example.com")[0] for _ in range(3)] == [451, 451, 250]


def test_stopping_hangs_up_on_those_who_are_still_there(tmp_path: Path) -> None:
    sink = SmtpSink().start()
    with smtplib.SMTP("127.0.0.1", sink.port, timeout=5) as client:
        client.ehlo()
        sink.stop()
        with pytest.raises(smtplib.SMTPServerDisconnected):
            client.noop()


def test_a_taken_port_is_told_to_whoever_starts_it(sink: SmtpSink) -> None:
    with pytest.raises(OSError, match="in use"):
        SmtpSink(port=sink.port).start()


def test_it_runs_as_a_process_that_says_its_port(tmp_path: Path) -> None:
    log = tmp_path / "sink.log"
    command = [sys.executable, "-W", "error", "-m", "smartcom_kernel.channels.smtp_sink", "--log", str(log)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        with smtplib.SMTP("127.0.0.1", port) as client:
            client.sendmail("a@example.com", ["b@example.com"], b"Message-ID: <k@x>\r\n\r\nhello\r\n")
        os.kill(process.pid, signal.SIGTERM)
        _, complaints = process.communicate(timeout=10)
    assert (process.returncode, complaints) == (0, "")
    assert lines(log)[0]["key"] == "k"
