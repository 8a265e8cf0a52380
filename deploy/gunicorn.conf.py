"""gunicorn for production: gunicorn -c deploy/gunicorn.conf.py config.wsgi."""

import multiprocessing

bind = "unix:/run/wujixietong/web.sock"
worker_class = "gthread"
workers = multiprocessing.cpu_count() + 1
threads = 4
timeout = 60
graceful_timeout = 20
max_requests = 5000
max_requests_jitter = 500
errorlog = "-"
loglevel = "warning"
control_socket_disable = True
