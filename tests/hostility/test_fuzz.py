"""The fuzzers for a few seconds. By hand: `python -m tests.hostility.fuzz 600`."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.hostility.fuzz import documents, messages, question_sets, read_document, read_message, read_set
from tests.server.small_sets import GOOD


@settings(max_examples=1500)
@given(messages() | st.binary(max_size=300))
def test_any_message_is_read_or_refused(raw: bytes) -> None:
    read_message(raw)


def test_any_question_set_is_read_or_told_what_is_wrong(tmp_path: Path) -> None:
    @settings(max_examples=400)
    @given(question_sets())
    def check(raw: bytes) -> None:
        read_set(raw, tmp_path)

    read_set(GOOD.encode(), tmp_path)
    check()


@settings(max_examples=400)
@given(documents())
def test_any_document_of_a_hub_is_read_or_refused(raw: bytes) -> None:
    read_document(raw)
