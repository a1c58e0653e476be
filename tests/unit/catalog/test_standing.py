"""What is in force when the control repository changes."""

from clark.catalog import BrokenOffering, Catalog, good_files, in_force, load, offered

DEFINITION = "offerings/databases/definition.yaml"
COMPOSITION = "offerings/databases/composition.yaml"
PLACE = "clusters/prod/us-east-1/environment.yaml"
AROUND = ["internalloadbalancers", "nodegroups", "publicloadbalancers"]
NAMES = ["auroras", "caches", "databases", *AROUND, "storages"]


def revisions(catalog: Catalog) -> list[tuple[str, str]]:
    return [(offering.name, offering.revision) for offering in catalog.offerings]


def pairs(files: dict[str, str]) -> dict[str, str]:
    """Without what the clusters stand in: that is always today's, and never remembered."""
    return {path: text for path, text in files.items() if path.startswith("offerings/")}


def names(files: dict[str, str], last_good: dict[str, str]) -> list[str]:
    return [offering.name for offering in offered(in_force(files, last_good)).offerings]


def test_good_offerings_are_in_force_as_they_are(control: dict[str, str]) -> None:
    standings = in_force(control, {})
    assert [one.name for one in standings] == NAMES
    assert revisions(offered(standings)) == revisions(load(control))
    assert offered(standings).broken == ()
    assert good_files(standings) == pairs(control)


def test_a_new_pair_is_in_force_at_once(control: dict[str, str]) -> None:
    before = {path: text for path, text in control.items() if "databases" not in path}
    assert names(before, {}) == ["auroras", "caches", *AROUND, "storages"]
    assert names(control, before) == NAMES


def test_a_broken_one_is_shown_and_the_last_good_one_stays(control: dict[str, str]) -> None:
    broken = {**control, COMPOSITION: control[COMPOSITION].replace("type: map\n", "type: mop\n")}
    standings = in_force(broken, control)
    assert revisions(offered(standings)) == revisions(load(control))
    (flaw,) = offered(standings).broken
    assert (flaw.path, "mop" in flaw.reason) == (COMPOSITION, True)
    assert control[COMPOSITION].splitlines()[flaw.line - 1].strip() == "- type: map"
    assert good_files(standings) == pairs(control)


def test_the_last_good_one_is_good_as_a_pair(control: dict[str, str]) -> None:
    """A new definition with a broken composition changes nothing, the form included."""
    files = {
        **control,
        DEFINITION: control[DEFINITION].replace("title: Storage\n", "title: Disk\n"),
    }
    files[COMPOSITION] = "a: 1\na: 2\n"
    found = offered(in_force(files, control)).find("databases")
    assert found is not None
    assert found.fields["storage"].label == "Storage"


def test_a_broken_one_without_a_past_is_shown_only(control: dict[str, str]) -> None:
    broken = {**control, COMPOSITION: "a: 1\na: 2\n"}
    (standing,) = [one for one in in_force(broken, {}) if one.name == "databases"]
    assert standing.offering is None
    assert [(flaw.path, flaw.line) for flaw in standing.broken] == [(COMPOSITION, 2)]


def test_a_file_that_is_missing_is_broken_and_a_folder_that_is_missing_is_gone(
    control: dict[str, str],
) -> None:
    half = {path: text for path, text in control.items() if path != COMPOSITION}
    standings = in_force(half, control)
    assert [one.name for one in offered(standings).offerings] == NAMES
    assert offered(standings).broken == (BrokenOffering(COMPOSITION, 1, "This file is missing."),)
    none = {path: text for path, text in control.items() if "databases" not in path}
    assert names(none, control) == ["auroras", "caches", *AROUND, "storages"]


def test_a_mended_one_is_in_force_again(control: dict[str, str]) -> None:
    good = good_files(in_force({**control, COMPOSITION: "a: 1\na: 2\n"}, control))
    mended = {**control, COMPOSITION: control[COMPOSITION] + "# mended\n"}
    standings = in_force(mended, good)
    assert offered(standings).broken == ()
    assert good_files(standings) == pairs(mended)


def test_the_last_good_one_is_made_of_what_the_clusters_stand_in_today(
    control: dict[str, str],
) -> None:
    moved = control[PLACE].replace("sg-postgresql-prod-us-east-1", "sg-moved")
    broken = {**control, COMPOSITION: "a: 1\na: 2\n", PLACE: moved}
    found = offered(in_force(broken, control)).find("databases")
    assert found is not None
    network = found.surroundings["prod", "us-east-1"]["cluster"]["network"]
    assert network["securityGroups"]["postgresql"] == "sg-moved"


def test_a_broken_place_belongs_to_no_offering_and_takes_none_back(
    control: dict[str, str],
) -> None:
    standings = in_force({**control, PLACE: "kind: Wrong\n"}, {})
    assert [one.name for one in standings] == [*NAMES, ""]
    assert [one.broken for one in standings[:-1]] == [()] * len(NAMES)
    assert {flaw.path for flaw in standings[-1].broken} == {PLACE}
