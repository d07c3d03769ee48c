"""Errors as sentences that say what to do."""

from overture_partner.errors import PartnerError
from overture_partner.text import clean, has, t


def problem(error: PartnerError) -> str:
    """The catalogue's sentence for this error; for one it does not know, the hub's."""
    if error.code == "moved":
        return t("error.moved", address=clean(error.message))
    if has(f"error.{error.code}"):
        return t(f"error.{error.code}")
    return t("error.other", message=clean(error.message) or error.code)
