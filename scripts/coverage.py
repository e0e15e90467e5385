#!/usr/bin/env python3
"""Writes docs/coverage.md: which requirement each test shows, by the ids in test names.

The rows come from ../shared/requirements.md where it stands beside the project, otherwise from the page as it is.
"""
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "coverage.md"
ID = re.compile(r"\b(?:LIF|ROL|CHG|CFG|DEF|PLN|STR|BLD|DSL|ACC|COM|DOC|PRE|RRR|DEP|REV|LOG|OPS)-\d+\b")
COLUMNS = {
    "rule": ["VocabularyTests", "LedgerTests", "PackagesTests", "RulesTests", "HostWorkTests"],
    "API": ["EndToEnd", "OperationsTests", "RecordsTests", "WireTests", "HostHandsTests", "HTTPServerTests"],
    "page": ["WebPagesTests"],
    "command line": ["CommandLineTests"],
}


def rows():
    source = ROOT.parent / "shared" / "requirements.md"
    text = source.read_text() if source.exists() else PAGE.read_text()
    found = []
    for line in text.splitlines():
        match = re.match(r"\| ([A-Z]{3}-\d+) \|", line)
        if match and match.group(1) not in found:
            found.append(match.group(1))
    return found


def shown():
    by = {}
    for folder in sorted((ROOT / "Tests").iterdir()):
        column = next((name for name, folders in COLUMNS.items() if folder.name in folders), None)
        if column is None:
            continue
        for path in sorted(folder.rglob("*")):
            if path.suffix not in (".swift", ".py"):
                continue
            text = path.read_text()
            names = re.findall(r'@(?:Test|Suite)\(\s*"([^"\n]*)', text) + re.findall(r'def test_\w+\(self\):\s*"""([^"]*)', text)
            for name in names:
                for one in set(ID.findall(name)):
                    where = "page" if folder.name == "EndToEnd" and "OPS-6" in name else column
                    by.setdefault(one, {}).setdefault(where, 0)
                    by[one][where] += 1
    return by


def main():
    by = shown()
    lines = [
        "# Coverage", "",
        "Written by `./test` from the requirement ids in test names. A number is how many tests name the row there; a row",
        "that some tests name is not for that reason complete. *absent*: no test names it.", "",
        "| id | " + " | ".join(COLUMNS) + " | |", "|---|" + "---|" * (len(COLUMNS) + 1),
    ]
    ids = rows()
    for one in ids:
        cells = [str(by.get(one, {}).get(column, "")) for column in COLUMNS]
        lines.append(f"| {one} | " + " | ".join(cells) + (" | |" if one in by else " | *absent* |"))
    named = sum(1 for one in ids if one in by)
    lines += ["", f"{named} of {len(ids)} rows are named by at least one test."]
    PAGE.write_text("\n".join(lines) + "\n")
    print(f"docs/coverage.md: {named} of {len(ids)} rows are named by tests.")


if __name__ == "__main__":
    main()
