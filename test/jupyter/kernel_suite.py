"""Jupyter's own test suite for kernels, on the kernel named in ANSATZ_TEST_KERNEL."""

import os
import unittest

import jupyter_kernel_test

KERNEL = os.environ.get("ANSATZ_TEST_KERNEL", "ansatz")


class AnsatzKernelTests(jupyter_kernel_test.KernelTests):
    kernel_name = KERNEL
    language_name = "typescript"
    file_extension = ".ts"
    code_hello_world = "console.log('hello, world')"
    code_stderr = "console.error('oh no')"
    completion_samples = [
        {"text": "Math.cbr", "matches": {"cbrt"}},
        {"text": "'😀'; Math.froun", "matches": {"fround"}},
    ]
    complete_code_samples = ["1", "console.log('hello')", "function f(x: number) { return x * 2 }", "await fetch('x')"]
    incomplete_code_samples = ["function f(x: number) {", "const s = `unfinished", "[1, 2", "f("]
    invalid_code_samples = ["const = 7", "let x: = 1", ")"]
    code_generate_error = "throw new Error('on purpose')"
    code_execute_result = [
        {"code": "1 + 2 + 3", "result": "6"},
        {"code": "[1, 2, 3].map(n => n * n)[2]", "result": "9"},
        {"code": "'été 😀'.length", "result": "6"},
        {"code": "await Promise.resolve(42)", "result": "42"},
    ]
    code_display_data = [
        {"code": "await display({ [Symbol.for('Jupyter.display')]: () => ({ 'text/html': '<b>x</b>' }) })", "mime": "text/html"},
    ]
    code_history_pattern = "1 + 2*"
    supported_history_operations = ("tail", "range", "search")
    code_page_something = "console?"
    code_inspect_sample = "Math.sqrt"
    code_clear_output = "console.log('x'); clearOutput()"


class AnsatzWelcomeTests(jupyter_kernel_test.IopubWelcomeTests):
    kernel_name = KERNEL
    support_iopub_welcome = True


if __name__ == "__main__":
    unittest.main()
