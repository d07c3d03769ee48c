# Two images: `hub` (the server) and `web` (Caddy, so that it runs without root too). docker-compose.yml builds both.
FROM python:3.13-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /src
COPY requirements/build.txt requirements/hub.txt requirements/
RUN python -m venv /opt/build \
    && /opt/build/bin/pip install --require-hashes --requirement requirements/build.txt \
    && python -m venv /opt/overture \
    && /opt/overture/bin/pip install --require-hashes --only-binary :all: --requirement requirements/hub.txt
COPY pyproject.toml LICENSE CHANGELOG.md ./
COPY server server
COPY client client
RUN /opt/build/bin/pip wheel --no-index --no-deps --no-build-isolation --wheel-dir /tmp/wheel . \
    && /opt/overture/bin/pip install --no-index --no-deps /tmp/wheel/*.whl \
    && /opt/overture/bin/python -m compileall -q /opt/overture

FROM python:3.13-slim AS hub
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin overture \
    && install --directory --owner overture /data
COPY --from=build /opt/overture /opt/overture
ENV PATH=/opt/overture/bin:$PATH PYTHONUNBUFFERED=1 HOST=0.0.0.0 PORT=8000 DATA_DIR=/data
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=10s --retries=3 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["overture", "serve"]

FROM caddy:2 AS web
# Folders of its own for certificates: those of the base image belong to root.
RUN mkdir -p /var/lib/caddy && chown 10002:10002 /var/lib/caddy
ENV XDG_DATA_HOME=/var/lib/caddy XDG_CONFIG_HOME=/tmp
USER 10002:10002
