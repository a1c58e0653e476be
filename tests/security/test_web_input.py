"""What people and programs must not be able to send."""

import pytest

from clark.errors import ClarkError, Refused


@pytest.mark.parametrize(
    "name",
    [
        "--upload-pack=touch /tmp/x",
        "-x",
        "../../../etc",
        "a/b",
        "a b",
        "a;id",
        "a\nb",
        "a\0b",
        "$(id)",
        "ext::sh -c id",
        "a..b",
        "x.lock",
        "é",
        "x" * 300,
    ],
)
@pytest.mark.parametrize("field", ["service", "application", "region", "environment", "team"])
def test_what_would_be_an_option_or_a_path_is_refused_by_field(clark, name, field):
    with pytest.raises(Refused) as refused:
        clark.order("storages", **{"service": "harmless", field: name})
    assert field in {each.field for each in refused.value.problems}


def test_a_character_that_no_text_can_hold_is_refused_and_breaks_nothing(clark, maya):
    """PostgreSQL keeps no NUL in text."""
    said = {"service": "harmless", "application": "shop", "team": "backend"}
    maya_client = clark.clients["maya"]
    with pytest.raises(Refused):
        maya_client.post("/requests", {"offering": "storages", "parameters": said, "reason": "\0"})
    odd = {"offering": "storages", "parameters": said | {"team": "\0"}, "submission": "\0"}
    with pytest.raises(Refused):
        maya_client.post("/requests", odd)
    changed = {"action": "class", "fields": {"size": "large", "x": "\0"}, "reason": "x"}
    with pytest.raises(Refused):
        maya_client.post("/services/us-east-1/canary-db-dev/changes", changed)
    with pytest.raises(Refused):
        clark.clients["ravi"].post("/requests/1/reject", {"comment": "\0"})
    for page in ("/requests/", "/services/", "/search/", "/review/", "/api/requests"):
        answer = maya.http.get(page, params={"q": "\0", "state": "\0", "region": "\0"})
        assert answer.status_code < 500, page


@pytest.mark.parametrize("number", ["9" * 5000, "9" * 30, "-1", "²", "١", "x", "\0"])
def test_a_number_that_is_none_breaks_no_page_and_marks_nothing_as_read(clark, maya, number):
    clark.sql("UPDATE store_notice SET read_at = NULL")
    unread = len(clark.sql("SELECT id FROM store_notice WHERE read_at IS NULL"))
    assert unread
    assert maya.post("/notices/read/", {"id": number}).status_code == 404
    assert len(clark.sql("SELECT id FROM store_notice WHERE read_at IS NULL")) == unread
    for path in ("/notices/", "/requests/", "/services/"):
        assert maya.http.get(path, params={"page": number}).status_code == 200
    assert maya.http.get("/catalog/databases/", params={"again": number}).status_code == 200


def test_names_in_addresses_lead_to_nothing_else(clark):
    for name in ("..%2f..%2fetc", "-x", "--help", "%00", "a%0ab"):
        with pytest.raises(ClarkError):
            clark.clients["maya"].get(f"/services/us-east-1/{name}")
    with pytest.raises(Refused):
        clark.clients["maya"].post("/requests", {"offering": "../../x", "parameters": {}})


def test_fields_that_are_clark_s_own_cannot_be_set(clark):
    said = {
        "offering": "storages",
        "parameters": {
            "service": "assigned",
            "application": "shop",
            "team": "backend",
            "environment": "dev",
            "region": "us-east-1",
        },
        "state": "approved",
        "author": "ravi",
        "author_id": 3,
        "customer_id": 2,
        "number": 9999,
        "verdict": {"allowed": True},
    }
    number = clark.clients["maya"].post("/requests", said)["number"]
    page = clark.page(number)
    assert number < 9999
    assert page["row"]["author"] == "Maya Chen"
    assert page["decisions"] == []
