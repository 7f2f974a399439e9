"""What all operations have in common: headers, errors, `as_of`, groups."""

from typing import Any

from activities.api.conditional import CACHE_CONTROL

PROBLEM = "application/problem+json"


def header(description: str, example: str, always: bool = False, kind: str = "string") -> dict[str, Any]:
    value = int(example) if kind == "integer" else example
    return {"description": description, "required": always, "schema": {"type": kind}, "example": value}


HEADERS: dict[str, dict[str, Any]] = {
    "ETag": header("The version of the answer, for If-None-Match.", 'W/"412.9-5f3c2a10"', True),
    "Cache-Control": header("Copies must be checked before they are used again.", CACHE_CONTROL, True),
    "Vary": header("The request headers that choose between answers of one address.", "Accept, Accept-Language", True),
    "Content-Language": header("Language of labels and messages.", "en", True),
    "X-Last-Change": header(
        "Number of the last Change that is certain to be in the answer.", "412", True, kind="integer"
    ),
    "X-Request-ID": header("Number of the request, to be quoted when you report an error.", "5dd0f9fdd0ed4071", True),
    "Access-Control-Allow-Origin": header("Scripts on any site can read the answer.", "*", True),
    "RateLimit": header("Requests left (r), and seconds until the count starts again (t).", '"address";r=2987;t=240'),
    "RateLimit-Policy": header("How many requests (q) you can make in how many seconds (w).", '"address";q=3000;w=300'),
    "X-Epoch": header("The epoch of the numbers of Changes.", "5f3c2a10", True),
    "Location": header("Where it is now.", "/api/v1/activities/13.ttl", True),
    "Content-Disposition": header("Name of the file.", 'attachment; filename="mappings.csv"', True),
    "Allow": header("The methods of this address.", "GET, HEAD, OPTIONS", True),
    "Retry-After": header("Seconds to wait before the next request.", "5", True, kind="integer"),
    "Deprecation": header("When this was marked as deprecated (RFC 9745).", "@1764460800", True),
    "Sunset": header("When it stops (RFC 8594).", "Tue, 01 Dec 2027 00:00:00 GMT", True),
    "Link": header("What to use instead.", '</api/v1/docs/#mappings-list>; rel="deprecation"; type="text/html"', True),
}
#: Headers of every answer, of those with facts or figures, and of those that are for one person only.
EVERY = ("Content-Language", "X-Request-ID", "Access-Control-Allow-Origin", "RateLimit", "RateLimit-Policy")
DATED = ("ETag", "Cache-Control", "X-Last-Change", "X-Epoch", "Vary", *EVERY)
PRIVATE = ("Vary", *EVERY)


def headers(*names: str) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def error(schema: str, description: str, example: dict[str, Any], *more: str) -> dict[str, Any]:
    body = {"type": "about:blank"} | example
    return {
        "description": description,
        "headers": headers(*more, *EVERY),
        "content": {PROBLEM: {"schema": {"$ref": f"#/components/schemas/{schema}"}, "example": body}},
    }


#: {status: (name, answer)} of the errors that any operation can have.
ERRORS: dict[str, tuple[str, dict[str, Any]]] = {
    "400": (
        "BadRequest",
        error(
            "BadParametersProblem",
            "A parameter is unknown, empty, missing or wrong.",
            {
                "title": "The request is not valid",
                "status": 400,
                "detail": "limit: Enter a whole number from 1 to 1000.",
                "errors": {"limit": ["limit: Enter a whole number from 1 to 1000."]},
            },
        ),
    ),
    "404": (
        "NotFound",
        error(
            "UnknownProblem",
            "Nothing has this code or number, or there is no such version.",
            {
                "title": "Not found",
                "status": 404,
                "detail": "There is no Term “9.d” in sdg.",
                "nearest": [
                    {
                        "code": "9.c",
                        "title": "Access to ICTs and the Internet",
                        "url": "/api/v1/terms/sdg/9.c/",
                    }
                ],
            },
        ),
    ),
    "405": (
        "MethodNotAllowed",
        error(
            "Problem",
            "The address does not take this method. Allow lists those that it takes.",
            {
                "title": "Method not allowed",
                "status": 405,
                "detail": "This address accepts only GET, HEAD and OPTIONS.",
            },
            "Allow",
        ),
    ),
    "406": (
        "NotAcceptable",
        error(
            "Problem",
            "The address has no such format.",
            {
                "title": "No such format",
                "status": 406,
                "detail": "This address has these formats: application/json (.json), text/csv (.csv), "
                "application/jsonl (.jsonl).",
            },
            "Vary",
        ),
    ),
    "429": (
        "TooManyRequests",
        error(
            "Problem",
            "Too many requests. Retry-After says when to continue.",
            {
                "title": "Too many requests",
                "status": 429,
                "detail": "This address has made 3,000 requests within a few minutes. Continue in 118 seconds.",
            },
            "Retry-After",
        ),
    ),
    "503": (
        "Unavailable",
        error(
            "Problem",
            "The database is not responding, or the version is being prepared. Retry-After says when to try again.",
            {
                "title": "This version is being prepared",
                "status": 503,
                "detail": "Version 57 is being prepared. Try again in a few seconds.",
            },
            "Retry-After",
        ),
    ),
}
NOT_MODIFIED = {
    "description": "Nothing has changed since the ETag in If-None-Match.",
    "headers": headers("ETag", "Cache-Control", "X-Last-Change", "X-Epoch", *EVERY),
}
PARAMETERS: dict[str, dict[str, Any]] = {
    "AsOf": {
        "in": "query",
        "name": "as_of",
        "description": "Answer as of the end of a day (`2026-10-01`) or as of the Change with this number.",
        "schema": {
            "oneOf": [
                {"type": "string", "format": "date"},
                {"type": "string", "pattern": "^[1-9][0-9]{0,17}$"},
            ],
            "examples": ["2026-10-01", "412"],
        },
    },
    "IfNoneMatch": {
        "in": "header",
        "name": "If-None-Match",
        "description": "The ETag of the copy that you have. The answer is 304 if nothing has changed since.",
        "schema": {"type": "string", "examples": ['W/"412.9-5f3c2a10"']},
    },
}


def answer(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/responses/{name}"}


def parameter(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/parameters/{name}"}


#: The groups of operations. Each is explained in the reference.
GROUPS = {
    "Index": "Where everything is.",
    "Activities and mappings": "What ITU and other organisations do, and how it is linked to Goals, targets, Action "
    "Lines and other Terms.",
    "Changes": "One feed of all facts, to keep a copy.",
    "Frameworks and Terms": "The classifications, their entries in all languages, and the links between them.",
    "Organisations": "ITU's Sectors and stakeholders.",
    "Edit activities and mappings": "What editors write, with a token of the scope `edit`.",
    "Submissions": "What stakeholders propose, with a token of the scope `submit`.",
    "Code lists": "The values of columns, and countries with their codes.",
    "Figures": "Counts of activities, rebuilt within seconds of a Change.",
}


def describe_group(name: str, description: str) -> None:
    """Add a group of another app."""
    GROUPS[name] = description
