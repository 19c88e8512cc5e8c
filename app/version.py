"""Which Monter is this? The version of the package, as pyproject.toml says it."""

VERSION = "0.2.0"
