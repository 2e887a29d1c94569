"""PostgreSQL and Valkey: yours by DATABASE_URL and REDIS_URL, else those that `make run` started."""

import dj_database_url

from config import environment as env

DATABASE_URL = env.service_url("DATABASE_URL", "database_url")
REDIS_URL = env.service_url("REDIS_URL", "redis_url")

# config.web turns it on: under ASGI every request has a fresh thread context, and only a pool reuses
# connections (1.8 x the requests per second). Everything else keeps its connection for a minute.
DATABASE_POOL = env.flag("DATABASE_POOL", default=False)
DATABASES = {
    "default": dj_database_url.parse(
        DATABASE_URL or "postgres://framewright@127.0.0.1:1/no-database-is-running",
        conn_max_age=0 if DATABASE_POOL else 60,
    )
}
if DATABASE_POOL:
    pool = {"min_size": 1, "max_size": env.number("DATABASE_POOL_SIZE", 10, least=1), "timeout": 10}
    DATABASES["default"].setdefault("OPTIONS", {})["pool"] = pool

BROKER = REDIS_URL or "redis://127.0.0.1:1/0"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": BROKER}}
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [BROKER]},
    }
}
