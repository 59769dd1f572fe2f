from __future__ import annotations
import json, os
from pathlib import Path
import pytest
from smartcom_kernel.runner.ledger import history
from smartcom_kernel.core.clock import SystemClock
def test_a(written, execute, state):
    nb = written("segment: str\nn: int = 2", "print(segment * n)", "import plotly.graph_objects as go\ngo.Figure(go.Bar(y=[1,2]))")
    r = execute(nb, {"segment": "ab"})
    print(r.describe(), r)
    print(r.output.read_text()[:6000])
    print(history(state, clock=SystemClock()))
@pytest.mark.parametrize("cell", ["raise ValueError('no such segment')", "import os; os._exit(3)", "import os,signal; os.kill(os.getpid(), signal.SIGKILL)", "while True: pass", "exit()", "input()", "import subprocess; subprocess.Popen(['sleep','60']); import threading,time; threading.Thread(target=time.sleep,args=[60]).start()", "raise SystemExit(2)"])
def test_b(written, execute, cell):
    nb = written("segment: str = 'q'", "x = 1", cell, "print('after')")
    r = execute(nb, {}, timeout_seconds=8)
    print("@@", cell[:40], r.describe())
    d=json.loads(r.output.read_text())
    print([ (c["cell_type"], c["source"][:100], c.get("outputs", [None])[-1:], c["metadata"].get("papermill",{}).get("status")) for c in d["cells"]][-3:])
