"""Run a sink as a process of its own, which prints its port: ``python -m smartcom_kernel.channels.smpp_sink``."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from pathlib import Path

from smartcom_kernel.channels.smpp_sink import SmppSink


def main() -> None:
    """Run a sink until it is told to end."""
    parser = argparse.ArgumentParser(description="SMS centre that logs messages and delivers to nobody.")
    parser.add_argument("--port", type=int, default=0, help="where to listen on 127.0.0.1; 0 for a free port")
    parser.add_argument("--log", type=Path, help="file that gets one JSON line per message")
    parser.add_argument("--fsync", action="store_true", help="have each line on the disk before the answer leaves")
    asked = parser.parse_args()
    sink = SmppSink(asked.log, port=asked.port, fsync=asked.fsync, keep=False)
    asyncio.run(_serve_until_told(sink))


async def _serve_until_told(sink: SmppSink) -> None:
    for ending in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(ending, sink.end)

    def say_where() -> None:
        sys.stdout.write(f"{sink.port}\n")
        sys.stdout.flush()

    await sink.serve(say_where)


if __name__ == "__main__":
    main()
