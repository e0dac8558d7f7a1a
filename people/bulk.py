"""Many rows in and out at once: arrays and COPY on PostgreSQL, plain statements on SQLite.

Columns are numpy arrays or lists. What is read comes as one array for each column in PostgreSQL's binary form, all of
one width, straight into numpy: no message for a row, no Python object for a value.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import numpy as np
from django.db import connection, models

Params = Sequence[Any] | Mapping[str, Any]
Row = TypeVar("Row", bound=models.Model)

# kind → (type on PostgreSQL, big-endian form of one value, what numpy gets)
_KINDS = {
    "id": ("bigint", ">i8", "i8"),
    "fen": ("bigint", ">i8", "i8"),
    "whole": ("integer", ">i4", "i4"),
    "small": ("smallint", ">i2", "i2"),
    "flag": ("boolean", "?", "?"),
    "day": ("date", ">i4", "M8[D]"),
}
_POSTGRES_EPOCH = np.datetime64("2000-01-01", "D")
_NO_DAY = np.int32(2**31 - 1)  # how 'infinity' travels
_HEAD = 20  # bytes before the first value of an array
_AT_ONCE = 500  # variables in one statement on SQLite stay below its limit


def read(sql: str, columns: Mapping[str, str], params: Params = ()) -> dict[str, np.ndarray]:
    """The rows of a SELECT as columns, in its order.

    columns  name → id, fen, whole, small, flag, day, or a number: text of at most so many ASCII signs (``S10``),
             blanks at its end dropped. Nothing may be NULL, except a day: NaT.
    """
    if connection.vendor == "postgresql":
        return _read_arrays(sql, columns, params)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows = cursor.fetchall()
    values = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    return {
        name: np.array(value, dtype=_numpy_type(kind))
        for (name, kind), value in zip(columns.items(), values, strict=True)
    }


def _read_arrays(sql: str, columns: Mapping[str, str], params: Params) -> dict[str, np.ndarray]:
    from psycopg import Cursor  # Django's own cursor puts parameters into the text, and then nothing comes in binary

    wanted = ", ".join(f"array_agg({_cast(name, kind)})" for name, kind in columns.items())
    connection.ensure_connection()
    with connection.wrap_database_errors, Cursor(connection.connection) as cursor:
        cursor.execute(f"SELECT {wanted} FROM ({sql}) q", params or None, binary=True)
        result = cursor.pgresult
        assert result is not None
        told = [result.get_value(0, place) for place in range(len(columns))]
    return {name: _from_array(content, kind) for (name, kind), content in zip(columns.items(), told, strict=True)}


def _cast(name: str, kind: str) -> str:
    if kind == "day":
        return f"COALESCE(q.{name}, 'infinity')::date"
    return f"q.{name}::{_KINDS[kind][0] if kind in _KINDS else f'char({kind})'}"


def _from_array(content: bytes | None, kind: str) -> np.ndarray:
    form = np.dtype(_KINDS[kind][1] if kind in _KINDS else f"S{kind}")
    if content is None:  # no rows
        return np.zeros(0, dtype=_numpy_type(kind))
    row = np.dtype([("length", ">i4"), ("value", form)])
    size = int.from_bytes(content[12:16])
    if len(content) != _HEAD + size * row.itemsize:
        raise ValueError("a value is NULL, or a text is not ASCII")
    column = np.frombuffer(content, dtype=row, offset=_HEAD)["value"]
    if kind == "day":
        days = column.astype(np.int32)
        return np.where(days == _NO_DAY, np.datetime64("NaT", "D"), _POSTGRES_EPOCH + days.astype("m8[D]"))
    return column.astype(_numpy_type(kind)) if kind in _KINDS else np.strings.rstrip(column)


def _numpy_type(kind: str) -> str:
    return _KINDS[kind][2] if kind in _KINDS else f"S{kind}"


def write(model: type[models.Model], columns: Mapping[str, Any]) -> None:
    """Insert rows; ``columns`` by column name of the table, each an array or list, or one value for all.

    An iterator serves too, if not the only column: its values are made while the database takes in those before.
    """
    names = list(columns)
    size = next(len(values) for values in columns.values() if _is_column(values))
    if not size:
        return
    lists = [_plain(columns[name], size) for name in names]
    table, listed = model._meta.db_table, ", ".join(f'"{name}"' for name in names)
    with connection.cursor() as cursor, connection.wrap_database_errors:
        if connection.vendor == "postgresql":
            types = {field.column: str(field.db_type(connection)).partition("(")[0] for field in model._meta.fields}
            binary = any(types[name] == "bytea" for name in names)  # which in text is twice as long
            with cursor.copy(f'COPY "{table}" ({listed}) FROM STDIN{" (FORMAT BINARY)" if binary else ""}') as copy:
                if binary:
                    copy.set_types([types[name] for name in names])
                for row in zip(*lists, strict=True):
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(names))
            cursor.executemany(f'INSERT INTO "{table}" ({listed}) VALUES ({marks})', list(zip(*lists, strict=True)))


def update(model: type[models.Model], ids: Sequence[int] | np.ndarray, columns: Mapping[str, Any]) -> None:
    """Change rows by id; each of ``columns`` an array or list as long as ``ids``, or one value for all."""
    if not len(ids):
        return
    ids = [int(pk) for pk in ids]
    changes = ", ".join(f'"{name}" = %s' for name in columns)
    sql = f'UPDATE "{model._meta.db_table}" SET {changes} WHERE id'
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and not any(map(_is_column, columns.values())):
            cursor.execute(f"{sql} = ANY(%s)", [*columns.values(), ids])
        else:
            lists = [_plain(values, len(ids)) for values in columns.values()]
            cursor.executemany(f"{sql} = %s", list(zip(*lists, ids, strict=True)))


def reserve(model: type[models.Model], size: int) -> np.ndarray:
    """So many new ids that nobody else gets. On SQLite only inside the transaction that uses them."""
    table = model._meta.db_table
    if connection.vendor == "postgresql":
        own = "SELECT pg_get_serial_sequence(%s, 'id')::regclass AS name OFFSET 0"  # once, not for each id
        sql = f"SELECT nextval(own.name) AS id FROM ({own}) own, generate_series(1, %s)"
        return read(sql, {"id": "id"}, [table, size])["id"]
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT COALESCE(MAX(id), 0) FROM "{table}"')
        return np.arange(size, dtype=np.int64) + cursor.fetchone()[0] + 1


def select_in(sql: str, values: Sequence[Any]) -> list[tuple]:
    """Rows of a SELECT that ends with ``column IN`` or, as it is completed here, ``column = ANY``.

    values  all bytes, all whole numbers, or all text without a line break
    """
    found: list[tuple] = []
    if not len(values):
        return found
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            array, text = _array(values)
            cursor.execute(f"{sql} = ANY({array})", [text])
            return cursor.fetchall()
        for start in range(0, len(values), _AT_ONCE):
            part = list(values[start : start + _AT_ONCE])
            cursor.execute(f"{sql} IN ({', '.join(['%s'] * len(part))})", part)
            found += cursor.fetchall()
    return found


def among(column: str, ids: np.ndarray) -> tuple[str, str]:
    """A condition that a column is one of these ids, with ``%(among)s`` for the text given beside it."""
    if connection.vendor == "postgresql":
        return f"{column} = ANY(%(among)s::bigint[])", "{" + ",".join(map(str, ids.tolist())) + "}"
    return f"{column} IN (SELECT value FROM json_each(%(among)s))", "[" + ",".join(map(str, ids.tolist())) + "]"


def those(rows: models.QuerySet[Row], ids: np.ndarray) -> models.QuerySet[Row]:
    """Of these rows those with one of these ids: one parameter, however many there are."""
    condition, told = among(f'"{rows.model._meta.db_table}"."id"', ids)
    return rows.extra(where=[condition.replace("%(among)s", "%s")], params=[told])


def by_itself() -> None:
    """Until the transaction ends a statement takes one processor, for others go on beside it; and rows named by their
    ids are looked up one by one, for they are few of many and at hand. In a transaction."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL random_page_cost = 1.1")


def _array(values: Sequence[Any]) -> tuple[str, str]:
    """An array as one text and the SQL that takes it apart: many times faster than a parameter for each value."""
    one = values[0]
    if isinstance(one, bytes):
        part = "ARRAY(SELECT decode(each, 'hex') FROM unnest(string_to_array(%s, ',')) each)"
        return part, ",".join([value.hex() for value in values])
    if isinstance(one, str):
        return "string_to_array(%s, E'\\n')", "\n".join(values)
    return "string_to_array(%s, ',')::bigint[]", ",".join(map(str, values))


def _is_column(values: Any) -> bool:
    return isinstance(values, list | np.ndarray)


def _plain(values: Any, size: int) -> Iterable[Any]:
    if isinstance(values, np.ndarray):
        return values.tolist()
    return values if isinstance(values, list | Iterator) else [values] * size
