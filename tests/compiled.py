"""What one application has compiled, kept for the next of the same run: every test has an application of its own."""

from types import MethodType
from typing import Any

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule


class Templates(BytecodeCache):
    """Templates, by what is in them."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if kept := self.kept.get(f"{bucket.key} {bucket.checksum}"):
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[f"{bucket.key} {bucket.checksum}"] = bucket.bytecode_to_string()


class Route(Rule):
    """A route, by its text: there are some 300 of them, and each takes long."""

    kept: dict[object, dict[str, Any]] = {}

    def compile(self) -> None:
        text = (self.rule, self.host, self.subdomain, str(self.defaults))
        wanted = (*text, self.is_leaf, self.strict_slashes, self.merge_slashes)
        if wanted not in self.kept:
            super().compile()
            made = ("arguments", "_parts", "_trace", "_converters", "_build", "_build_unknown")
            self.kept[wanted] = {name: getattr(self, name) for name in made}
        for name, value in self.kept[wanted].items():
            setattr(self, name, value.__func__.__get__(self) if isinstance(value, MethodType) else value)


def keep() -> None:
    """From now on, for every application of this process."""
    options: dict[str, Any] = {**Flask.jinja_options, "bytecode_cache": Templates()}
    Flask.jinja_options, Flask.url_rule_class = options, Route
