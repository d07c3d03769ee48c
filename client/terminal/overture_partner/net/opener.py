"""Requests over HTTP, without redirects: a person should know which host they talk to."""

import ssl
import urllib.error
import urllib.request

from overture_partner.errors import PartnerError

TIMEOUT = 20.0
"""Seconds that one request may take."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """Refuses every redirect."""


OPENER = urllib.request.build_opener(_NoRedirect)
"""Opens requests. A redirect raises HTTPError, as every status that is no success does."""


def unreachable(error: Exception) -> PartnerError:
    """Returns the error for a hub that could not be reached.

    Args:
        error: What was raised instead of a response.

    Returns:
        "untrusted" if its certificate is not trusted here, else "no-hub".
    """
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    return PartnerError("untrusted" if isinstance(reason, ssl.SSLCertVerificationError) else "no-hub")
