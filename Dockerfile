# syntax=docker/dockerfile:1
# The site with the engines for larger ones. Settings come from the environment: see the table in README.md.

FROM python:3.11-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/venv
COPY requirements/production.txt /tmp/production.txt
RUN /opt/venv/bin/python -m pip install --no-deps --require-hashes --only-binary :all: -r /tmp/production.txt
WORKDIR /srv/newsroom
COPY . .
# The data folder of the build is thrown away; static files and byte code stay.
RUN DATA_DIR=/tmp/data STATIC_DIR=/srv/static /opt/venv/bin/python manage.py collectstatic --no-input --verbosity 0 \
    && /opt/venv/bin/python -m compileall -q newsroom articles comments

FROM python:3.11-slim
RUN groupadd --system --gid 10001 newsroom \
    && useradd --system --uid 10001 --gid newsroom --no-create-home --home-dir /nonexistent newsroom \
    && install -d -o newsroom -g newsroom -m 0700 /data
COPY --from=build /opt/venv /opt/venv
COPY --from=build /srv/static /srv/static
COPY --from=build /srv/newsroom /srv/newsroom
WORKDIR /srv/newsroom
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOST=0.0.0.0 \
    PORT=8000 \
    DATA_DIR=/data \
    STATIC_DIR=/srv/static
USER newsroom
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen('http://127.0.0.1:' + os.environ['PORT'] + '/healthz', timeout=4)"]
STOPSIGNAL SIGTERM
# One container on SQLite: migrates and serves. With compose.yaml, 'serve' and 'worker' on PostgreSQL.
CMD ["python", "manage.py", "start"]
