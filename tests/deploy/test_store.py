"""The store of docker-compose.yml is started again: conversations go on, and still end."""

from pathlib import Path

from overture.store.engine import Engine
from overture.store.scripts import box_key, core_key
from overture.store.sessions import SessionStore
from tests.deploy.test_compose import composed
from tests.server.stored import commit, done, paired, sealed
from tests.support.process import Program


def started(folder: Path) -> Program:
    """Redis as the compose file starts it."""
    own = ["--port", "0", "--unixsocket", str(folder / "s"), "--dir", str(folder)]
    program = Program("store", [*composed()["services"]["store"]["command"], *own])
    program.wait_for(r"eady to accept connections")
    return program


async def test_a_store_that_was_started_again_has_every_session_with_its_end(tmp_path: Path) -> None:
    with started(tmp_path):
        engine = Engine(f"unix://{tmp_path / 's'}")
        id, a, _ = await paired(SessionStore(engine))
        await done(SessionStore(engine), id, a, commit(sealed()))
        await engine.close()
    with started(tmp_path) as program:
        engine = Engine(f"unix://{tmp_path / 's'}")
        store = SessionStore(engine)
        for key in (core_key(id), box_key(id)):
            assert await engine.call(key, "PTTL", key) > 0
        await done(store, id, a, commit(sealed(), "aftercare"))
        assert await store.load(id) is not None
        await engine.close()
        assert "NOPERM" not in program.said()
