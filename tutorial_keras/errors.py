"""The one kind of error a user can cause: a line that says what was received and what was expected."""


class TutorialError(Exception):
    """Bad input. The command line prints its message as one line and exits with code 2."""
