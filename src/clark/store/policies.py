"""Whose each row is, as the database itself sees to it while a person is served.

A second line behind the query doors: whoever forgets a filter gets the rows of one customer all the
same. `clark.store.tenancy` takes the role below for as long as somebody is served. Workers and
commands are the tables' owner, who sees all.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.db.models import Model

from clark.store import models as store

ROLE: Final = "clark_person"
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
    store.Notice: "request",
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
# Roles belong to the server: another database may have made it, or makes it at this moment. Who may
# not make roles is given this one beforehand.
MADE: Final = """
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN
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
# Who is at home here, Clark's engineers, and guests. Nothing dearer: every name on a page is asked
# about.
KNOWN: Final = f"""
    customer_id = {OWN} OR customer_id IS NULL
    OR EXISTS (SELECT FROM store_membership WHERE person_id = store_person.id)
"""


def statements(tables: frozenset[str]) -> Iterator[str]:
    """SQL that makes these tables what is written above; may be run again.

    A migration that makes a table ends with them, and leaves later tables to later migrations.
    """
    yield MADE.format(role=ROLE)
    yield TAKEN.format(role=ROLE)
    yield from (each.format(role=ROLE) for each in JOBS)
    models: tuple[type[Model], ...] = (*TENANTS, store.Person, *CLOSED)
    for model in models:
        table = model._meta.db_table
        if table not in tables:
            continue
        yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
        yield f"DROP POLICY IF EXISTS own_customer ON {table}"
        if model in TENANTS:
            yield f"CREATE POLICY own_customer ON {table} TO {ROLE} USING ({_belongs(model)})"
            yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {ROLE}"
    # People come by onboarding, and are changed by nobody who is being served.
    yield f"CREATE POLICY own_customer ON store_person FOR SELECT TO {ROLE} USING ({KNOWN})"
    yield f"GRANT SELECT ON store_person TO {ROLE}"


def _belongs(model: type[Model]) -> str:
    field: Any = model._meta.get_field(TENANTS[model])
    mine = f"{model._meta.db_table}.{field.column}"
    if model is store.Customer or field.related_model is store.Customer:
        return f"{mine} = {OWN}"
    parent = field.related_model._meta
    return f"EXISTS (SELECT FROM {parent.db_table} up WHERE up.{parent.pk.column} = {mine})"
