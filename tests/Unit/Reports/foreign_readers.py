"""What readers that are not ours make of our reports. Argument: a folder with run.json, run.xml, run.md and the schemas.

Prints one JSON object; a part whose reader is not installed is null.
"""
import json
import pathlib
import sys

folder = pathlib.Path(sys.argv[1])


def schema_errors():
    import jsonschema

    schema = json.loads((folder / "report.schema.json").read_text())
    jsonschema.Draft7Validator.check_schema(schema)
    resolver = jsonschema.RefResolver((folder / "report.schema.json").as_uri(), schema)

    def errors(name):
        validator = jsonschema.Draft7Validator(schema, resolver=resolver)
        return [f"{'/'.join(map(str, e.path))}: {e.message}" for e in validator.iter_errors(json.loads((folder / name).read_text()))]

    return {name: errors(name) for name in ("run.json", "wrong-judgement.json", "wrong-record.json")}


def junit():
    import junitparser

    suites = junitparser.JUnitXml.fromfile(str(folder / "run.xml"))
    return {
        "counts": [suites.tests, suites.failures, suites.errors],
        "cases": [
            {
                "suite": suite.name,
                "name": case.name,
                "time": case.time,
                "result": [[type(r).__name__, r.type, r.message] for r in case.result],
            }
            for suite in suites
            for case in suite
        ],
    }


def markdown():
    from markdown_it import MarkdownIt

    def text(inline):
        return "".join(t.content if t.type in ("text", "code_inline") else " " for t in inline.children if t.type in ("text", "code_inline", "softbreak"))

    tokens = MarkdownIt("commonmark").enable("table").parse((folder / "run.md").read_text())
    cells, rows, items, kinds, inside = [], [], [], set(), []
    for token in tokens:
        kinds.add(token.type)
        if token.type in ("th_open", "td_open", "list_item_open"):
            inside.append(token.type)
        elif token.type in ("th_close", "td_close", "list_item_close"):
            inside.pop()
        elif token.type == "tr_close":
            rows.append(cells)
            cells = []
        elif token.type == "inline":
            kinds.update(child.type for child in token.children)
            if inside:
                (items if inside[-1] == "list_item_open" else cells).append(text(token))
    return {"rows": rows, "items": items, "kinds": sorted(kinds)}


def part(read):
    try:
        return read()
    except ImportError:
        return None


print(json.dumps({"schema": part(schema_errors), "junit": part(junit), "markdown": part(markdown)}))
