"""The one object a notebook holds. It wires the parts together and has no logic of its own."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any

import ibis.expr.types as ir

from smartcom_kernel.attribution.effect import Effect, measure
from smartcom_kernel.channels.channel import CHANNELS, Channel
from smartcom_kernel.consent.consent import ConsentBook
from smartcom_kernel.consent.imported import sync
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.clock import Clock, SystemClock, instant
from smartcom_kernel.core.settings import Settings, load_settings
from smartcom_kernel.delivery.report import DeliveryReport
from smartcom_kernel.intake.load import LoadReport, load
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.metrics.frame import customer_frame
from smartcom_kernel.metrics.refresh import RefreshReport, refresh
from smartcom_kernel.metrics.rfm import RfmResult, rfm
from smartcom_kernel.segments.members import members
from smartcom_kernel.segments.store import SegmentStore
from smartcom_kernel.state import refreshes
from smartcom_kernel.state.connect import State

Progress = Callable[[str, float], None]
