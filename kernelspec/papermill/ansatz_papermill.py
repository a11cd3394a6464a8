"""Lets papermill pass parameters to TypeScript notebooks. Papermill itself knows no TypeScript.

Papermill loads this module by its entry point, as soon as the folder that holds it is on PYTHONPATH:

    PYTHONPATH=node_modules/ansatz/kernelspec/papermill papermill in.ipynb out.ipynb -p lr 0.01
"""

import json
import math
import re

from papermill.engines import NBClientEngine
from papermill.models import Parameter
from papermill.translators import Translator, papermill_translators


class TypeScriptTranslator(Translator):
    """Writes parameters as declarations that replace those of the cell tagged `parameters`."""

    @classmethod
    def translate_none(cls, val):
        return "null"

    @classmethod
    def translate_str(cls, val):
        return json.dumps(val)

    @classmethod
    def translate_int(cls, val):
        # Beyond 2^53 a JavaScript number is no longer exact.
        return str(val) if abs(val) <= 2**53 else f"{val}n"

    @classmethod
    def translate_float(cls, val):
        if math.isfinite(val):
            return repr(val)
        return "NaN" if math.isnan(val) else ("Infinity" if val > 0 else "-Infinity")

    @classmethod
    def translate_dict(cls, val):
        return "{ " + ", ".join(f"{json.dumps(str(k))}: {cls.translate(v)}" for k, v in val.items()) + " }"

    @classmethod
    def translate_list(cls, val):
        return "[" + ", ".join(cls.translate(v) for v in val) + "]"

    @classmethod
    def comment(cls, cmt_str):
        return f"// {cmt_str}".strip()

    @classmethod
    def assign(cls, name, str_val):
        return f"let {name} = {str_val}"

    @classmethod
    def inspect(cls, parameters_cell):
        """What `papermill --help-notebook` lists, and what papermill warns of when it is not there."""
        source = parameters_cell["source"]
        found = []
        for keyword in re.finditer(r"^[ \t]*(?:const|let|var)\s+", source, re.MULTILINE):
            declarators, comment = declared(source, keyword.end())
            found += [parameter(text, comment) for text in declarators if declarator.match(text)]
        return found


# A name, and where they are there its type and its value.
declarator = re.compile(r"\s*([^\W\d][\w$]*|\$[\w$]*)\s*(?::\s*([^=]+?))?\s*(?:=\s*(.+?))?\s*$", re.DOTALL)


def parameter(text, comment):
    name, kind, value = declarator.match(text).groups()
    return Parameter(name=name, inferred_type_name=kind or "None", default=value or "None", help=comment)


def declared(source, at):
    """The declarators that begin at `at`, up to the end of their statement, and the comment behind it."""
    parts, depth, quote = [""], 0, ""
    while at < len(source):
        char = source[at]
        if quote:
            if char == "\\":
                parts[-1] += char
                at += 1
            elif char == quote:
                quote = ""
        elif source.startswith("//", at):
            break
        elif char in "\"'`":
            quote = char
        elif depth == 0 and char == ",":
            parts.append("")
            at += 1
            continue
        elif depth == 0 and (char == ";" or (char == "\n" and re.search(r"[^\s=]\s*$", parts[-1]))):
            break
        else:
            depth += (char in "([{") - (char in ")]}")
        parts[-1] += source[at : at + 1]
        at += 1
    return parts, comment_at(source, at)


def comment_at(source, at):
    found = re.match(r"[ \t;]*//[ \t]*(.*)", source[at:])
    return found.group(1).strip() if found else ""


papermill_translators.register("typescript", TypeScriptTranslator)

engine = NBClientEngine
"""Papermill's default engine again: it offers plug-ins for engines only, none for translators."""
