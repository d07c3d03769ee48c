"""Errors as sentences that say what to do."""

from overture_partner.errors import PartnerError, plain_code, plain_message
from overture_partner.i18n import has, t

WITH_HUB_TEXT = frozenset({"moved", "other"})
"""Those whose sentence has words of the hub in it."""


def problem(error: PartnerError) -> str:
    """Writes an error as a sentence: the catalogue's, or for an unknown code the hub's own, cleaned."""
    if error.code == "moved":
        return t("error.moved", address=plain_message(error.message))
    if error.code not in WITH_HUB_TEXT and has(f"error.{error.code}"):
        return t(f"error.{error.code}")
    return t("error.other", message=plain_message(error.message) or plain_code(error.code))
