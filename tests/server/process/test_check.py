"""`overture check` on real engines: each fault is made, found, and told with what to do; and no secret is printed."""

import asyncio
import os
import resource
import subprocess
import time
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path

import pytest
import redis

from overture.process.check import LEAST_FILES, MOST_SKEW, Level, findings
from overture.questions.model import QuestionSet, load_folder
from overture.settings import BUILTIN_QUESTIONS
from overture.store.embedded import APP_COMMANDS
from overture.store.inspection import probing_commands
from tests.deploy.test_compose import allowed_to_hubs
from tests.faults.clusters import cluster_of
from tests.support.engines import Engine
from tests.support.hub import OVERTURE, free_port
from tests.support.waiting import until

SECRET = "canary-51bd"
AS_DOCUMENTED = {"slowlog-max-len": "0", "maxmemory": "64mb"}


@pytest.fixture(autouse=True)
def built_in_sets(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sets of the hub itself are read once: that takes longer than all that is looked at besides."""
    monkeypatch.setattr("overture.process.check.load_folder", _load_folder)


@cache
def _built_in() -> dict[str, QuestionSet]:
    return load_folder(BUILTIN_QUESTIONS)


def _load_folder(folder: Path) -> dict[str, QuestionSet]:
    return _built_in() if folder == BUILTIN_QUESTIONS else load_folder(folder)


@pytest.fixture
def well(engine: Engine) -> Iterator[Engine]:
    """An engine with all the settings of docs/operating.md, and a user `hub` with the rules of the compose file."""
    with engine.client() as client:
        before = {name: client.config_get(name)[name] for name in (*AS_DOCUMENTED, "maxmemory-policy", "save")}
        for name, value in AS_DOCUMENTED.items():
            client.config_set(name, value)
        client.execute_command("ACL", "SETUSER", "hub", "reset", *allowed_to_hubs(), f">{SECRET}")
    yield engine
    if not engine.running:
        engine.start()
    with engine.client() as client:
        for name, value in {**before, "appendonly": "yes", "appendfsync": "always"}.items():
            client.config_set(name, value)
        client.acl_deluser("hub")


def url(engine: Engine, password: str = SECRET) -> str:
    return f"unix://hub:{password}@{engine.socket}"


def run(*prefix: str, **environment: str) -> tuple[int, list[str]]:
    """The exit code and the lines of the command; nothing secret is among them and nothing is said elsewhere."""
    done = subprocess.run(
        [*prefix, str(OVERTURE), "check"],
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert SECRET not in done.stdout
    assert done.stderr == ""
    return done.returncode, done.stdout.splitlines()


async def found(**environment: str) -> list[str]:
    """The lines that the command prints, without a process for it."""
    lines = [each.line for each in await findings(environment)]
    assert SECRET not in "".join(lines)
    return lines


async def wrong(**environment: str) -> list[str]:
    """What is wrong, without the word that says so."""
    lines = await found(**environment)
    return [line.removeprefix("wrong  ") for line in lines if line.startswith("wrong  ")]


def set_to(engine: Engine, **settings: str) -> None:
    with engine.client() as client:
        for name, value in settings.items():
            client.config_set(name.replace("_", "-"), value)


def test_all_is_well(well: Engine) -> None:
    code, lines = run(REDIS_URL=url(well))
    assert code == 0
    assert {line.partition(" ")[0] for line in lines} == {"ok"}
    subjects = [line.split()[1] for line in lines]
    assert subjects == [
        "settings:", "questions:", "engine:", "engine:", "access:", "memory:", "durability:", "clock:", "open",
    ]  # fmt: skip
    with well.client() as client:
        assert client.dbsize() == 0


def test_all_is_well_with_an_engine_of_its_own(tmp_path: Path) -> None:
    code, lines = run(DATA_DIR=str(tmp_path / "new" / "data"))
    assert (code, not (tmp_path / "new").exists()) == (0, True)
    assert "ok     engine: the hub starts its own, with settings that need no check" in lines


async def test_a_setting_that_cannot_be_used_is_all_that_is_told() -> None:
    assert run(PORT="x") == (1, ["wrong  settings: PORT must be a number between 1 and 65535, but is 'x'"])
    assert await wrong(REDIS_URL=f"http://:{SECRET}@store")


async def test_a_broken_question_set_is_told(tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_text('title = "Broken"\nid = 5\n')
    (line,) = await wrong(QUESTIONS_DIR=str(tmp_path))
    assert line.startswith(f"questions: {tmp_path}/broken.toml:1: missing key")
    assert line.endswith(f'{tmp_path}/broken.toml:2: "id" must be text')


async def test_a_data_folder_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    folder = tmp_path / "file" / "data"
    assert await wrong(DATA_DIR=str(folder)) == [
        f"data folder: {folder} cannot be written to: set DATA_DIR to a folder of your own"
    ]


async def test_a_wrong_password_is_told(well: Engine, tmp_path: Path) -> None:
    problems = ["engine: it refuses the user or the password: correct them in REDIS_URL, or in the rules of the engine"]
    assert await wrong(REDIS_URL=url(well, f"{SECRET}x")) == problems
    (tmp_path / "url").write_text(url(well, f"{SECRET}x"))
    assert await wrong(REDIS_URL_FILE=str(tmp_path / "url")) == problems


async def test_a_missing_password_is_told(well: Engine) -> None:
    set_to(well, requirepass=SECRET)
    try:
        (line,) = await wrong(REDIS_URL=well.url)
    finally:
        with redis.Redis(unix_socket_path=str(well.socket), password=SECRET) as client:
            client.config_set("requirepass", "")
    assert line.startswith("engine: it wants a password: put one into REDIS_URL, or into the file")


async def test_an_engine_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert (await wrong(REDIS_URL=f"unix://{tmp_path}/none"))[0].startswith("engine: there is no such socket")
    assert (await wrong(REDIS_URL=f"redis://:{SECRET}@127.0.0.1:{free_port()}"))[0].startswith(
        "engine: nobody listens there"
    )
    assert (await wrong(REDIS_URL=f"redis://:{SECRET}@nowhere.invalid"))[0].startswith("engine: its name is not known")


async def test_an_engine_that_does_not_answer_is_told(well: Engine) -> None:
    well.hold()
    try:
        (line,) = await wrong(REDIS_URL=url(well))
    finally:
        well.let_go()
    assert line.startswith("engine: there is no answer")


async def test_an_address_where_no_engine_answers_is_reported() -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        for scheme, said in (("redis", "what answers there is no engine"), ("rediss", "it does not speak TLS")):
            (line,) = await wrong(REDIS_URL=f"{scheme}://127.0.0.1:{port}")
            assert line.startswith(f"engine: {said}")


@pytest.mark.parametrize(
    ("setting", "value", "problem"),
    [
        ("appendonly", "no", "durability: everything is lost when it ends: set appendonly to yes"),
        ("appendfsync", "everysec", "durability: the last second can be lost: set appendfsync to always"),
        ("appendfsync", "no", "durability: what was acknowledged can be lost for minutes"),
        ("save", "60 1", "snapshots: it makes snapshots, in which deleted conversations stay"),
        ("slowlog-max-len", "128", "slow log: it keeps what slow commands held: set slowlog-max-len to 0"),
        ("maxmemory-policy", "allkeys-lru", "memory: maxmemory-policy is allkeys-lru, which drops running"),
    ],
)
async def test_a_setting_of_the_engine_is_told(well: Engine, setting: str, value: str, problem: str) -> None:
    set_to(well, **{setting: value})
    (line,) = await wrong(REDIS_URL=url(well))
    assert line.startswith(problem)


def test_an_engine_without_a_limit_is_noted_and_not_wrong(well: Engine) -> None:
    set_to(well, maxmemory="0")
    code, lines = run(REDIS_URL=url(well))
    assert code == 0
    assert "note   memory: there is no limit, so the system may end a full engine: set maxmemory" in lines


async def test_a_full_engine_is_told(well: Engine) -> None:
    set_to(well, maxmemory="1")
    assert await wrong(REDIS_URL=url(well)) == ["engine: its memory is full: raise maxmemory"]


async def test_a_replica_is_told(well: Engine) -> None:
    with well.client() as client:
        client.replicaof("127.0.0.1", free_port())
        try:
            (line,) = await wrong(REDIS_URL=url(well))
        finally:
            client.replicaof("NO", "ONE")
    assert line == "engine: it is a replica: name its primary in REDIS_URL"


def needed() -> list[str]:
    return [*probing_commands("x"), "info", "config|get", "bgrewriteaof"]


def test_every_command_that_the_hub_may_send_is_tried() -> None:
    compose = {rule[1:] for rule in allowed_to_hubs() if rule.startswith("+")}
    # Redis itself needs one more, when it reads its file as this user.
    assert {*needed(), "pexpireat"} == compose
    assert {rule.lstrip("+").partition("|")[0] for rule in APP_COMMANDS.split()} <= set(needed())


@pytest.mark.parametrize("command", needed())
async def test_a_command_that_the_hub_may_not_send_is_told(well: Engine, command: str) -> None:
    with well.client() as client:
        rules = [rule for rule in allowed_to_hubs() if rule != f"+{command}"]
        client.execute_command("ACL", "SETUSER", "hub", "reset", *rules, f">{SECRET}")
    (line,) = [line for line in await found(REDIS_URL=url(well)) if "access:" in line]
    assert f"+{command}" in line
    assert line.startswith("note " if command == "config|get" else "wrong")


async def test_keys_that_the_hub_may_not_use_are_told(well: Engine) -> None:
    with well.client() as client:
        client.execute_command("ACL", "SETUSER", "hub", "resetkeys", "~other:*")
    (line,) = [line for line in await wrong(REDIS_URL=url(well)) if line.startswith("access")]
    assert "+set +get" in line
    assert "~overture:*" in line


def test_a_low_limit_of_open_files_is_told(tmp_path: Path) -> None:
    code, lines = run("prlimit", "--nofile=256:256", DATA_DIR=str(tmp_path))
    assert code == 1
    assert lines[-1].startswith(
        "wrong  open files: the system lets a process have 256, and each phone is one: raise the hard"
    )


async def test_pages_from_elsewhere_are_named_and_any_page_is_noted(tmp_path: Path) -> None:
    folder = {"DATA_DIR": str(tmp_path)}
    assert not [line for line in await found(**folder) if "pages from elsewhere" in line]
    named = await found(**folder, ALLOWED_ORIGINS="https://b.example,https://a.example/")
    assert "ok     pages from elsewhere: https://b.example, https://a.example" in named
    any_page = await found(**folder, ALLOWED_ORIGINS="*")
    assert any(line.startswith("note   pages from elsewhere: any page may speak to this hub") for line in any_page)
    assert await wrong(ALLOWED_ORIGINS="http://pages.example") == [
        "settings: ALLOWED_ORIGINS must be addresses without a path, such as https://pages.example.org, separated by "
        "commas, or * for any (http only on this machine), but is 'http://pages.example'"
    ]


async def test_open_files_are_judged_by_their_number() -> None:
    for limit, level in ((LEAST_FILES, Level.OK), (LEAST_FILES - 1, Level.WRONG)):
        assert (await findings({}, files=partial(int, limit)))[-1].level is level
    assert (await findings({}))[-1].text.startswith(str(resource.getrlimit(resource.RLIMIT_NOFILE)[0]))


@pytest.mark.parametrize(("skew", "said"), [(MOST_SKEW + 5, "behind"), (-MOST_SKEW - 5, "ahead of"), (30, "agree")])
async def test_a_clock_that_is_wrong_is_told(well: Engine, skew: float, said: str) -> None:
    all_found = await findings({"REDIS_URL": url(well)}, clock=lambda: time.time() + skew)
    (clock,) = [each for each in all_found if each.subject == "clock"]
    assert said in clock.text
    assert (clock.level is Level.OK) == (said == "agree")


@pytest.fixture(scope="module", params=["valkey", "redis"])
def cluster_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with cluster_of(request.param, tmp_path_factory.mktemp("cluster")) as cluster:
        for node in cluster.nodes:
            for name, value in AS_DOCUMENTED.items():
                node.client.config_set(name, value)
        cluster.nodes[4].client.config_set("appendfsync", "everysec")
        until(lambda: sum(len(each) - 2 for each in cluster.nodes[0].call("CLUSTER", "SLOTS")) == len(cluster.nodes))
        yield cluster.url


async def test_each_node_of_a_cluster_is_looked_at(cluster_url: str) -> None:
    (line,) = await wrong(REDIS_URL=cluster_url)
    subject, _, text = line.partition(": ")
    assert text == "the last second can be lost: set appendfsync to always"
    assert subject.startswith("durability 127.0.0.1:")
    (cluster,) = [line for line in await found(REDIS_URL=cluster_url) if line.endswith("it is a cluster")]
    assert cluster.count("127.0.0.1:") == 6


async def test_a_cluster_that_is_named_as_one_engine_is_told(cluster_url: str, well: Engine) -> None:
    (line,) = [each for each in await wrong(REDIS_URL=cluster_url.replace("+cluster", "")) if each.startswith("engine")]
    assert line == "engine: it is a cluster: put +cluster behind redis or rediss in REDIS_URL"
    with well.client() as client:
        port = free_port()
        client.config_set("port", port)
    (line,) = await wrong(REDIS_URL=f"redis+cluster://hub:{SECRET}@127.0.0.1:{port}")
    with well.client() as client:
        client.config_set("port", 0)
    assert line == "engine: it is no cluster: write REDIS_URL without +cluster"
