"""Very many leads, made by the database itself: what each would have if it had come by the form, the oldest beyond their time."""

from datetime import timedelta

from sqlalchemy import text

from app.accounts.queries import first_unit, organisations
from app.clock import now
from app.store.db import db, unit_of_work

ORGANISATION = "linkoping"

# n → a row of each table; :old rows are 400 days old, the others 20. They came a second apart.
NUMBERS = {
    "sqlite": "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :total) ",
    "postgresql": "WITH numbers(n) AS (SELECT generate_series(1, :total)) ",
}
AT = "CASE WHEN n <= :old THEN :then ELSE :lately END"
CAME = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%f', {0}, '+' || n || ' seconds') || '000'",
    "postgresql": "{0} + n * interval '1 second'",
}
ID = {"sqlite": "printf('{0}%019d', n)", "postgresql": "'{0}' || lpad(n::text, 19, '0')"}


def statements(dialect: str) -> list[str]:
    """The inserts, in the order of the foreign keys."""
    person, lead, other = (ID[dialect].format(sign) for sign in "pln")
    at = AT if dialect == "sqlite" else f"CAST({AT} AS timestamptz)"
    came = CAME[dialect].format(at)
    false, true, none = ("0", "1", "'{}'") if dialect == "sqlite" else ("false", "true", "'{}'::json")
    name = "'Person nummer ' || n"
    rows = {
        "people (id, organisation_id, unit_id, name, name_key, hint_key, language, protected, created_at)":
            f"{person}, :organisation, :unit, {name}, {name}, '', 'sv', {false}, {at}",
        "contact_points (id, organisation_id, person_id, kind, value, key)":
            f"{other}, :organisation, {person}, 'phone', '+4670' || n, '+4670' || n",
        "leads (id, organisation_id, unit_id, person_id, state, way, captured_at, received_at, updated_at)":
            f"{lead}, :organisation, :unit, {person}, 'seeking', 'web', {at}, {came}, {at}",
        "submissions (id, organisation_id, lead_id, capture_id, kind, way, captured_at, received_at, language, reference, generation, answers)":
            f"{other}, :organisation, {lead}, {other}, 'new', 'web', {at}, {at}, 'sv', n, 1, {none}",
        "touches (id, organisation_id, lead_id, kind, grade, created, at, noted_at, noted_by)":
            f"{other}, :organisation, {lead}, 'unknown', 'B', {true}, {at}, {at}, 'visitor'",
        "transitions (id, organisation_id, lead_id, after, at, by)": f"{other}, :organisation, {lead}, 'new', {at}, 'visitor'",
        "credits (id, organisation_id, unit_id, lead_id, captured_month, way, state, interests, created_by, first_known, decisive, contributing, milestones, computed_at)":
            f"{other}, :organisation, :unit, {lead}, '2025-10', 'web', 'seeking', '[]', {none}, {none}, {none}, '[]', {none}, {at}",
    }  # fmt: skip
    return [f"INSERT INTO {table} {NUMBERS[dialect]} SELECT {values} FROM numbers" for table, values in rows.items()]


def fill(*, total: int, old: int, age_more: int = 0) -> None:
    """Fill the tables, or (`age_more`) let so many of those that are there grow old."""
    organisation, dialect = organisations()[0], db.engine.dialect.name
    at = now()
    values = {
        "organisation": organisation.id, "unit": first_unit(organisation.id).id, "total": total, "old": old,
        "then": stamp(at - timedelta(days=400), dialect), "lately": stamp(at - timedelta(days=20), dialect),
    }  # fmt: skip
    db.session.rollback()
    with unit_of_work() as session:
        for statement in statements(dialect) if total else []:
            used = {key: value for key, value in values.items() if f":{key}" in statement}
            session.execute(text(statement), used)
        if age_more:
            last = "SELECT id FROM leads ORDER BY id DESC LIMIT :many"
            grown = text(f"UPDATE leads SET received_at = :then, captured_at = :then WHERE id IN ({last})")
            session.execute(grown, {"then": values["then"], "many": age_more})
    if dialect == "postgresql" and total:
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))


def stamp(at, dialect: str):
    """An instant as this database keeps it."""
    return at.strftime("%Y-%m-%d %H:%M:%S.%f") if dialect == "sqlite" else at
