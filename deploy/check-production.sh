#!/bin/sh
# Run Django's deployment checks as production would start.
# Usage: check-production.sh PYTHON
set -eu
secret=$("$1" -c 'import secrets; print(secrets.token_urlsafe(64))')
env DJANGO_ENV=production SECRET_KEY="$secret" ALLOWED_HOSTS=example.gov.cn DEBUG=false \
    DATABASE_URL=postgres://user@db.example.gov.cn/name REDIS_URL=redis://redis.example.gov.cn/0 \
    "$1" manage.py check --deploy --fail-level WARNING
