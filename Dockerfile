# Ribao in a container: `docker build -t ribao .`, then see compose.yaml.
FROM python:3.12-slim AS build
WORKDIR /src
COPY requirements.lock ./
RUN python -m venv /opt/ribao && /opt/ribao/bin/pip install --no-cache-dir -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY config config
COPY handlers handlers
COPY storage storage
RUN /opt/ribao/bin/pip install --no-cache-dir --no-deps .

FROM python:3.12-slim
# git: for publications whose documents are pulled from a repository.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends git \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 1000 --create-home ribao \
    && install --directory --owner ribao --group ribao /news
COPY --from=build /opt/ribao /opt/ribao
ENV PATH=/opt/ribao/bin:$PATH PYTHONUNBUFFERED=1 RIBAO_CONFIG=/news/ribao.toml
USER ribao
# ribao.toml, the inbox and the archive: everything that is to be kept.
VOLUME /news
WORKDIR /news
EXPOSE 8080
# SIGTERM: what is under way is settled, then it ends, within two seconds.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s --retries=3 CMD ["ribao", "health"]
ENTRYPOINT ["ribao"]
CMD ["run"]
