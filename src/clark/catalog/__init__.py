"""Offerings: a CompositeResourceDefinition becomes a form, its Composition becomes manifests."""

from clark.catalog.amending import Amendment, amend, edits, parameters, update_parameters
from clark.catalog.answers import parse
from clark.catalog.composition import Composition, read_composition
from clark.catalog.loading import load, samples
from clark.catalog.offering import Catalog, Choice, FormField, Offering, Section, Widget
from clark.catalog.reading import Broken, BrokenOffering
from clark.catalog.rendered import Mismatch, Rendered, render_composite
from clark.catalog.rendering import OFFERING, PARAMETERS, REVISION, render

__all__ = [
    "OFFERING",
    "PARAMETERS",
    "REVISION",
    "Amendment",
    "Broken",
    "BrokenOffering",
    "Catalog",
    "Choice",
    "Composition",
    "FormField",
    "Mismatch",
    "Offering",
    "Rendered",
    "Section",
    "Widget",
    "amend",
    "edits",
    "load",
    "parameters",
    "parse",
    "read_composition",
    "render",
    "render_composite",
    "samples",
    "update_parameters",
]
