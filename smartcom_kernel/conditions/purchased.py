"""A condition on purchases."""

from __future__ import annotations

from typing import Annotated, Any

import ibis
import ibis.expr.types as ir
from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema, model_validator

from smartcom_kernel.conditions.comparisons import compared, days
from smartcom_kernel.conditions.condition import CONDITIONS, Condition
from smartcom_kernel.conditions.values import Amount, Moment, say, sortable
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.wording import plural
from smartcom_kernel.lake.tables import Tables
