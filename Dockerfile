# Worker, server and command line in one image, so that all are of the same versions.
FROM python:3.11-slim

WORKDIR /src
COPY pyproject.toml requirements.lock README.md ./
COPY schemas ./schemas
COPY hygiene ./hygiene
COPY flows ./flows

# The versions of the lock, without what only tests need.
RUN sed -e 's/ *\\$//' -e '/--hash/d' requirements.lock > versions.txt \
    && pip install --no-cache-dir --constraint versions.txt '.[postgresql]' \
    && useradd --create-home --uid 10001 hygiene \
    && install -d -o hygiene -m 700 /var/lib/lead-hygiene /var/lib/prefect

# `hygiene`, by number: a cluster can see that it is not root.
USER 10001
WORKDIR /var/lib/lead-hygiene
ENV LEAD_HYGIENE_HOME=/var/lib/lead-hygiene \
    PREFECT_SERVER_ANALYTICS_ENABLED=false \
    DO_NOT_TRACK=1
CMD ["lead-hygiene", "--help"]
