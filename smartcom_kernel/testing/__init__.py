"""What the tests of a shop's own blocks need: a shop of a few rows, and the promises that every condition keeps."""

from __future__ import annotations

from smartcom_kernel.testing.promises import broken_promises
from smartcom_kernel.testing.small_shop import small_shop

__all__ = ["broken_promises", "small_shop"]
