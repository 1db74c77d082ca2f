"""Why the program cannot go on."""


class CannotRun(Exception):
    """Only the operator can help: each line says what is wrong and what to do."""

    def __init__(self, *lines: str) -> None:
        super().__init__("; ".join(lines))
        self.lines = lines
