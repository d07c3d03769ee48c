# Two images: `web` (Caddy with its Caddyfile, so that it runs without root too) and `hub` (the server).
# docker-compose.yml builds both. The classic builder of Docker builds all that stands before its target: `web` is first,
# as it needs nothing of the other.
FROM caddy:2 AS web
# The file is in the image: an upgrade then brings a changed one, and it can be read whatever the umask of the checkout was.
COPY Caddyfile /etc/caddy/Caddyfile
COPY packaging/sboms/web.cdx.json /usr/share/doc/overture/sbom.cdx.json
# Folders of its own for certificates: those of the base image belong to root.
RUN chmod 644 /etc/caddy/Caddyfile /usr/share/doc/overture/sbom.cdx.json && mkdir -p /var/lib/caddy && chown 10002:10002 /var/lib/caddy
ENV XDG_DATA_HOME=/var/lib/caddy XDG_CONFIG_HOME=/tmp
USER 10002:10002
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Overture web" \
    org.opencontainers.image.description="Caddy in front of the hubs of Overture" \
    org.opencontainers.image.version="0.2.0" \
    org.opencontainers.image.revision="$REVISION" \
    org.opencontainers.image.licenses="Apache-2.0" \
    overture.sbom="/usr/share/doc/overture/sbom.cdx.json"

FROM python:3.13-slim AS build
# A package index of one's own, and the text of the certificate (PEM) by which it is trusted. Neither is in the image.
ARG PIP_INDEX_URL=
ARG INDEX_CA=
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /src
COPY requirements/build.txt requirements/hub.txt requirements/
# What runs has no pip: the one beside it installs into it.
RUN if [ -n "$INDEX_CA" ]; then printf '%s\n' "$INDEX_CA" >/tmp/index-ca.pem; export PIP_CERT=/tmp/index-ca.pem; fi \
    && python -m venv /opt/build \
    && /opt/build/bin/pip install --require-hashes --requirement requirements/build.txt \
    && python -m venv --without-pip /opt/overture \
    && /opt/build/bin/pip --python /opt/overture/bin/python install --require-hashes --only-binary :all: --requirement requirements/hub.txt
COPY pyproject.toml LICENSE CHANGELOG.md ./
COPY packaging/sboms packaging/sboms
COPY server server
COPY client client
RUN /opt/build/bin/pip wheel --no-index --no-deps --no-build-isolation --wheel-dir /tmp/wheel . \
    && /opt/build/bin/pip --python /opt/overture/bin/python install --no-index --no-deps /tmp/wheel/*.whl \
    && /opt/overture/bin/python -m compileall -q /opt/overture

FROM python:3.13-slim AS hub
COPY packaging/sboms/hub.cdx.json /usr/share/doc/overture/sbom.cdx.json
RUN chmod 644 /usr/share/doc/overture/sbom.cdx.json \
    && useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin overture \
    && install --directory --mode 700 --owner overture /data
COPY --from=build /opt/overture /opt/overture
ENV PATH=/opt/overture/bin:$PATH PYTHONUNBUFFERED=1 HOST=0.0.0.0 PORT=8000 DATA_DIR=/data
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=10s --retries=3 \
    CMD ["python", "-c", "__import__('urllib.request').request.urlopen('http://127.0.0.1:8000/healthz',timeout=4)"]
CMD ["overture", "serve"]
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Overture hub" \
    org.opencontainers.image.description="Two people, two phones, one code: answer apart, open together" \
    org.opencontainers.image.version="0.2.0" \
    org.opencontainers.image.revision="$REVISION" \
    org.opencontainers.image.licenses="Apache-2.0" \
    overture.sbom="/usr/share/doc/overture/sbom.cdx.json"
