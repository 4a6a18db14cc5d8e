"""What can go wrong; names and codes are the service's."""


class DatelineError(Exception):
    """Base of all errors of this package."""


class Refused(DatelineError):
    """The service said no. `code` is one of proto's refusals or query codes, `detail` is for a person."""

    def __init__(self, code: str, detail: str = ""):
        super().__init__(code + (": " + detail if detail else ""))
        self.code, self.detail = code, detail


class NotAnswered(DatelineError, TimeoutError):
    """The service did not answer in time. What was sent may still arrive; sending it again does no harm."""


class Closed(DatelineError):
    """The connection was closed before the answer came."""


class Differs(DatelineError):
    """A check found another count or hash than the service has."""
