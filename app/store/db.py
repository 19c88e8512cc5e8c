"""How do rows get in and out, durably? The session, and the one way to write: `with unit_of_work():`.

A unit is one transaction. On SQLite it opens with BEGIN IMMEDIATE behind a lock of this process, so that one writer goes
at a time and nobody is told "database is locked"; reading never waits. Only this folder knows which database it is.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import MetaData
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Session

NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """What every table has in common: constraints with names, so that migrations can find them."""

    metadata = MetaData(naming_convention=NAMES)


db = SQLAlchemy(model_class=Base, disable_autonaming=True, session_options={"expire_on_commit": False})

ONE_WAITS = 10  # seconds for those of this process who write before, each of whom waits five for other processes

_writing: ContextVar[bool] = ContextVar("writing", default=False)
_afterwards: ContextVar[list | None] = ContextVar("afterwards", default=None)
_one_writer = threading.Lock()


def is_writing() -> bool:
    """Whether the transaction that begins now is a unit of work."""
    return _writing.get()


def is_sqlite() -> bool:
    """Whether this application runs on SQLite."""
    return db.engine.dialect.name == "sqlite"


@contextmanager
def unit_of_work(*, anew: bool = True) -> Iterator[Session]:
    """One durable transaction: committed at the end, rolled back on any exception. What was read before is read anew.

    With `anew=False` it stays as it was read, for a page that changes nothing but writes down that somebody has read it.
    """
    if _writing.get():
        raise RuntimeError("a unit of work inside another: only the edge that let the request in commits")
    session = db.session
    if anew or session.new or session.dirty or session.deleted:
        session.rollback()
    else:
        session.commit()  # ends the reading, and forgets nothing
    lock = _one_writer if is_sqlite() else None
    if lock and not lock.acquire(timeout=ONE_WAITS):
        raise OperationalError("BEGIN IMMEDIATE", None, TimeoutError("another writes"))
    writing, afterwards = _writing.set(True), _afterwards.set([])
    try:
        yield session
        session.commit()
        then = _afterwards.get()
    except BaseException:
        session.rollback()
        raise
    finally:
        _writing.reset(writing)
        _afterwards.reset(afterwards)
        if lock:
            lock.release()
    for call in then:
        call()


def read_lightly() -> None:
    """What this request reads from here on needs no transaction around it: two journeys less to PostgreSQL, which by its usual
    rules shows each statement what is there when it begins anyway. Called before anything is read; a unit of work ends it."""
    if not is_sqlite() and not db.session().in_transaction():
        db.session.connection(execution_options={"isolation_level": "AUTOCOMMIT"})


@contextmanager
def joined_unit() -> Iterator[Session]:
    """The unit of work that goes on, or one of its own: for what a library calls, sometimes inside a unit and sometimes not."""
    if _writing.get():
        yield db.session
    else:
        with unit_of_work() as session:
            yield session


def after_commit(call: Callable[[], None]) -> None:
    """Have `call` made once this unit is durable; never when it is rolled back. Same callable twice is one call."""
    waiting = _afterwards.get()
    if waiting is not None and call not in waiting:
        waiting.append(call)


@contextmanager
def each_alone() -> Iterator[None]:
    """A savepoint: what fails inside undoes only itself, the unit around it goes on."""
    with db.session.begin_nested():
        yield
