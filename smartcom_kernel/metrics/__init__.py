"""Numbers about each customer: one metric, one file; RFM; the refresh that computes them for everybody."""

from __future__ import annotations

import sys

from smartcom_kernel.core.family import import_blocks

import_blocks(sys.modules[__name__])
