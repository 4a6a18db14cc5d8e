"""The examples run as they stand, against datelined, and are no longer than thirty lines."""
import os
import re
import sys
import unittest

from common import BUILD, ROOT, run
from harness import ServiceTest

EXAMPLES = (  # (file, how it is started, what it prints)
    ("clients/c/example.c", [os.path.join(BUILD, "test/clients/example")], '1 example-c: {"schema":"dateline.analysis/1","digest":"'),
    ("clients/python/example.py", [sys.executable, os.path.join(ROOT, "clients/python/example.py")], "nothing is missing: 1"),
    ("clients/cli/example.sh", [os.path.join(ROOT, "clients/cli/example.sh")], '"id":"example-cli"'),
)


class Examples(ServiceTest):
    def test_c(self):
        self.check(*EXAMPLES[0])

    def test_python(self):
        self.check(*EXAMPLES[1])

    def test_command_line(self):
        self.check(*EXAMPLES[2])

    def test_readme(self):
        with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as text:
            example = re.search(r"```python\n(.*?)```", text.read(), re.S)[1]
        status, out, err = run(self.service, sys.executable, "-c", example)
        self.assertEqual((status, out), (0, "n-1 None We listened, 0.95\n"), err)  # without a model nobody speaks

    def check(self, file, command, wanted):
        with open(os.path.join(ROOT, file), encoding="utf-8") as text:
            self.assertLessEqual(len(text.readlines()), 30, file)
        status, out, err = run(self.service, *command)
        self.assertEqual(status, 0, out + err)
        self.assertIn(wanted, out)


if __name__ == "__main__":
    unittest.main()
