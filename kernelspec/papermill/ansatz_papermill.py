"""Lets papermill pass parameters to TypeScript notebooks. Papermill itself knows no TypeScript.

Papermill loads this module by its entry point, as soon as the folder that holds it is on PYTHONPATH:

    PYTHONPATH=node_modules/ansatz/kernelspec/papermill papermill in.ipynb out.ipynb -p lr 0.01
"""

import json
import math

from papermill.engines import NBClientEngine
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
        return []


papermill_translators.register("typescript", TypeScriptTranslator)

engine = NBClientEngine
"""Papermill's default engine again: it offers plug-ins for engines only, none for translators."""
