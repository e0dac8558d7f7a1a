"""Databases of a benchmark's own on the PostgreSQL server that DATABASE_URL names, dropped in the end."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql


class Server:
    """Where a benchmark makes its databases."""

    def __init__(self, address: str):
        self.address = address
        self._made: list[str] = []

    def make(self, name: str, template: str = "template0") -> str:
        """A database of this name, a copy of ``template``; gives its address."""
        words = sql.SQL("CREATE DATABASE {} TEMPLATE {} ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'")
        self.say(words.format(sql.Identifier(name), sql.Identifier(template)))
        self._made.append(name)
        return self.of(name)

    def of(self, name: str) -> str:
        """The address of a database of this name."""
        return urlunsplit(urlsplit(self.address)._replace(path=f"/{name}"))

    def drop(self) -> None:
        """Every database made here that is still there."""
        while self._made:
            self.say(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(self._made.pop())))

    def say(self, words: sql.SQL | sql.Composed) -> None:
        with psycopg.connect(self.address, autocommit=True) as connection:
            connection.execute(words)


@contextmanager
def server() -> Iterator[Server]:
    """Raises SystemExit where DATABASE_URL names none."""
    address = os.environ.get("DATABASE_URL", "")
    if not address.startswith("postgres"):
        raise SystemExit("needs PostgreSQL: set DATABASE_URL, or run it by .ci/with-postgres")
    made = Server(address)
    try:
        yield made
    finally:
        made.drop()
