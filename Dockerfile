# syntax=docker/dockerfile:1
FROM python:3.13-slim AS build
WORKDIR /build
COPY requirements.txt .
RUN python -m venv /venv \
 && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.txt

FROM python:3.13-slim
RUN useradd --uid 10001 --user-group --create-home --shell /usr/sbin/nologin promo \
 && install --directory --owner=promo --group=promo --mode=700 /data
COPY --from=build /venv /venv
WORKDIR /app
COPY bot bot
COPY exchange exchange
COPY handlers handlers
COPY storage storage
RUN /venv/bin/python -m compileall -q bot handlers storage
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DATA_DIR=/data
USER 10001:10001
VOLUME /data
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["python", "-m", "bot", "health"]
CMD ["python", "-m", "bot", "run"]
