"""The lake beyond one machine: the Spark that the settings name."""

from __future__ import annotations

from pathlib import Path

from smartcom_kernel.core.errors import SetupError
from smartcom_kernel.core.settings import Engine
from smartcom_kernel.lake.connect import Lake


def on_spark(dsn: str, folder: Path, engine: Engine) -> Lake:
    """The lake as Spark reads it.

    Args:
        dsn: PostgreSQL that holds the catalogue and the state, as libpq key words.
        folder: Where the Parquet files live.
        engine: Which Spark.

    Raises:
        SetupError: No Spark is set, or PySpark is absent.
    """
    if engine.spark is None:
        raise SetupError('no Spark is set: write its address into smartcom.toml, as in [engine] spark = "local[2]"')
    try:
        from smartcom_kernel.lake.spark import SparkLake  # half a gigabyte that few need
    except ImportError as error:
        raise SetupError(f"PySpark is absent: `make spark`, or pip install 'pyspark>=4,<4.1' ({error})") from error
    return SparkLake(dsn, folder, engine.spark, engine=engine)
