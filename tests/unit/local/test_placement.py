"""Data folders on open ground: they go when their home is gone, and not before."""

from pathlib import Path

import pytest

from clark.local.postgres import placement


def placed(ground: Path, home: Path, disk: str) -> Path:
    """A data folder as a server of root's leaves it, with its home linked to it."""
    holder = ground / f"data-{home.name}"
    (holder / placement.LINK).mkdir(parents=True)
    (holder / placement.OWNER).write_text(str(home))
    (holder / placement.DISK).write_text(disk)
    home.mkdir(parents=True)
    (home / placement.LINK).symlink_to(holder / placement.LINK)
    return holder


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Homes that are not temporary."""
    monkeypatch.setattr("tempfile.gettempdir", lambda: "/nowhere")
    return tmp_path


def test_the_files_of_a_home_that_is_gone_are_removed(elsewhere: Path) -> None:
    ground, homes = elsewhere / "ground", elsewhere / "homes"
    disk = str(elsewhere.stat().st_dev)
    gone, kept = placed(ground, homes / "gone", disk), placed(ground, homes / "kept", disk)
    (homes / "gone" / placement.LINK).unlink()
    (homes / "gone").rmdir()
    placement.sweep_ground(ground)
    assert not gone.exists()
    assert kept.exists()


def test_the_files_of_a_home_on_a_disk_that_is_not_there_stay(elsewhere: Path) -> None:
    holder = placed(elsewhere / "ground", elsewhere / "homes" / "away", "0")
    (elsewhere / "homes" / "away" / placement.LINK).unlink()
    placement.sweep_ground(elsewhere / "ground")
    assert holder.exists()
