"""What can be done with a list of customers: one action, one file."""

from __future__ import annotations

import sys

from smartcom_kernel.core.family import import_blocks

import_blocks(sys.modules[__name__])
