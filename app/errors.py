"""What can a person be refused, and why? Small exceptions whose text is meant to be read by the one who asked.

Plain Python. Actions and pure files raise them, views turn them into words beside the form.
"""


class Refused(Exception):
    """A rule of the domain says no. The message is a sentence that says how to mend it; `field` names where, if anywhere."""

    def __init__(self, why, field: str | None = None):
        super().__init__(why)
        self.why = why
        self.field = field

    def __str__(self) -> str:
        return str(self.why)


class NotFound(Exception):
    """No such thing, or not yours to see: the same answer for both, so that nobody can find out which."""


class Stopped(Exception):
    """A command cannot go on; its one line says what to do. Exit status 1."""
