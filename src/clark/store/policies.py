"""Whose each row is, as the database itself sees to it while a person is served.

A second line behind the query doors: whoever forgets a filter gets the rows of one customer all the
same. `clark.store.tenancy` takes the role below for as long as somebody is served. Workers and
commands are the tables' owner, who sees all.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from django.core.exceptions import FieldDoesNotExist
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Model

from clark.store import models as store

SETTING: Final = "clark.customer"
# In a subquery, so that it is worked out once for a statement and not for each row. Nothing equals
# NULL: without a customer nothing is shown.
OWN: Final = f"(SELECT nullif(current_setting('{SETTING}', true), '')::bigint)"

# By which field a row belongs: to a customer, or to a row that belongs to one. Parents hide
# themselves, so that whoever belongs to a hidden one is hidden, too.
TENANTS: Final[Mapping[type[Model], str]] = {
    store.Customer: "id",
    store.Team: "customer",
    store.Membership: "customer",
    store.Request: "customer",
    store.Entry: "request",
    store.Decision: "request",
    store.LineComment: "request",
    store.Notice: "customer",
    store.Copy: "customer",
    store.CopiedFile: "copy",
    store.Region: "customer",
    store.LiveObject: "region",
    store.LiveEvent: "region",
    store.OfferingVersion: "customer",
    store.ProposedBranch: "customer",
    store.HistoryMark: "customer",
    store.CloudLook: "customer",
    store.StackState: "customer",
    store.PlanRecord: "customer",
    store.PlanDecision: "plan",
    store.PlanEntry: "plan",
    store.Onboarding: "customer",
    store.OnboardingStep: "customer",
    store.Exit: "customer",
    store.ExitStep: "exit",
    store.ExitCheck: "customer",
    store.Followed: "customer",
    store.Push: "customer",
    store.PullReview: "customer",
    store.AuditRow: "customer",
    store.AuditHead: "customer",
    store.AuditCheck: "customer",
}
# What whoever is served may do with rows, where that is not everything. People come by onboarding.
# The audit trail is added to, and Clark alone says whether it is whole.
EVERYTHING: Final = "SELECT, INSERT, UPDATE, DELETE"
VERBS: Final[Mapping[type[Model], str]] = {
    store.Person: "SELECT",
    store.AuditRow: "SELECT, INSERT",
    store.AuditHead: "SELECT, INSERT, UPDATE",
    store.AuditCheck: "SELECT",
    store.Followed: "SELECT",
}
# Looked up before anybody is known, and by nobody who is being served.
CLOSED: Final[tuple[type[Model], ...]] = (store.Token,)
# What a transaction needs that defers a job: `procrastinate_defer_jobs_v1` and the triggers. Of a
# lock that is taken PostgreSQL names the value to those only who may read it.
JOBS: Final = (
    "GRANT INSERT, SELECT (id, queueing_lock) ON procrastinate_jobs TO {role}",
    "GRANT INSERT ON procrastinate_events TO {role}",
    "GRANT USAGE ON SEQUENCE procrastinate_jobs_id_seq, procrastinate_events_id_seq TO {role}",
)
# Who may not make roles is given this one beforehand. Two migrations may make it at one moment.
MADE: Final = """
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = {literal}) THEN
        CREATE ROLE {role} NOLOGIN;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$
"""
TAKEN: Final = """
DO $$ BEGIN
    SET LOCAL ROLE {role};
    RESET ROLE;
EXCEPTION WHEN insufficient_privilege THEN
    GRANT {role} TO CURRENT_USER;
END $$
"""
AT_HOME: Final = """
DO $$ BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO {role}', current_schema());
END $$
"""
# Who is at home here, Clark's engineers, and guests. Nothing dearer: every name on a page is asked
# about.
KNOWN: Final = f"""
    customer_id = {OWN} OR customer_id IS NULL
    OR EXISTS (SELECT FROM store_membership WHERE person_id = store_person.id)
"""

Migrate = Callable[[Any, BaseDatabaseSchemaEditor], None]


def role_of(database: str) -> str:
    """Roles belong to the server, so each database has its own: what one may read, no other may."""
    return f"{database[:56]}_person"


def guard(*names: str) -> Migrate:
    """For `RunPython` of the migration that makes these models, or changes whose their rows are.

    Without names it is about every model that this migration knows; others are left to theirs.
    """

    def migrate(apps: Any, schema: BaseDatabaseSchemaEditor) -> None:
        for each in (*_roles(), *_tables(apps, names)):
            schema.execute(each.format_map(_spelt(schema.connection)), params=None)

    return migrate


# Private functions


def _spelt(connection: Any) -> dict[str, str]:
    name = role_of(connection.connection.info.dbname)
    literal = "'" + name.replace("'", "''") + "'"
    return {"role": connection.ops.quote_name(name), "literal": literal}


def _roles() -> Iterator[str]:
    yield MADE
    yield TAKEN
    yield AT_HOME
    yield from JOBS


def _tables(apps: Any, names: tuple[str, ...]) -> Iterator[str]:
    """As the migration knows them, and not as they are today."""
    every: tuple[type[Model], ...] = (*TENANTS, store.Person, *CLOSED)
    for today in every:
        if names and today.__name__ not in names:
            continue
        try:
            model = apps.get_model("store", today.__name__)
            condition = _condition(today, model)
        except (LookupError, FieldDoesNotExist):
            continue
        table = model._meta.db_table
        yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
        yield f"DROP POLICY IF EXISTS own_customer ON {table}"
        if condition:
            yield f"CREATE POLICY own_customer ON {table} TO {{role}} USING ({condition})"
            yield f"GRANT {VERBS.get(today, EVERYTHING)} ON {table} TO {{role}}"


def _condition(today: type[Model], model: Any) -> str:
    """Which rows of it are shown; none by "", for whoever is served."""
    if today in TENANTS:
        return _belongs(model, TENANTS[today])
    return KNOWN if today is store.Person else ""


def _belongs(model: Any, path: str) -> str:
    field = model._meta.get_field(path)
    mine = f"{model._meta.db_table}.{field.column}"
    parent = field.related_model
    if parent is None or parent.__name__ == store.Customer.__name__:
        return f"{mine} = {OWN}"
    up = parent._meta
    return f"EXISTS (SELECT FROM {up.db_table} up WHERE up.{up.pk.column} = {mine})"
