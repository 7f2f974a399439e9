"""Structured logs: one line per event, with request and job ids bound by the middleware and by Celery's signals."""

import io
import logging.config
import re
from typing import Any

import structlog

#: What PostgreSQL adds to an error about a row: the values in it, which may be people's names and addresses.
DETAIL = re.compile(r"^(?:DETAIL|CONTEXT):.*?(?=^(?:The above|During handling)|\Z)", re.DOTALL | re.MULTILINE)


#: The rest of such a path is a secret, such as a key that resets a password, or it can name a person, such as the name
#: of a file. It is not logged.
KEY_IN_PATH = re.compile(
    r"(/accounts/(?:confirm-email|password/reset/key)/|/mails/unsubscribe/|/corrections/confirm/"
    r"|/activities/still-true/|/files/)[^/].*",
    re.DOTALL,
)


def without_keys(path: str) -> str:
    return KEY_IN_PATH.sub(r"\1…", path)


class WithoutKeys(logging.Filter):
    """Remove secrets from the paths that Django itself logs, with each answer from 400 on."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(without_keys(each) if isinstance(each, str) else each for each in record.args)
        return True


def without_details(_logger, _method, event: dict) -> dict:
    """Remove row values from tracebacks. The name of the violated constraint remains."""
    if "exception" in event:
        event["exception"] = DETAIL.sub("(values left out)\n", event["exception"])
    return event


def plain_traceback(out, error) -> None:
    """The traceback for a console. The default of structlog would show local variables, including secrets."""
    told = io.StringIO()
    structlog.dev.plain_traceback(told, error)
    out.write(DETAIL.sub("(values left out)\n", told.getvalue()))


def configure(*, level: str, format: str) -> None:
    """Set up structlog and the standard library's loggers. `format` is "json" or "console"."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer = (
        structlog.processors.JSONRenderer()
        if format == "json"
        else structlog.dev.ConsoleRenderer(
            colors=False,
            exception_formatter=plain_traceback,
        )
    )
    errors = [structlog.processors.format_exc_info, without_details] if format == "json" else []
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "line": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "foreign_pre_chain": shared,
                    "processors": [
                        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                        *errors,
                        renderer,
                    ],
                }
            },
            "filters": {"keys": {"()": WithoutKeys}},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
            "root": {"handlers": ["stderr"], "level": level},
            "loggers": {
                "django.request": {"filters": ["keys"]},
                "django.security.csrf": {"filters": ["keys"]},
                "django.server": {"handlers": ["stderr"], "propagate": False},
                "django.utils.autoreload": {"level": "WARNING"},
                "rdflib": {"level": "ERROR"},
                # a check every two seconds is not worth a line; failures and rebuilds are
                "celery.beat": {"level": "WARNING"},
                "celery.worker.strategy": {"level": "WARNING"},
                "celery.app.trace": {"level": "WARNING"},
            },
        }
    )
