"""Terraform: reading plans, inspecting code, and running the binary on the local platform."""

from clark.adapters.terraform.local import LocalTerraform, Settings
from clark.adapters.terraform.program import binary

__all__ = ["LocalTerraform", "Settings", "binary"]
