"""Offerings: a CompositeResourceDefinition becomes a form, its Composition becomes manifests."""

from clark.catalog.amending import Amendment, amend, edits, parameters, update_parameters
from clark.catalog.answers import parse, unfit
from clark.catalog.composition import Composition, read_composition
from clark.catalog.loading import folders, load, pair, revision, samples
from clark.catalog.offering import Catalog, Choice, FormField, Offering, Section, Widget
from clark.catalog.reading import Broken, BrokenOffering
from clark.catalog.rendered import Mismatch, Rendered, render_composite
from clark.catalog.rendering import OFFERING, PARAMETERS, REVISION, render
from clark.catalog.rerendering import NOTHING, Conflict, Rerender, rerender
from clark.catalog.standing import Standing, good_files, in_force, offered
from clark.catalog.surroundings import (
    ENVIRONMENT_CONFIG,
    FOLDER,
    Place,
    described,
    path_of,
    place_of,
    surroundings,
)

__all__ = [
    "ENVIRONMENT_CONFIG",
    "FOLDER",
    "NOTHING",
    "OFFERING",
    "PARAMETERS",
    "REVISION",
    "Amendment",
    "Broken",
    "BrokenOffering",
    "Catalog",
    "Choice",
    "Composition",
    "Conflict",
    "FormField",
    "Mismatch",
    "Offering",
    "Place",
    "Rendered",
    "Rerender",
    "Section",
    "Standing",
    "Widget",
    "amend",
    "described",
    "edits",
    "folders",
    "good_files",
    "in_force",
    "load",
    "offered",
    "pair",
    "parameters",
    "parse",
    "path_of",
    "place_of",
    "read_composition",
    "render",
    "render_composite",
    "rerender",
    "revision",
    "samples",
    "surroundings",
    "unfit",
    "update_parameters",
]
