"""Holds Python's msgpack and the generated types and JSON Schema against the shared vectors."""

import copy
import hashlib
import importlib.util
import json
import pathlib
import unittest

import jsonschema
import msgpack

ROOT = pathlib.Path(__file__).resolve().parents[2]
SPEC = importlib.util.spec_from_file_location("types_gen", ROOT / "clients/python/dateline/_types_gen.py")
types_gen = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(types_gen)


def binary(value):
    return bytes.fromhex(value["$bin"]) if set(value) == {"$bin"} else value


def load(path):
    return json.loads(path.read_text("utf-8"), object_hook=binary)["vectors"]


VECTORS = [(path.stem, v) for path in sorted((ROOT / "proto/vectors").glob("*.json")) for v in load(path)]
VALUES = [(f"{file}: {v['name']}", v) for file, v in VECTORS if "code" not in v]


def typed(name):
    return getattr(types_gen, "".join(part.capitalize() for part in name.split("_")))


def without(value, paths, prefix=""):
    return {k: without(v, paths, f"{prefix}{k}.") if isinstance(v, dict) else v
            for k, v in value.items() if prefix + k not in paths}


class Vectors(unittest.TestCase):
    def each(self, check, rows=VALUES):
        self.assertTrue(rows)
        for name, vector in rows:
            with self.subTest(name):
                check(vector)

    def test_written_byte_for_byte(self):
        self.each(lambda v: self.assertEqual(msgpack.packb(v["value"]).hex(), v["hex"]))

    def test_read_back(self):
        self.each(lambda v: self.assertEqual(msgpack.unpackb(bytes.fromhex(v["hex"])), v["value"]))

    def test_keys_are_those_of_the_types(self):
        def check(value, name):
            inner = dict(types_gen.FIELDS[name])
            self.assertLessEqual(typed(name).__required_keys__, set(value), name)
            self.assertEqual([k for k in inner if k in value], list(value), name)
            for key, item in value.items():
                for one in (item if isinstance(item, list) else [item]) if inner[key] else []:
                    check(one, inner[key])

        self.each(lambda v: check(v["value"], v["map"]))

    def test_every_map_has_a_vector(self):
        seen = {v["map"] for _, v in VALUES}

        def reach(name):
            for _, inner in types_gen.FIELDS[name]:
                if inner and inner not in seen:
                    seen.add(inner)
                    reach(inner)

        for name in list(seen):
            reach(name)
        self.assertEqual(set(types_gen.FIELDS) - seen, set())

    def test_digest(self):
        def check(v):
            covered = without(v["value"], types_gen.UNDIGESTED)
            self.assertEqual(hashlib.sha256(msgpack.packb(covered)).hexdigest(), v["value"]["digest"])

        self.each(check, [(n, v) for n, v in VALUES if v["map"] == "analysis" and "digest" in v["value"]])


class Schema(unittest.TestCase):
    def setUp(self):
        schema = json.loads((ROOT / "proto/analysis.schema.json").read_text("utf-8"))
        jsonschema.Draft202012Validator.check_schema(schema)
        self.validator = jsonschema.Draft202012Validator(schema)
        self.analyses = [v["value"] for _, v in VALUES if v["map"] == "analysis"]

    def test_takes_the_analyses(self):
        self.assertTrue(self.analyses)
        for value in self.analyses:
            self.assertEqual([e.message for e in self.validator.iter_errors(value)], [])

    def test_takes_fields_of_a_later_version(self):
        self.assertTrue(self.validator.is_valid({**self.analyses[0], "mood": "calm"}))

    def test_refuses_what_breaks_the_contract(self):
        def broken(path, value):
            out = copy.deepcopy(self.analyses[0])
            at = out
            for key in path[:-1]:
                at = at[key]
            if value is None:
                del at[path[-1]]
            else:
                at[path[-1]] = value
            return out

        cases = [(["text"], None), (["schema"], None), (["provenance"], None), (["article"], None), (["quotes", 0, "negated"], None),
                 (["quotes", 0, "span"], [1]), (["quotes", 0, "span"], [1, 2, 3]), (["quotes", 0, "kind"], "loud"),
                 (["sentences", 0, "span"], ["1", "2"]), (["article", "words"], -1), (["offset_unit"], "bit")]
        for path, value in cases:
            with self.subTest(path=path, value=value):
                self.assertFalse(self.validator.is_valid(broken(path, value)))


if __name__ == "__main__":
    unittest.main()
