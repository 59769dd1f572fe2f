"""The lake on Spark: the same Parquet files and the same expressions, answered by a cluster or by ``local[2]``.

Beside `lake.connect` the only module that names an engine.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.operations as ops
import ibis.expr.schema as sch
import ibis.expr.types as ir
import pandas as pd
import pyarrow as pa
import sqlglot.expressions as sge
from ibis.backends.pyspark import Backend
from ibis.backends.pyspark.datatypes import PySparkSchema
from ibis.backends.sql.compilers.base import NULL
from ibis.backends.sql.compilers.pyspark import PySparkCompiler
from pyspark import cloudpickle
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.functions import pandas_udf

from smartcom_kernel.core.errors import SetupError
from smartcom_kernel.core.settings import Engine
from smartcom_kernel.lake import number_lists
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.lake.history import same_rows
from smartcom_kernel.lake.sql import literal

OPTIONS = {
    "spark.app.name": "smartcom",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    "spark.ui.showConsoleProgress": "false",
}
LOCAL = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.sql.shuffle.partitions": "2",
}
"""Where Spark runs inside this process: nothing listens to the network, and few rows make few partitions."""
GLOB = re.compile(r"[][*?{},\\]")
"""What stands for something else in a path given to Spark."""
SPARK_NAMES = {"epoch_us": "unix_micros", "make_timestamp": "timestamp_micros"}
"""What functions of `lake.days` are called in Spark."""


class _Compiler(PySparkCompiler):  # type: ignore[misc]
    """Ibis' own translation, except where it would answer otherwise than the engine of one machine."""

    __slots__ = ()

    def visit_ScalarUDF(self, op: ops.ScalarUDF, **arguments: Any) -> Any:  # noqa: N802
        name = SPARK_NAMES.get(op.__func_name__)
        return self.f[name](*arguments.values()) if name else super().visit_ScalarUDF(op, **arguments)

    def visit_FloorDivide(self, op: ops.FloorDivide, *, left: Any, right: Any) -> Any:  # noqa: N802
        """Whole numbers stay whole: as floats, instants of far years would lose their last microseconds."""
        rest = self.f.pmod(left, right)
        return self.cast(sge.IntDiv(this=sge.paren(left - rest), expression=sge.paren(right)), op.dtype)

    def visit_WindowFunction(self, op: ops.WindowFunction, **arguments: Any) -> Any:  # noqa: N802
        """Spark numbers rows in 32 bits, where 64 are promised."""
        found = super().visit_WindowFunction(op, **arguments)
        return self.cast(found, op.dtype) if op.dtype.is_integer() else found

    def visit_Median(self, op: ops.Median, *, arg: Any, where: Any) -> Any:  # noqa: ARG002, N802
        """Ibis puts the condition round the share too, which must be a constant."""
        return self.f.percentile(arg if where is None else self.if_(where, arg, NULL), 0.5)


class _Spark(Backend):  # type: ignore[misc]
    """Answers come as Arrow: through pandas, whole numbers with gaps would become floats."""

    compiler = _Compiler()

    def to_pyarrow(self, expr: ir.Expr, /, **asked: Any) -> Any:
        table = expr.as_table()
        found = self.raw_sql(self.compile(table, **asked)).toArrow()
        return expr.__pyarrow_result__(found.cast(table.schema().to_pyarrow()))

    def execute(self, expr: ir.Expr, /, **asked: Any) -> Any:
        return expr.__pandas_result__(self.to_pyarrow(expr.as_table(), **asked).to_pandas())


class SparkLake(Lake):
    """A lake whose expressions Spark answers. It is read-only: what is written goes through a plain `Lake`.

    Tables are the Parquet files of a snapshot, found through the catalogue. Tables of the state are written to a file
    when they are asked for, because executors do not reach the database.

    Args:
        dsn: PostgreSQL that holds the catalogue and the state, as libpq key words.
        folder: Where the Parquet files live; executors see it under the same path.
        master: Which Spark: ``spark://host:7077``, ``yarn``, or ``local[2]`` for two threads of this process.
        engine: How much memory and how many threads this process uses beside Spark.

    Raises:
        SetupError: There is no Java, or Spark does not start.
    """

    def __init__(self, dsn: str, folder: Path, master: str, *, engine: Engine | None = None) -> None:
        self._session = _session(master)
        super().__init__(dsn, folder, engine=engine)
        _Spark.register_options()
        self._spark = _Spark()
        self._spark.do_connect(self._session)
        self._views: dict[tuple[str, int], ir.Table] = {}
        self._held: dict[str, DataFrame] = {}

    def table(self, name: str, snapshot_id: int | None = None) -> ir.Table:
        """A lake table as an Ibis expression, as it is now or as it was at a snapshot.

        Raises:
            SetupError: Not all of its rows, or more than these, are in Parquet files.
        """
        newest = self.snapshot_id()
        at = newest if snapshot_id is None or same_rows(self, [name], snapshot_id, newest) else snapshot_id
        if (name, at) not in self._views:
            schema = super().table(name, at).schema()
            files = self._files(name, at)
            rows = self._session.read.schema(PySparkSchema.from_ibis(schema)).parquet(*files) if files else None
            self._views[name, at] = self._named(rows or self._nothing(schema), schema)
        return self._views[name, at]

    def state_table(self, name: str) -> ir.Table:
        """A state table as it is now, as an Ibis expression."""
        rows = super().state_table(name)
        texts = {column: "string" for column, type_ in rows.schema().items() if type_.is_json() or type_.is_uuid()}
        rows = rows.cast(texts) if texts else rows
        path = self.scratch / f"{name}_{next(self._names)}.parquet"
        self.run(f"COPY ({ibis.to_sql(rows, dialect='duckdb')}) TO {literal(str(path))} (FORMAT parquet)")
        return self._named(self._session.read.parquet(str(path)), rows.schema())

    def temporary(self, data: pd.DataFrame | pa.Table | ir.Table) -> ir.Table:
        """A table of this connection that holds the given rows until it closes."""
        if isinstance(data, ir.Table):
            return self._named(self._session.sql(self._spark.compile(data)).cache(), data.schema())
        rows = pa.Table.from_pandas(data, preserve_index=False) if isinstance(data, pd.DataFrame) else data
        return self._named(self._session.createDataFrame(rows), sch.Schema.from_pyarrow(rows.schema))

    def arrow(self, expression: ir.Table) -> pa.Table:
        """The rows of an expression."""
        return self._spark.to_pyarrow(expression)

    def row(self, expression: ir.Table) -> dict[str, Any]:
        """The only row of an expression."""
        (row,) = self.arrow(expression).to_pylist()
        return dict(row)

    def count(self, expression: ir.Table) -> int:
        """How many rows an expression has."""
        return int(self.row(expression.agg(n=expression.count()))["n"])

    def batches(self, expression: ir.Table, size: int = 10_000) -> Iterator[pa.RecordBatch]:
        """The rows of an expression, a piece at a time."""
        yield from self.arrow(expression).to_batches(max_chunksize=size)

    def sql(self, expression: ir.Expr) -> str:
        """The statement that answers an expression, for people to read."""
        return str(self._spark.compile(expression, pretty=True))

    def close(self) -> None:
        """Let go of the files, the catalogue and what Spark remembers; Spark itself ends with the process."""
        for name in list(self._held):
            self._forget(name)
        super().close()

    # ------------------------------------------------------------------------------------------------------------------

    def _nothing(self, schema: sch.Schema) -> DataFrame:
        return self._session.createDataFrame([], PySparkSchema.from_ibis(schema))

    def _named(self, rows: DataFrame, schema: sch.Schema) -> ir.Table:
        name = f"t_{next(self._names)}"
        rows.createOrReplaceTempView(name)
        self._held[name] = rows
        return ops.DatabaseTable(name, schema, self._spark).to_expr()

    def _forget(self, name: str) -> None:
        self._held.pop(name).unpersist()
        self._session.catalog.dropTempView(name)

    def _files(self, name: str, snapshot_id: int) -> list[str]:
        """The Parquet files that hold exactly the rows of a table at a snapshot."""
        files = self.whole_files(snapshot_id).get(name)
        if files is None:
            raise SetupError(
                f"Spark reads Parquet files alone, and those of {name} are not exactly its rows at snapshot "
                f"{snapshot_id}: run `smartcom maintain` after loads, and ask about the newest snapshot"
            )
        return [GLOB.sub(r"\\\g<0>", str(path)) for path in files.paths]


def _session(master: str) -> SparkSession:
    options = dict(OPTIONS)
    if master.startswith("local"):
        options |= LOCAL
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # no option of Spark says it
    builder = SparkSession.builder.master(master)
    for name, value in options.items():
        builder = builder.config(name, value)
    try:
        session = builder.getOrCreate().newSession()
    except Exception as error:
        raise SetupError(
            f"Spark at {master} does not start; it needs Java 17 or newer on PATH or in JAVA_HOME, and a master that "
            f"can be reached: {' '.join(str(error).split())[:300]}"
        ) from error
    session.sparkContext.setLogLevel("ERROR")
    # Executors need numpy and pyarrow, but not us.
    cloudpickle.register_pickle_by_value(number_lists)
    session.udf.register("made_of", pandas_udf(_made_of(), "array<bigint>"))
    session.sql(
        "CREATE OR REPLACE TEMPORARY FUNCTION json_text(json STRING, path STRING) RETURNS STRING "
        "RETURN get_json_object(json, path)"
    )
    return session


def _made_of() -> Callable[[pd.Series, pd.Series, pd.Series], pd.Series]:
    answers = number_lists.answers

    def made_of(lists: pd.Series, windows: pd.Series, made: pd.Series) -> pd.Series:
        numbers = pa.array(lists, type=pa.list_(pa.int64()))
        return pd.Series(answers(numbers, pa.array(windows), pa.array(made)).to_pylist())

    return made_of
