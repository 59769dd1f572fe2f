"""What is looked at before a message may leave: the family of template checks."""

from __future__ import annotations

import sys

from smartcom_kernel.core.family import import_blocks

import_blocks(sys.modules[__name__])
