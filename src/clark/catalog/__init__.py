"""Offerings: a CompositeResourceDefinition becomes a form, its Composition becomes manifests."""

from clark.catalog.amending import Amendment, amend, edits, parameters, update_parameters
from clark.catalog.answers import parse
from clark.catalog.loading import load, samples
from clark.catalog.offering import Catalog, Choice, FormField, Offering, Section, Widget
from clark.catalog.reading import BrokenOffering
from clark.catalog.rendering import OFFERING, PARAMETERS, REVISION, render

__all__ = [
    "OFFERING",
    "PARAMETERS",
    "REVISION",
    "Amendment",
    "BrokenOffering",
    "Catalog",
    "Choice",
    "FormField",
    "Offering",
    "Section",
    "Widget",
    "amend",
    "edits",
    "load",
    "parameters",
    "parse",
    "render",
    "samples",
    "update_parameters",
]
