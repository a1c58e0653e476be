"""Manifests as text: read strictly, edited in place, written, compared. Pure."""

from clark.manifests.characters import MAX_BYTES, decode
from clark.manifests.diffs import DiffRow, diff, diff_rows
from clark.manifests.document import Document, Path
from clark.manifests.documents import append, remove
from clark.manifests.editing import edit
from clark.manifests.filenames import keepable, odd_path, odd_paths, printable
from clark.manifests.infer import infer
from clark.manifests.paths import get, parse_assignment, parse_path, show_path
from clark.manifests.reading import read
from clark.manifests.refusal import Refusal, Unreadable
from clark.manifests.values import Delete, Set, applied, same
from clark.manifests.writing import write

__all__ = [
    "MAX_BYTES",
    "Delete",
    "DiffRow",
    "Document",
    "Path",
    "Refusal",
    "Set",
    "Unreadable",
    "append",
    "applied",
    "decode",
    "diff",
    "diff_rows",
    "edit",
    "get",
    "infer",
    "keepable",
    "odd_path",
    "odd_paths",
    "parse_assignment",
    "parse_path",
    "printable",
    "read",
    "remove",
    "same",
    "show_path",
    "write",
]
