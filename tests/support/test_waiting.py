"""What tests wait for comes, or they are told that it did not."""

import pytest

from tests.support.waiting import eventually, until


async def test_what_does_not_come_to_hold_is_told_and_what_does_is_waited_for() -> None:
    looks = iter([False, False, True])
    until(lambda: next(looks))
    with pytest.raises(AssertionError, match="did not come to hold"):
        until(lambda: False, seconds=0)
    looks = iter([False, True])
    await eventually(lambda: next(looks))
    with pytest.raises(TimeoutError):
        await eventually(lambda: False, seconds=0)
