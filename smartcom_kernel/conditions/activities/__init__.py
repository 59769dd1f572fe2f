"""What happens to customers, row by row, and what can be asked of one row: one activity, one file."""

from __future__ import annotations

import sys

from smartcom_kernel.core.family import import_blocks

import_blocks(sys.modules[__name__])
